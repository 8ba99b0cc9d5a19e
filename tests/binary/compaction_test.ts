// What the sealed program can still do for itself before a compaction: ask git, and write below its
// state directory.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { extractsPath } from "../../src/io/extracts_file.ts";
import { type Program, sealProgram } from "../support/program.ts";
import { anEvent } from "../support/reports.ts";
import { makeCommitted } from "../support/repository.ts";
import { promptLine } from "../support/transcript.ts";

function compactionIn(program: Program, cwd: string): string {
  const event = anEvent(program, "PreCompact-auto", { cwd });
  const path = String(event.transcript_path);
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, promptLine("Never touch src/legacy.", program.now()));
  return JSON.stringify(event);
}

async function compact(program: Program, path: string): Promise<string> {
  const work = makeCommitted(join(program.home, "work"));
  work.write("a.txt", "changed\n");
  const { code, out, err } = await program.run(["hook", "pre-compact"], {
    input: compactionIn(program, work.root),
    env: { PATH: path },
  });
  assertEquals([code, err], [0, ""]);
  return out;
}

Deno.test("a sealed program prepares a compaction, and gives back what it kept", async () => {
  using program = await sealProgram();
  const out = await compact(program, "/usr/bin:/bin");
  assertStringIncludes(out, "  - Never touch src/legacy.");
  assertStringIncludes(out, "/work: a.txt");
  Deno.statSync(extractsPath(program.state, "session-1"));
  const event = anEvent(program, "SessionStart-compact", { cwd: join(program.home, "work") });
  const after = await program.run(["hook", "session-start"], { input: JSON.stringify(event) });
  const text = JSON.parse(after.out).hookSpecificOutput.additionalContext;
  assertStringIncludes(text, "changed files: 1: a.txt");
  assertStringIncludes(text, ".extracts.json");
});

Deno.test("a git that hangs costs a compaction the facts, not the rest", async () => {
  using program = await sealProgram();
  const bin = join(program.home, "slow");
  Deno.mkdirSync(bin);
  Deno.writeTextFileSync(join(bin, "git"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
  const start = performance.now();
  const out = await compact(program, `${bin}:/usr/bin:/bin`);
  // It promises 1.5 s; a crowded machine may take its time to start it.
  assert(performance.now() - start < 50_000);
  assertStringIncludes(out, "  - Never touch src/legacy.");
  assert(!out.includes("a.txt"), out);
});
