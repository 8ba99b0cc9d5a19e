import { assertEquals } from "@std/assert";
import {
  type ContextCase,
  fitContext,
  fitWindow,
  WINDOW_REASONS,
  type WindowCase,
} from "../../src/decide/fit.ts";
import type { Spread } from "../../src/decide/fit_price.ts";
import type { Pace } from "../../src/decide/pace.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { aRoom, aWindow, NOW } from "../support/situations.ts";

const costing = (mid: number): Spread => ({ low: mid * 0.8, mid, high: mid * 1.25 });

interface Given extends Partial<Omit<WindowCase, "window">> {
  readonly left: number;
  /** Seconds to the reset; null: none is known. */
  readonly resets?: number | null;
  readonly age?: number;
}

function judge({ left, resets = 3 * HOUR, age = 0, ...given }: Given) {
  const resetAt = resets === null ? null : NOW + resets;
  const window = aWindow({ headroomPct: left, resetAt, observedAt: NOW - age });
  const { verdict, reason } = fitWindow({
    window,
    divisible: false,
    focused: false,
    cost: null,
    leastPoints: null,
    mostPoints: null,
    fastestEmptySec: null,
    pace: null,
    ...given,
  }, NOW);
  return `${verdict}: ${reason}`;
}

const UNBOUND = { leastPoints: null, mostPoints: null };

const HOT: Pace = {
  kind: "hot",
  ratio: 1.5,
  exhaustAt: NOW + 30 * HOUR,
  secBeforeReset: 20 * HOUR,
  sustainPctPerDay: 8,
};

const WINDOWS: readonly (readonly [situation: string, given: Given, expected: string])[] = [
  ["a healthy window and a small job", { left: 60, cost: costing(3) }, "fits: room"],
  ["a job of half of what is left", { left: 60, cost: costing(30) }, "fits: room"],
  ["a job whose dear end takes all", { left: 60, cost: costing(50) }, "tight: spread"],
  ["a job that leaves nothing to land with", { left: 60, cost: costing(46.5) }, "tight: spread"],
  ["a job larger than what is left", { left: 60, cost: costing(61) }, "exceeds: over"],
  ["a divisible job larger than what is left", {
    left: 60,
    cost: costing(61),
    divisible: true,
  }, "exceeds: over"],
  ["no price yet at cruise", { left: 60 }, "tight: price-unknown"],
  ["no price yet, but too small for any price", { left: 60, mostPoints: 20 }, "fits: cheap"],
  ["no price yet, and the bound is above", { left: 60, mostPoints: 59 }, "tight: price-unknown"],
  ["no price yet, and it can stop", {
    left: 13,
    leastPoints: 1,
    mostPoints: 200,
    divisible: true,
  }, "tight: price-unknown"],
  ["no price yet, and no plan holds it", {
    left: 60,
    leastPoints: 60.1,
    mostPoints: 900,
  }, "exceeds: over-any"],
  ["descend in a focused run without a price, and no plan holds it", {
    left: 8,
    leastPoints: 9,
    mostPoints: 900,
    focused: true,
    divisible: true,
  }, "exceeds: descend"],
  ["descend and a job that would be lost whole", { left: 8, cost: costing(4) }, "exceeds: descend"],
  ["descend and a job that is small against it", { left: 8, cost: costing(1.5) }, "tight: descend"],
  ["descend and a job that can stop", {
    left: 8,
    cost: costing(4),
    divisible: true,
  }, "tight: descend"],
  ["descend, and it can stop, but is larger", {
    left: 8,
    cost: costing(9),
    divisible: true,
  }, "exceeds: descend"],
  ["descend without a price", { left: 8 }, "exceeds: descend"],
  ["descend without a price, and it can stop", { left: 8, divisible: true }, "tight: descend"],
  ["descend without a price, proven small", { left: 8, mostPoints: 2 }, "tight: descend"],
  ["descend in a focused run", { left: 8, focused: true }, "tight: focused"],
  ["approach and a job that would be lost whole", {
    left: 4,
    cost: costing(2),
  }, "exceeds: approach"],
  ["approach and a finishing move", { left: 4, cost: costing(0.5) }, "tight: approach"],
  ["approach, and it can stop and fits", {
    left: 4,
    cost: costing(3),
    divisible: true,
  }, "tight: approach"],
  ["approach without a price, and it can stop", { left: 4, divisible: true }, "exceeds: approach"],
  ["approach in a focused run", { left: 4, focused: true, cost: costing(3) }, "tight: focused"],
  ["approach in a focused run, and larger", {
    left: 4,
    focused: true,
    cost: costing(5),
  }, "exceeds: approach"],
  ["land", { left: 2, cost: costing(0.1), divisible: true, focused: true }, "exceeds: land"],
  ["land a minute before the reset", { left: 2, resets: MINUTE }, "exceeds: land"],
  ["nothing left", { left: 0 }, "exceeds: land"],
  ["a huge job a quarter hour before the reset", {
    left: 4,
    resets: 15 * MINUTE,
    cost: costing(300),
  }, "fits: refills-soon"],
  ["the same with much left", {
    left: 40,
    resets: 15 * MINUTE,
    cost: costing(300),
  }, "fits: refills-soon"],
  ["a huge job a second earlier", {
    left: 40,
    resets: 15 * MINUTE + 1,
    cost: costing(300),
  }, "exceeds: over"],
  ["the reset comes before the fastest work could empty it", {
    left: 60,
    resets: 2 * HOUR,
    cost: costing(90),
    fastestEmptySec: 2 * HOUR,
  }, "fits: refills-first"],
  ["the fastest work could empty it first", {
    left: 60,
    resets: 2 * HOUR,
    cost: costing(90),
    fastestEmptySec: 2 * HOUR - 1,
  }, "exceeds: over"],
  ["no reset known, however slow the work", {
    left: 60,
    resets: null,
    cost: costing(90),
    fastestEmptySec: 90 * HOUR,
  }, "exceeds: over"],
  ["a hot week and bulk work", { left: 60, cost: costing(9), pace: HOT }, "tight: hot-week"],
  ["a hot week and less than a day's share", {
    left: 60,
    cost: costing(7),
    pace: HOT,
  }, "fits: room"],
  ["refilled since", { left: 1, resets: -MINUTE, age: HOUR, cost: costing(9) }, "fits: refilled"],
  ["a figure of half an hour ago", { left: 60, age: 30 * MINUTE, cost: costing(3) }, "fits: room"],
  ["an older figure", { left: 60, age: 31 * MINUTE, cost: costing(3) }, "unknown: old"],
  ["an older figure that was low", { left: 10, age: 31 * MINUTE }, "tight: old-low"],
  ["the same a quarter hour before the reset", {
    left: 10,
    age: 31 * MINUTE,
    resets: 15 * MINUTE,
  }, "unknown: old"],
  ["an older figure that was spent", { left: 2, age: HOUR, resets: MINUTE }, "exceeds: land"],
  ["the same without a reset", { left: 2, age: HOUR, resets: null }, "unknown: old"],
];

