import { assertEquals } from "@std/assert";
import { startReplay } from "./support/replay.ts";

const START = 1_795_000_000;
const HOUR = 3600;
const RESET = START + 5 * HOUR;

/** Seconds since the start, session, percent left, cost; and what the account stands at after it. */
type Step = readonly [number, string, number | null, number, number | null];

function replay(
  name: string,
  steps: readonly Step[],
  resetAt: (at: number) => number | null,
): void {
  Deno.test(name, () => {
    const account = startReplay();
    const stands = steps.map(([at, session, leftPct, costUsd]) => {
      account.report({
        at: START + at,
        session,
        leftPct,
        resetAt: resetAt(at),
        costUsd,
      });
      return account.standing()?.headroomPct ?? null;
    });
    assertEquals(stands, steps.map((step) => step[4]));
  });
}

const sameReset = () => RESET;

replay("an idle session that re-sends its old figure changes nothing", [
  [0, "idle", 80, 1, 80],
  [10, "busy", null, 0, 80],
  [20, "busy", 70, 0.5, 70],
  [30, "idle", 80, 1, 70],
  [40, "busy", 65, 0.9, 65],
  [50, "idle", 80, 1, 65],
  [3600, "idle", 80, 1, 65],
], sameReset);

replay("two active sessions interleaved stand at what the account has", [
  [0, "a", 90, 1, 90],
  [5, "b", 88, 1, 88],
  [10, "a", 86, 2, 86],
  [15, "b", 83, 2, 83],
  [16, "a", 86, 2, 83],
  [20, "a", 80, 3, 80],
  [21, "b", 83, 2, 80],
], sameReset);

replay("a long answer that began before another session's does not give headroom back", [
  [0, "slow", 61, 1, 61],
  [30, "fast", 58, 1, 58],
  // Its figure is from the beginning of a response that ends only now.
  [60, "slow", 60, 2, 58],
], sameReset);

replay("an early reset is believed from the session that had the newest response", [
  [0, "a", 40, 1, 40],
  [10, "b", 39, 1, 39],
  [20, "a", 38, 2, 38],
  [30, "a", 100, 3, 100],
  [40, "a", 99, 4, 99],
], sameReset);

replay("after an early reset an idle session cannot take the new figure away", [
  [0, "idle", 40, 1, 40],
  [10, "busy", 38, 1, 38],
  [20, "busy", 100, 2, 100],
  [30, "idle", 40, 1, 100],
  [40, "idle", 40, 1, 100],
  [50, "busy", 98, 3, 98],
  [60, "idle", 97, 2, 97],
], sameReset);

replay("an early reset needs a second response where the order of the first is not known", [
  [0, "a", 41, 1, 41],
  [30, "b", 40, 1, 40],
  [60, "a", 99, 2, 40],
  [90, "a", 98, 3, 98],
], sameReset);

replay("an early reset is found by a session that saw nothing of what others spent", [
  [0, "light", 100, 1, 100],
  [30, "heavy", 40, 1, 40],
  [60, "light", 100, 2, 40],
  [90, "light", 100, 3, 100],
], sameReset);

replay("a figure seen while its response still runs is believed when the response ends", [
  [0, "a", 40, 1, 40],
  [5, "a", 100, 1, 40],
  [6, "a", 100, 1, 40],
  [20, "a", 100, 2, 100],
], sameReset);

replay("a limit that was hit is believed without any cost", [
  [0, "a", 3, 1, 3],
  [5, "a", 0, 1, 0],
  [9, "a", 0, 1, 0],
], sameReset);

replay("a plan upgraded after the limit was hit is not taken back by the session that hit it", [
  [0, "hit", 3, 1, 3],
  [5, "hit", 0, 1, 0],
  [10, "busy", 4, 1, 0],
  [20, "busy", 79, 2, 79],
  [30, "hit", 0, 1, 79],
  [40, "hit", 0, 1, 79],
], sameReset);

replay("the first response of a new session is newer than what stood before it began", [
  [0, "heavy", 40, 1, 40],
  [10, "new", null, 0, 40],
  [20, "new", 99, 0.1, 99],
], sameReset);

