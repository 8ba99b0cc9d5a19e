// What the sealed program can still do for itself when a turn dies: ask git, and nothing else.

import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readOpenPlans } from "../../src/io/store/plans.ts";
import { readFixture } from "../support/fixture.ts";
import { type Program, sealProgram } from "../support/program.ts";
import { anEvent } from "../support/reports.ts";
import { makeCommitted } from "../support/repository.ts";

function wallIn(program: Program, cwd: string): string {
  const event = anEvent(program, "StopFailure-usage-limit", { cwd });
  const path = String(event.transcript_path);
  Deno.mkdirSync(dirname(path), { recursive: true });
  const refusal = JSON.stringify(readFixture("transcript-api-error-usage-limit"));
  Deno.writeTextFileSync(path, `${refusal}\n`);
  return JSON.stringify(event);
}

Deno.test("a sealed program asks git for the facts of a wall, whatever libraries are preloaded", async () => {
  using program = await sealProgram();
  const work = makeCommitted(join(program.home, "work"));
  work.write("a.txt", "changed\n");
  const { code, out, err } = await program.run(["hook", "stop-failure"], {
    input: wallIn(program, work.root),
    env: { LD_LIBRARY_PATH: "/nowhere", GIT_DIR: "/nowhere" },
  });
  assertEquals([code, out, err], [0, "", ""]);
  const store = openStore(program.state, HOOK_BUSY_MS, program.now());
  const plans = readOpenPlans(store, { sessionId: "session-1", projectDir: null }, 10);
  assertEquals(plans.map((plan) => plan.summary), [
    "interrupted work: 1 uncommitted file on main (a.txt)",
  ]);
});

Deno.test("a git that hangs does not hold up the client", async () => {
  using program = await sealProgram();
  const work = makeCommitted(join(program.home, "work"));
  const bin = join(program.home, "slow");
  Deno.mkdirSync(bin);
  Deno.writeTextFileSync(join(bin, "git"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
  const start = performance.now();
  const { code, out, err } = await program.run(["hook", "stop-failure"], {
    input: wallIn(program, work.root),
    env: { PATH: `${bin}:/usr/bin:/bin` },
  });
  // It promises 1.5 s; a crowded machine may take its time to start it.
  assert(performance.now() - start < 50_000);
  assertEquals([code, out, err], [0, "", ""]);
});
