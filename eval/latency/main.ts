// Measures what a start of the sealed program costs beside an empty program of the same runtime and
// beside Node, prints the report, writes it to RESULTS.md beside this file and exits with 1 when a
// target is missed. Run after a build, on a machine that does nothing else:
//   .ci/deno task build && .ci/deno task eval:latency
// With --quick: a few rounds, prints only, always exits with 0.
import { dirname, fromFileUrl, join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { type Program, sealProgram } from "../../tests/support/program.ts";
import { run as runToEnd } from "../../tools/build/processes.ts";
import { casesFor, EMPTY, promptCase } from "./cases.ts";
import { clear, measureCrowd } from "./crowd.ts";
import { buildEmptyProgram, type Empty } from "./empty_program.ts";
import { describeMachine, findNode } from "./machine.ts";
import { type Case, measure, type Run } from "./measure.ts";
import { checkWork, makePlace, type Place, SESSION, WARM_TURNS, warmUp } from "./place.ts";
import { renderResults } from "./report.ts";
import { fillStore } from "./store.ts";
import { judge } from "./targets.ts";

const COMMAND = ".ci/deno task eval:latency";
const FULL = { wall: 150, memory: 11, once: 40, warmCrowds: 4, crowds: 7 };
const QUICK = { wall: 10, memory: 3, once: 5, warmCrowds: 0, crowds: 1 };
const ONCE_MEMORY = 3;
const SMALL_BYTES = 20_000;
const LARGE_BYTES = 200_000_000;

async function main(isQuick: boolean): Promise<boolean> {
  const node = findNode();
  const machine = describeMachine(node);
  const times = isQuick ? QUICK : FULL;
  // All are sealed now: a build may replace the executable while this runs.
  using newProgram = await sealProgram();
  using largeProgram = await sealProgram();
  using otherProgram = await sealProgram();
  const empty = await buildEmptyProgram(newProgram.home);
  const version = (await newProgram.run(["--version"])).out.trim();

  say("filling a store with a million rows");
  const small = makePlace(newProgram, SMALL_BYTES);
  const big = makePlace(largeProgram, LARGE_BYTES);
  await warmUp(small);
  await warmUp(big);
  const filled = fillStore(big);
  await warmUp(big);
  await settle();

  say(`${times.wall} rounds`);
  let highestLoad = 0;
  const run = await measure(casesFor(empty, node, small, big), times, () => {
    highestLoad = Math.max(highestLoad, Deno.loadavg()[0] ?? 0);
  });
  const prompts = 1 + times.wall + times.memory;
  say("what happens once only");
  const once = await measureOnce(empty, otherProgram, big, times.once);
  checkWork(small, WARM_TURNS + prompts);
  checkWork(big, WARM_TURNS + prompts + 1 + times.once + ONCE_MEMORY);
  say("many at once");
  await settle();
  const crowds = [];
  for (let turn = 0; turn < times.warmCrowds + times.crowds; turn++) {
    crowds.push(await measureCrowd(otherProgram, empty, turn < times.warmCrowds));
  }

  const targets = judge(run, crowds);
  const report = renderResults({
    ...{ machine, command: COMMAND, version, run, once, crowds, filled, targets, highestLoad },
    rounds: times,
    transcriptMB: Deno.statSync(big.transcript.path).size / 1e6,
  });
  console.log(report);
  if (!isQuick) await write(report);
  return isQuick || targets.every(({ held }) => held !== false);
}

async function write(report: string): Promise<void> {
  const path = fromFileUrl(new URL("./RESULTS.md", import.meta.url));
  Deno.writeTextFileSync(path, report);
  const { success } = await runToEnd(Deno.execPath(), ["fmt", "--quiet", path], {
    cwd: dirname(path),
  });
  if (!success) throw new Error("RESULTS.md was not formatted");
}

// Hundreds of megabytes that still go to the disk would be waited for by whoever syncs next.
async function settle(): Promise<void> {
  await runToEnd("sync", [], { cwd: "/" });
}

async function measureOnce(
  empty: Empty,
  program: Program,
  big: Place,
  rounds: number,
): Promise<Run> {
  const first = makePlace(program, SMALL_BYTES);
  const cases: Case[] = [
    {
      name: EMPTY,
      command: empty.executable,
      args: [],
      env: first.env,
      input: first.payload,
    },
    {
      name: "first tap of all",
      command: program.executable,
      args: ["tap"],
      env: first.env,
      prepare: () => clear(program),
      input: first.payload,
    },
    { ...promptCase(big, "first prompt, long transcript"), prepare: () => forgetTranscript(big) },
  ];
  return await measure(cases, { wall: rounds, memory: ONCE_MEMORY });
}

// As if the session had never been looked at.
function forgetTranscript({ program }: Place): void {
  using db = new DatabaseSync(join(program.state, "tokenroom.db"));
  db.prepare("DELETE FROM cursor WHERE session_id = ?").run(SESSION);
}

function say(text: string): void {
  console.error(`latency: ${text}`);
}

if (!await main(Deno.args.includes("--quick"))) Deno.exit(1);
