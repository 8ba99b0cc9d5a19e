import { assertEquals } from "@std/assert";
import { lookAtRuns } from "../../src/decide/forecast_truth.ts";
import { splitRuns, sumReceipts, sumRuns } from "../../src/decide/look_back.ts";
import type { HeadroomSample } from "../../src/model/burn.ts";
import type { JournalLine } from "../../src/model/entry.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { NOW } from "../support/fake_host.ts";

const KEY = "five_hour";

function at(sec: number, headroomPct: number, resetAt: number | null): HeadroomSample {
  return { at: NOW + sec, headroomPct, resetAt: resetAt === null ? null : NOW + resetAt };
}

Deno.test("splitRuns() begins a run at each reset, and not where a reset wobbles or is not told", () => {
  const samples = [
    at(-9 * HOUR, 90, -6 * HOUR),
    at(-8 * HOUR, 80, -6 * HOUR + 90),
    at(-7 * HOUR, 70, null),
    at(-5 * HOUR, 100, null),
    at(-4 * HOUR, 95, -HOUR),
    at(-3 * HOUR, 0, -HOUR),
    at(-30 * MINUTE, 99, 4 * HOUR),
  ];
  const runs = splitRuns(KEY, samples, NOW);
  assertEquals(
    runs.map((run) => [run.samples.length, run.leftPct, run.isOver, run.emptiedAt]),
    [[3, 70, true, null], [3, 0, true, NOW - 3 * HOUR], [1, 99, false, null]],
  );
  assertEquals(runs.map(({ beganAt }) => (beganAt ?? 0) - NOW), [
    -11 * HOUR + 90,
    -6 * HOUR,
    -HOUR,
  ]);
  assertEquals(sumRuns(KEY, runs), {
    key: KEY,
    ended: 2,
    emptied: 1,
    unusedPct: 35,
    unusedWindows: 0.7,
  });
  assertEquals(splitRuns(KEY, [], NOW), []);
  assertEquals(sumRuns(KEY, []).unusedPct, null);
});

Deno.test("splitRuns() knows no begin of a window whose length is not fixed", () => {
  const [run] = splitRuns("spend_limit", [at(-HOUR, 50, HOUR)], NOW);
  assertEquals([run?.beganAt, run?.isOver], [null, false]);
  const [unknown] = splitRuns(KEY, [at(-HOUR, 50, null)], NOW);
  assertEquals([unknown?.resetAt, unknown?.beganAt, unknown?.isOver], [null, null, false]);
});

/** A window of five hours that burns evenly, `perHour` points, seen each six minutes. */
function evenly(startSec: number, perHour: number): HeadroomSample[] {
  return Array.from({ length: 50 }, (_, step) => {
    const hours = step / 10;
    return at(startSec + hours * HOUR, Math.max(0, 100 - perHour * hours), startSec + 5 * HOUR);
  });
}

Deno.test("lookAtRuns() scores even burn right, whether the window lasts or runs empty", () => {
  for (const perHour of [10, 25]) {
    const samples = [...evenly(-11 * HOUR, perHour), ...evenly(-6 * HOUR, perHour)];
    const runs = splitRuns(KEY, samples, NOW);
    const looks = lookAtRuns(runs, samples, []).filter(({ verdict }) => verdict !== "silent");
    assertEquals(looks.length >= 4, true, `${looks.length} looks`);
    assertEquals(looks.map(({ verdict }) => verdict), looks.map(() => "right"));
  }
});

Deno.test("lookAtRuns() scores a sudden end wrong, and never looks behind it or into a run that runs", () => {
  const slow = evenly(-11 * HOUR, 10).filter(({ at }) => at < NOW - 8 * HOUR);
  const sudden = [...slow, at(-8 * HOUR, 0, -6 * HOUR)];
  const samples = [...sudden, ...evenly(-4 * HOUR, 10).filter(({ at }) => at <= NOW)];
  const looks = lookAtRuns(splitRuns(KEY, samples, NOW), samples, []);
  assertEquals(looks.map(({ at, verdict }) => [(at - NOW) / HOUR, verdict]), [
    [-9.75, "wrong"],
    [-8.5, "wrong"],
  ]);
});

Deno.test("sumReceipts() adds up by kind of action, the dearest first", () => {
  const line = (receipts: unknown): JournalLine => ({
    id: 1,
    at: NOW,
    kind: "update",
    sessionId: null,
    account: null,
    detail: { receipts },
  });
  const call = (action: string, points: number | null, usd: number) => ({
    kind: "call",
    action,
    window: KEY,
    points,
    usd,
  });
  const sums = sumReceipts([
    line([call("Bash", 2, 1)]),
    line([call("Task", null, 3), call("Bash", 3, 1.5)]),
    line("damaged"),
  ]);
  assertEquals(sums, [
    { action: "Task", count: 1, points: 0, usd: 3 },
    { action: "Bash", count: 2, points: 5, usd: 2.5 },
  ]);
});
