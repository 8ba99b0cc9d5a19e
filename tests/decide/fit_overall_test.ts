import { assertEquals } from "@std/assert";
import type { ContextFit, Fit, WindowFit, WindowReason } from "../../src/decide/fit.ts";
import {
  type Advice,
  decideOverall,
  type Overall,
  preferSwitch,
} from "../../src/decide/fit_overall.ts";
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
  [
    "a window without a price beside room",
    [fit("unknown", "price-unknown")],
    ROOM,
    false,
    "fits",
    "go",
  ],
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
  ["unknown context, a healthy window", [fine], BLANK, false, "fits", "go"],
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

const JOB = { tokens: 400_000, calls: null, divisible: false };

Deno.test("decideOverall() waits for the window that refills last", () => {
  assertEquals(decideOverall(JOB, [landing, weekLanding], ROOM).advice, {
    kind: "defer",
    key: "seven_day",
    resetAt: NOW + 50 * HOUR,
    split: false,
  });
});

Deno.test("decideOverall() says that waiting alone does not help where context or window are too small", () => {
  const whole = { ...landing, cost: costing(150) };
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

Deno.test("decideOverall() names the windows whose price is not learned", () => {
  const unpriced = fit("unknown", "price-unknown", { key: "seven_day" });
  assertEquals(decideOverall(JOB, [fine, unpriced], ROOM).advice, {
    kind: "go",
    unpriced: ["seven_day"],
  });
});

Deno.test("preferSwitch() puts off only where no other account has room, and cuts what no window holds", () => {
  const home = { key: "a-2", name: "home", headroomPct: 92 };
  const wait = { kind: "defer", key: "five_hour", resetAt: 1_795_000_000, split: false } as const;
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
      { overall: "fits", advice: { kind: "go", unpriced: [] } },
    ] as const
  ) assertEquals(preferSwitch(decision, home), decision);
  assertEquals(preferSwitch({ overall: "defer", advice: wait }, null).overall, "defer");
});
