// Measures what a compaction waits for: the sealed program's `hook pre-compact` in a repository of
// 100,000 files, and with a transcript of 200 MB. Prints the report, writes it to RESULTS.md beside
// this file and exits with 1 when the limit is missed. Run after a build, on a machine that does
// nothing else:
//   .ci/deno task eval:compaction
import { dirname, join } from "@std/path";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readCapture } from "../../src/io/store/snapshots.ts";
import { type Program, sealProgram } from "../../tests/support/program.ts";
import { anEvent } from "../../tests/support/reports.ts";
import { makeRepository, type Repository } from "../../tests/support/repository.ts";
import { answerLine, failureLines, promptLine } from "../../tests/support/transcript.ts";
import { describeMachine, type Machine } from "../latency/machine.ts";
import { quantile } from "../latency/measure.ts";

/** Milliseconds from start to end of the process, median. */
const LIMIT_MS = 400;
const ROUNDS = 15;
const FILES = 100_000;
const FILES_PER_DIR = 100;
const CASES = [
  { name: "two files, transcript of 20 kB", files: 2, bytes: 20_000 },
  { name: "100,000 files, transcript of 20 kB", files: FILES, bytes: 20_000 },
  { name: "100,000 files, transcript of 200 MB", files: FILES, bytes: 200_000_000 },
] as const;

interface Result {
  readonly name: string;
  readonly wallMs: readonly number[];
}

async function main(): Promise<boolean> {
  using program = await sealProgram();
  say("making repositories");
  const small = repositoryOf(program, 2);
  const large = repositoryOf(program, FILES);
  const cases = CASES.map((it) => ({
    ...it,
    event: eventFor(program, it.name, it.files === 2 ? small : large, it.bytes),
    wallMs: [] as number[],
  }));
  for (let round = -2; round < ROUNDS; round++) {
    for (const { event, wallMs } of cases) {
      const tookMs = await run(program, event);
      // The first ones warm the caches of the machine.
      if (round >= 0) wallMs.push(tookMs);
    }
  }
  cases.forEach((it) => check(program, it.name, it.files));
  const report = render(cases, describeMachine(null));
  console.log(report);
  Deno.writeTextFileSync(new URL("./RESULTS.md", import.meta.url), report);
  return cases.every(({ wallMs }) => quantile(wallMs, 0.5) <= LIMIT_MS);
}

function repositoryOf(program: Program, files: number): Repository {
  const repository = makeRepository(join(program.home, `work-${files}`));
  for (let n = 0; n < files; n++) {
    const dir = `src/module-${Math.floor(n / FILES_PER_DIR / 50)}/part-${
      Math.floor(n / FILES_PER_DIR)
    }`;
    repository.write(`${dir}/file-${n}.ts`, `export const value = ${n};\n`);
  }
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "--message", "Start");
  repository.write("src/module-0/part-0/file-0.ts", "changed\n");
  repository.write("src/new.ts");
  return repository;
}

function eventFor(program: Program, name: string, { root }: Repository, bytes: number): string {
  const session = sessionOf(name);
  const event = anEvent(program, "PreCompact-auto", { session_id: session, cwd: root });
  const path = String(event.transcript_path);
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, "");
  const turn = turnAt(program.now()).repeat(50);
  for (let written = 0; written < bytes; written += turn.length) {
    Deno.writeTextFileSync(path, turn, { append: true });
  }
  return JSON.stringify(event);
}

function sessionOf(name: string): string {
  return name.replace(/[^a-zA-Z0-9]+/g, "-");
}

/** A prompt, an answer of some length, a failed command: what a transcript is made of. */
function turnAt(at: number): string {
  return promptLine("Go on with the next part. Never touch src/legacy.", at) +
    answerLine({ at, chars: 4_000 }) + failureLines("deno test", "error: one test failed", at);
}

async function run(program: Program, input: string): Promise<number> {
  const started = performance.now();
  const { code, out } = await program.run(["hook", "pre-compact"], { input });
  const tookMs = performance.now() - started;
  if (code !== 0 || !out.startsWith("[tokenroom]")) throw new Error(`no instructions: ${out}`);
  return tookMs;
}

/** Nothing is measured that did not do its work. */
function check(program: Program, name: string, files: number): void {
  const store = openStore(program.state, HOOK_BUSY_MS, program.now());
  const facts = readCapture(store, sessionOf(name), "compaction", 0)?.facts;
  const seen = [facts?.changed?.count, facts?.untracked?.count, facts?.commits?.length];
  if (seen.join() !== "1,1,1") throw new Error(`${files} files: facts are missing: ${seen}`);
}

function render(results: readonly Result[], machine: Machine): string {
  return [
    "# What a compaction waits for",
    "",
    `\`tokenroom hook pre-compact\`, sealed, from start to end of the process: instructions on ` +
    `standard output, facts and extracts stored. Limit: median ${LIMIT_MS} ms.`,
    "",
    "| repository | median | 90% | largest |",
    "|---|---|---|---|",
    ...results.map(({ name, wallMs }) =>
      `| ${name} | ${
        [0.5, 0.9, 1].map((share) => `${quantile(wallMs, share).toFixed(0)} ms`)
          .join(" | ")
      } |`
    ),
    "",
    `${ROUNDS} rounds after two that are not counted, cases in turn. ${machine.processor}, ` +
    `${machine.cores} cores, ${machine.system}, load ${machine.load.toFixed(1)}, ${machine.date}.`,
    "",
  ].join("\n");
}

function say(text: string): void {
  console.error(text);
}

if (!await main()) Deno.exit(1);
