import { assertEquals } from "@std/assert";
import { type Activity, hasMoved } from "../../src/model/snapshot.ts";

const CASES: readonly (readonly [string, Activity, Activity, boolean])[] = [
  ["nothing changed", { costUsd: 1, apiMs: 10 }, { costUsd: 1, apiMs: 10 }, false],
  ["cost grew", { costUsd: 1, apiMs: 10 }, { costUsd: 1.0001, apiMs: 10 }, true],
  ["the first response came", { costUsd: 0, apiMs: 0 }, { costUsd: 0.01, apiMs: 50 }, true],
  ["only time passed, as in requests that fail", { costUsd: 1, apiMs: 10 }, {
    costUsd: 1,
    apiMs: 99,
  }, false],
  ["cost restarted", { costUsd: 5, apiMs: 10 }, { costUsd: 0.1, apiMs: 99 }, false],
  ["time grew where no cost is told", { costUsd: null, apiMs: 10 }, {
    costUsd: null,
    apiMs: 11,
  }, true],
  ["time grew where cost is not told any more", { costUsd: 1, apiMs: 10 }, {
    costUsd: null,
    apiMs: 11,
  }, true],
  ["time stood still where no cost is told", { costUsd: null, apiMs: 10 }, {
    costUsd: null,
    apiMs: 10,
  }, false],
  ["time restarted", { costUsd: null, apiMs: 10 }, { costUsd: null, apiMs: 1 }, false],
  ["counters appeared", { costUsd: null, apiMs: null }, { costUsd: 1, apiMs: 1 }, false],
  ["counters went away", { costUsd: 1, apiMs: 1 }, { costUsd: null, apiMs: null }, false],
  ["nothing is told", { costUsd: null, apiMs: null }, { costUsd: null, apiMs: null }, false],
];

for (const [what, before, after, expected] of CASES) {
  Deno.test(`hasMoved() is ${expected} when ${what}`, () => {
    assertEquals(hasMoved(before, after), expected);
  });
}
