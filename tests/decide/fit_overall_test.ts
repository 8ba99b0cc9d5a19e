import { assertEquals } from "@std/assert";
import type { ContextFit, Fit, WindowFit, WindowReason } from "../../src/decide/fit.ts";
import {
  type Advice,
  decideOverall,
  type Overall,
  preferSwitch,
} from "../../src/decide/fit_overall.ts";
import type { Estimate } from "../../src/decide/fit_price.ts";
import { HOUR } from "../../src/model/units.ts";
import { NOW } from "../support/situations.ts";

const RESET = NOW + HOUR;

function fit(verdict: Fit, reason: WindowReason, given: Partial<WindowFit> = {}): WindowFit {
  return {
    key: "five_hour",
    verdict,
    reason,
    headroomPct: 40,
    resetAt: RESET,
    cost: null,
    leastPoints: given.cost?.mid ?? null,
    regime: "cruise",
    ...given,
  };
}

const costing = (mid: number) => ({ low: mid * 0.8, mid, high: mid * 1.25 });
const ROOM: ContextFit = {
  verdict: "fits",
  reason: "room",
  roomTokens: 500_000,
  ceilingTokens: 967_000,
  then: "compaction",
};
const NARROW: ContextFit = { ...ROOM, verdict: "tight", reason: "narrow" };
const OVER: ContextFit = { ...ROOM, verdict: "exceeds", reason: "over" };
const BLANK: ContextFit = { ...ROOM, verdict: "unknown", reason: "no-report", roomTokens: null };

const fine = fit("fits", "room");
const old = fit("unknown", "old", { key: "seven_day", headroomPct: null });
const oldLow = fit("tight", "old-low", { key: "seven_day", headroomPct: null });
const larger = fit("exceeds", "over", { cost: costing(60) });
const largest = fit("exceeds", "over", { cost: costing(150) });
const landing = fit("exceeds", "land", { headroomPct: 1, regime: "land" });
const weekLanding = { ...landing, key: "seven_day", resetAt: NOW + 50 * HOUR };

const TABLE: readonly (readonly [
  situation: string,
  windows: readonly WindowFit[],
  context: ContextFit,
  divisible: boolean,
  overall: Overall,
  advice: Advice["kind"],
])[] = [
  ["room everywhere", [fine], ROOM, false, "fits", "go"],
  ["a window without a price", [fit("tight", "price-unknown")], ROOM, false, "tight", "unpriced"],
  ["more than any plan holds", [fit("exceeds", "over-any")], ROOM, false, "defer", "defer"],
  [
    "more than a whole window of any plan",
    [fit("exceeds", "over-any", { leastPoints: 101 })],
    ROOM,
    false,
    "exceeds",
    "split-window",
  ],
  ["an old figure that was low", [fine, oldLow], ROOM, true, "tight", "old-low"],
  ["old figures beside room, lost whole", [old], ROOM, false, "tight", "blind"],
  ["old figures beside room, can stop", [old], ROOM, true, "fits", "go"],
  ["one old figure of two", [fine, old], ROOM, false, "fits", "go"],
  ["a session without windows", [], ROOM, false, "fits", "go"],
  ["nothing known at all", [], BLANK, false, "tight", "unjudged"],
  [
    "old figures only",
    [fit("unknown", "old", { headroomPct: null })],
    BLANK,
    true,
    "tight",
    "unjudged",
  ],
  ["unknown context, a healthy window", [fine], BLANK, true, "fits", "go"],
  ["unknown context, a healthy window, lost whole", [fine], BLANK, false, "tight", "blind"],
  ["a narrow context", [fine], NARROW, false, "tight", "narrow-context"],
  [
    "descend and a small job",
    [fit("tight", "descend", { regime: "descend" })],
    NARROW,
    false,
    "tight",
    "low-window",
  ],
  [
    "a focused run",
    [fit("tight", "focused", { regime: "descend" })],
    ROOM,
    false,
    "tight",
    "focused",
  ],
  [
    "a hot week",
    [fine, fit("tight", "hot-week", { key: "seven_day" })],
    ROOM,
    false,
    "tight",
    "hot-week",
  ],
  ["a wide price", [fit("tight", "spread")], ROOM, false, "tight", "wide-price"],
  ["too much for the context", [fine], OVER, false, "exceeds", "split-context"],
  ["too much for a context without windows", [], OVER, true, "exceeds", "split-context"],
  ["more than is left, lost whole", [larger], ROOM, false, "defer", "defer"],
  ["more than is left, can stop", [larger], ROOM, true, "exceeds", "part-now"],
  ["more than a whole window, lost whole", [largest], ROOM, false, "exceeds", "split-window"],
  ["more than a whole window, can stop", [largest], ROOM, true, "exceeds", "part-now"],
  ["land", [landing], ROOM, true, "defer", "defer"],
  [
    "land and a healthy week",
    [landing, { ...fine, key: "seven_day" }],
    ROOM,
    false,
    "defer",
    "defer",
  ],
  [
    "approach, too large to finish",
    [{ ...landing, regime: "approach", reason: "approach" }],
    ROOM,
    true,
    "defer",
    "defer",
  ],
  [
    "descend without a price, lost whole",
    [fit("exceeds", "descend", { regime: "descend" })],
    ROOM,
    false,
    "defer",
    "defer",
  ],
  ["land without a reset", [{ ...landing, resetAt: null }], ROOM, false, "exceeds", "no-reset"],
];