replay("the first response of a new session proves nothing against what was told since it began", [
  [0, "heavy", 41, 1, 41],
  [10, "new", null, 0, 41],
  [15, "heavy", 40, 2, 40],
  [20, "new", 99, 0.1, 40],
  [30, "new", 99, 0.2, 99],
], sameReset);

replay("a session restarted by /clear proves nothing until its first response", [
  [0, "old", 60, 5, 60],
  [10, "busy", 50, 1, 50],
  // A new session of the same process carries the process's old figure and no cost.
  [20, "new", 60, 0, 50],
  [30, "new", 60, 0, 50],
  [40, "new", 49, 0.1, 49],
], sameReset);

replay("a cost that restarts within a session proves nothing until it grows again", [
  [0, "a", 60, 5, 60],
  [10, "b", 50, 1, 50],
  [20, "a", 60, 0, 50],
  [30, "a", 48, 0.1, 48],
], sameReset);

replay("reports without the window leave the figure alone", [
  [0, "a", 60, 1, 60],
  [10, "a", null, 2, 60],
  [20, "a", 60, 2, 60],
  [30, "a", 55, 3, 55],
], sameReset);

replay("two sources that date one window ten minutes apart are one window", [
  [0, "a", 60, 1, 60],
  [10, "b", 70, 1, 60],
  [20, "a", 58, 2, 58],
  [30, "b", 70, 1, 58],
  [40, "b", 57, 2, 57],
], (at) => RESET + (at % 20 === 10 ? 600 : 0));

replay("after the rollover the new window stands, and an idle session's old one does not", [
  [4 * HOUR, "a", 12, 1, 12],
  [4 * HOUR + 10, "idle", 30, 1, 12],
  [5 * HOUR + 60, "idle", 30, 1, 12],
  [6 * HOUR, "a", 97, 2, 97],
  [6 * HOUR + 10, "idle", 30, 1, 97],
  [6 * HOUR + 20, "a", 95, 3, 95],
], (at) => at < 6 * HOUR || at % 100 === 10 ? RESET : RESET + 5 * HOUR);

replay("the old figure with the new reset is not believed, the true one after it is", [
  [4 * HOUR, "a", 1, 1, 1],
  [5 * HOUR + 60, "a", 1, 2, 1],
  [5 * HOUR + 120, "a", 96, 3, 96],
], (at) => at < 5 * HOUR ? RESET : RESET + 5 * HOUR);

replay("an old figure with the new reset that was believed is corrected by the next response", [
  [4 * HOUR, "a", 60, 1, 60],
  [5 * HOUR + 60, "a", 59, 2, 59],
  [5 * HOUR + 120, "a", 96, 3, 96],
], (at) => at < 5 * HOUR ? RESET : RESET + 5 * HOUR);

replay("one reset in the far future does not shut out the sane reports after it", [
  [0, "a", 60, 1, 60],
  [10, "a", 99, 2, 60],
  [20, "a", 58, 3, 58],
], (at) => at === 10 ? START + 300 * 24 * HOUR : RESET);

replay("a wrong later reset that was believed is corrected by two responses", [
  [0, "a", 60, 1, 60],
  [10, "b", 99, 1, 99],
  [20, "a", 58, 2, 99],
  [30, "a", 57, 3, 57],
], (at) => at === 10 ? RESET + 4 * HOUR : RESET);

replay("figures without a reset only fall, and rise with a response", [
  [0, "a", 60, 1, 60],
  [10, "a", 55, 2, 55],
  [20, "b", 70, 1, 55],
  [30, "a", 100, 3, 100],
  [40, "b", 70, 1, 100],
], () => null);

replay(
  "after an early reset a response that another's may be newer than goes no higher than that",
  [
    [0, "b", null, 0, null],
    [10, "a", null, 0, null],
    [20, "a", 99.8, 0.01, 99.8],
    // Its former response was known before the standing figure: not proven to be newer.
    [82, "b", 99.9, 0.01, 99.8],
    // The header of this one came before the other's.
    [122, "a", 100, 0.02, 99.9],
    [140, "a", 99.7, 0.03, 99.7],
  ],
  sameReset,
);