for (const [situation, given, expected] of WINDOWS) {
  Deno.test(`fitWindow() at ${situation} is ${expected}`, () => {
    assertEquals(judge(given), expected);
  });
}

Deno.test("every rule for windows is met by a situation of the table", () => {
  const met = new Set(WINDOWS.map(([, , expected]) => expected.split(": ")[1]));
  assertEquals(WINDOW_REASONS.filter((reason) => !met.has(reason)), []);
});

Deno.test("fitWindow() treats windows of any key alike", () => {
  for (const key of ["five_hour", "seven_day", "spend_limit", "fable_weekly"]) {
    const window = aWindow({ key, headroomPct: 60, observedAt: NOW, resetAt: NOW + HOUR });
    const given = { window, divisible: false, focused: false, fastestEmptySec: null, pace: null };
    const fit = fitWindow({ ...given, cost: costing(61), ...UNBOUND }, NOW);
    assertEquals([fit.key, fit.verdict], [key, "exceeds"]);
  }
});

const CEILING = { tokens: 967_000, then: "compaction", basis: "formula" } as const;
const MEASURED: ContextCase = {
  context: { state: "measured", windowTokens: 1_000_000, usedTokens: 867_000 },
  ceiling: CEILING,
  room: aRoom(100_000),
  callsLeft: null,
};
const UNMEASURED = { ceiling: CEILING, room: null, callsLeft: null };
const FRESH: ContextCase = {
  ...UNMEASURED,
  context: { state: "fresh", windowTokens: 1_000_000 },
};
const UNREPORTED: ContextCase = { ...UNMEASURED, context: null, ceiling: null };
const COMPACTED: ContextCase = {
  ...UNMEASURED,
  context: { state: "compacted", windowTokens: 1_000_000 },
};

const CONTEXTS: readonly (readonly [
  situation: string,
  tokens: number,
  calls: number | null,
  given: ContextCase,
  expected: string,
])[] = [
  ["room for it", 80_000, null, MEASURED, "fits: room"],
  ["little more than four fifths of the room", 80_001, null, MEASURED, "tight: narrow"],
  ["exactly the room", 100_000, null, MEASURED, "tight: narrow"],
  ["one token more than the room", 100_001, null, MEASURED, "exceeds: over"],
  ["as many calls as fit", 10_000, 20, { ...MEASURED, callsLeft: 20 }, "fits: room"],
  ["more calls than fit at this pace", 10_000, 21, { ...MEASURED, callsLeft: 20 }, "tight: calls"],
  ["an unknown pace", 10_000, 5_000, MEASURED, "fits: room"],
  ["a fresh context", 400_000, null, FRESH, "fits: fresh"],
  ["a fresh context and more than half of it", 500_000, null, FRESH, "unknown: state-unknown"],
  ["a context that was just compacted", 400_000, null, COMPACTED, "fits: fresh"],
  ["more than any context", 967_001, null, COMPACTED, "exceeds: larger-than-any"],
  ["no ceiling known", 10, null, { ...FRESH, ceiling: null }, "unknown: state-unknown"],
  [
    "no ceiling known, and more than the window",
    1_000_001,
    null,
    { ...MEASURED, ceiling: null, room: null },
    "exceeds: larger-than-any",
  ],
  ["no report", 1_000_000, null, UNREPORTED, "unknown: no-report"],
  ["no report, and more than any model's", 1_000_001, null, UNREPORTED, "exceeds: larger-than-any"],
];

for (const [situation, tokens, calls, given, expected] of CONTEXTS) {
  Deno.test(`fitContext() at ${situation} is ${expected}`, () => {
    const { verdict, reason } = fitContext({ tokens, calls, divisible: false }, given);
    assertEquals(`${verdict}: ${reason}`, expected);
  });
}