for (const [situation, windows, context, divisible, overall, kind] of TABLE) {
  Deno.test(`decideOverall() at ${situation} says ${overall}, ${kind}`, () => {
    const estimate = { tokens: 400_000, calls: null, divisible };
    const decision = decideOverall(estimate, windows, context);
    assertEquals([decision.overall, decision.advice.kind], [overall, kind]);
  });
}

const JOB: Estimate = { tokens: 400_000, calls: null, divisible: false };

Deno.test("decideOverall() waits for the window that refills last", () => {
  assertEquals(decideOverall(JOB, [landing, weekLanding], ROOM).advice, {
    kind: "defer",
    key: "seven_day",
    resetAt: NOW + 50 * HOUR,
    split: false,
    stop: true,
  });
});

Deno.test("decideOverall() says that waiting alone does not help where context or window are too small", () => {
  const whole = { ...landing, cost: costing(150), leastPoints: 150 };
  for (const [windows, context] of [[[landing], OVER], [[whole], ROOM]] as const) {
    const { advice } = decideOverall(JOB, windows, context);
    assertEquals(advice.kind === "defer" && advice.split, true);
  }
});

Deno.test("decideOverall() sizes the part that fits now at the dear end of the price", () => {
  const { advice } = decideOverall({ ...JOB, divisible: true }, [larger], ROOM);
  // 38 points may be spent, a point costs at most 75 / 400k.
  assertEquals(advice, {
    kind: "part-now",
    key: "five_hour",
    partTokens: Math.floor(400_000 * 38 / 75),
    resetAt: RESET,
  });
});

Deno.test("decideOverall() names the scarcest window whose price is not learned", () => {
  const unpriced = fit("tight", "price-unknown");
  const scarcer = { ...unpriced, key: "seven_day", headroomPct: 13 };
  assertEquals(decideOverall(JOB, [unpriced, scarcer], ROOM).advice, {
    kind: "unpriced",
    key: "seven_day",
    divisible: false,
  });
});

Deno.test("decideOverall() lets small jobs go where a budget is not seen, and large ones in steps", () => {
  const judge = (given: Partial<typeof JOB>, context = ROOM) =>
    decideOverall({ ...JOB, ...given }, [], context, true).overall;
  assertEquals(judge({ tokens: 100_000 }), "fits");
  assertEquals(judge({ tokens: 100_001 }), "tight");
  assertEquals(judge({ tokens: 10, calls: 51 }), "tight");
  assertEquals(judge({ divisible: true }), "fits");
  assertEquals(judge({ divisible: true }, BLANK), "tight");
});

Deno.test("decideOverall() ends other work only where a window is that low", () => {
  const stops = (windows: readonly WindowFit[]) => {
    const { advice } = decideOverall(JOB, windows, ROOM);
    return advice.kind === "defer" && advice.stop;
  };
  assertEquals([stops([larger]), stops([landing])], [false, true]);
  assertEquals(stops([larger, fit("tight", "approach", { regime: "approach" })]), true);
});

Deno.test("preferSwitch() puts off only where no other account has room, and cuts what no window holds", () => {
  const home = { key: "a-2", name: "home", headroomPct: 92 };
  const wait = {
    kind: "defer",
    key: "five_hour",
    resetAt: 1_795_000_000,
    split: false,
    stop: false,
  } as const;
  const there = { kind: "switch", key: "five_hour", name: "home", headroomPct: 92 } as const;
  const low = { kind: "low-window", key: "five_hour", divisible: true } as const;
  assertEquals(preferSwitch({ overall: "defer", advice: wait }, home), {
    overall: "exceeds",
    advice: there,
  });
  assertEquals(preferSwitch({ overall: "tight", advice: low }, home), {
    overall: "tight",
    advice: there,
  });
  for (
    const decision of [
      { overall: "defer", advice: { ...wait, split: true } },
      { overall: "fits", advice: { kind: "go" } },
    ] as const
  ) assertEquals(preferSwitch(decision, home), decision);
  assertEquals(preferSwitch({ overall: "defer", advice: wait }, null).overall, "defer");
});
