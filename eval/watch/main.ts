// What the live pane takes of a processor: the time that the program itself spent, as the kernel counts
// it, over a stretch of ticks in a real terminal. Needs the built program and tmux; writes RESULTS.md
// beside this file and exits with 1 when a case is over the limit.
//   .ci/deno task eval:watch
import { fillStore } from "../latency/store.ts";
import { describeMachine } from "../latency/machine.ts";
import { type Program, sealProgram } from "../../tests/support/program.ts";
import { aPayload } from "../../tests/support/reports.ts";
import { openShell } from "../../tests/support/shell.ts";
import { fillWatchedDay } from "../../tests/support/watched_day.ts";
import { type Case, LIMIT_PCT, renderReport } from "./report.ts";

/** Seconds that are measured of each case. */
const MEASURED_SEC = 30;
/** Seconds before: the program compiles what it runs often. */
const WARM_SEC = 5;
/** The kernel's unit of processor time on every Linux. */
const TICKS_PER_SEC = 100;
const SIZE = { columns: 120, rows: 40 };

const cases: Case[] = [
  await measure("an afternoon in the store, nobody works", null, fillDay),
  await measure("the same, and a session reports every 2 seconds", 2, fillDay),
  await measure("a store of a million rows, a report every 2 seconds", 2, fillLarge),
];
const version = await versionOf();
const text = renderReport(cases, { ...SIZE, measuredSec: MEASURED_SEC }, {
  ...describeMachine(null),
  version,
});
console.log(text);
Deno.writeTextFileSync(new URL("./RESULTS.md", import.meta.url), text);
Deno.exit(cases.some(({ pct }) => pct >= LIMIT_PCT) ? 1 : 0);

async function measure(
  name: string,
  everySec: number | null,
  fill: (program: Program) => Promise<void>,
): Promise<Case> {
  using program = await sealProgram();
  await fill(program);
  const env = { LANG: "C.UTF-8" };
  await using shell = await openShell(program.home, { ...SIZE, env });
  shell.run(program.executable, "watch");
  await shell.waitFor((screen) => screen.includes("q quit"));
  const pid = shell.childPid();
  const reports = reporting(program, everySec);
  await seconds(WARM_SEC);
  const [before, at] = [spentSec(pid), performance.now()];
  await seconds(MEASURED_SEC);
  const [spent, elapsed] = [spentSec(pid) - before, (performance.now() - at) / 1_000];
  const megabytes = residentMegabytes(pid);
  await reports.end();
  shell.press("q");
  await shell.prompt();
  return { name, pct: 100 * spent / elapsed, spentMs: spent * 1_000, megabytes };
}

async function fillDay(program: Program): Promise<void> {
  await report(program, 0);
  fillWatchedDay(program.state, program.now(), { configDir: program.config.dir });
}

async function fillLarge(program: Program): Promise<void> {
  await report(program, 0);
  fillStore({ program } as Parameters<typeof fillStore>[0]);
}

async function report(program: Program, turn: number): Promise<void> {
  const payload = aPayload(program, { costUsd: 1 + turn / 10, usedPct: 40 + turn / 10 });
  await program.run(["tap"], { input: JSON.stringify(payload) });
}

function reporting(program: Program, everySec: number | null) {
  let isOver = everySec === null;
  const work = (async () => {
    for (let turn = 1; !isOver; turn++) {
      await report(program, turn);
      await seconds(everySec ?? 1);
    }
  })();
  return { end: () => ((isOver = true), work) };
}

/** Processor time of all threads, in user and kernel. */
function spentSec(pid: number): number {
  // The name of the program, in brackets, may hold blanks.
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SEC;
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(
    Deno.readTextFileSync(`/proc/${pid}/status`),
  ) ?? [];
  return Number(kilobytes) / 1_024;
}

async function versionOf(): Promise<string> {
  using program = await sealProgram();
  return (await program.run(["--version"])).out.trim();
}

function seconds(count: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, count * 1_000));
}
