import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { decidePace, type Pace } from "../../src/decide/pace.ts";
import {
  PACE_HOT_RATIO,
  PACE_MIN_ELAPSED_SEC,
  PACE_MIN_USED_PCT,
  PACE_SURE_USED_PCT,
} from "../../src/decide/thresholds.ts";
import type { HeadroomSample } from "../../src/model/burn.ts";

const HOUR = 3600;
const DAY = 86_400;
const WEEK = 7 * DAY;
const START = 1_795_000_000;
const RESET = START + WEEK;

function pace(
  elapsedSec: number,
  usedPct: number,
  lastDay: readonly (readonly [agoSec: number, usedPct: number])[] = [],
): Pace | null {
  const now = START + elapsedSec;
  const samples: HeadroomSample[] = [...lastDay, [0, usedPct] as const].map(([ago, used]) => ({
    at: now - ago,
    headroomPct: 100 - used,
    resetAt: RESET,
  }));
  return decidePace({ headroomPct: 100 - usedPct, resetAt: RESET, lengthSec: WEEK, samples }, now);
}

Deno.test("decidePace() tells a hot week in the numbers of its sentence", () => {
  const hot = pace(5 * DAY, 93);
  assert(hot?.kind === "hot");
  assertAlmostEquals(hot.ratio, 1.302, 1e-9);
  assertAlmostEquals(hot.sustainPctPerDay, 3.5, 1e-9);
  const toGo = hot.exhaustAt - (START + 5 * DAY);
  assertAlmostEquals(toGo, 7 / 93 * 5 * DAY, 1);
  assertEquals(hot.exhaustAt + hot.secBeforeReset, RESET);
});

Deno.test("decidePace() says an exhaustion before the reset whenever it is hot", () => {
  for (let elapsed = HOUR; elapsed < WEEK; elapsed += 5 * HOUR) {
    for (let used = 0; used < 100; used += 3) {
      const verdict = pace(elapsed, used);
      if (verdict?.kind !== "hot") continue;
      assert(verdict.secBeforeReset > 0, `${elapsed} ${used}`);
      assert(verdict.exhaustAt >= START + elapsed, `${elapsed} ${used}`);
    }
  }
});

const TABLE: readonly (readonly [string, Pace | null, Pace["kind"] | null])[] = [
  ["right after a reset, nothing used", pace(10 * 60, 0), null],
  ["an hour after a reset, a burst used 5%", pace(HOUR, 5), null],
  ["just below a day, much used", pace(PACE_MIN_ELAPSED_SEC - 1, PACE_SURE_USED_PCT - 0.1), null],
  ["a day over, little used", pace(PACE_MIN_ELAPSED_SEC, PACE_MIN_USED_PCT - 0.1), null],
  ["a day over, a material share used", pace(PACE_MIN_ELAPSED_SEC, PACE_MIN_USED_PCT), "cruising"],
  ["within the first day, a share that cannot be chance", pace(12 * HOUR, 40), "hot"],
  ["just below the ratio", pace(3.5 * DAY, 50 * PACE_HOT_RATIO - 0.1), "cruising"],
  ["at the ratio", pace(3.5 * DAY, 50 * PACE_HOT_RATIO), "hot"],
  ["half used at half time", pace(3.5 * DAY, 50), "cruising"],
  ["the reset has come", pace(WEEK, 80), null],
  ["hot, and yesterday still more than sustains", pace(3 * DAY, 70, [[DAY, 55]]), "hot"],
  ["hot, and yesterday less than sustains", pace(3 * DAY, 70, [[DAY + HOUR, 64]]), "cruising"],
  ["hot, but the figures do not reach back a day", pace(3 * DAY, 70, [[5 * HOUR, 69]]), "hot"],
];

for (const [what, verdict, expected] of TABLE) {
  Deno.test(`decidePace() says ${expected ?? "nothing"}: ${what}`, () => {
    assertEquals(verdict?.kind ?? null, expected);
  });
}

Deno.test("decidePace() does not let figures of the week before cool this one", () => {
  const now = START + 3 * DAY;
  const old = { at: now - 2 * DAY, headroomPct: 30, resetAt: START };
  const samples = [old, { at: now, headroomPct: 30, resetAt: RESET }];
  const verdict = decidePace({ headroomPct: 30, resetAt: RESET, lengthSec: WEEK, samples }, now);
  assertEquals(verdict?.kind, "hot");
});

Deno.test("decidePace() says nothing of a window without a known reset", () => {
  const unknown = { headroomPct: 10, resetAt: null, lengthSec: WEEK, samples: [] };
  assertEquals(decidePace(unknown, START), null);
});
