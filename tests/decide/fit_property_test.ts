// Verdicts over random situations: more work never fits better, more left never worse.

import { assert } from "@std/assert";
import fc from "fast-check";
import { fitContext, fitWindow } from "../../src/decide/fit.ts";
import { decideOverall } from "../../src/decide/fit_overall.ts";
import { boundPoints, type Estimate, pointsOf, weighJob } from "../../src/decide/fit_price.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { roomBelow } from "../../src/model/context.ts";
import { holds } from "../support/property.ts";
import { aWindow, NOW } from "../support/situations.ts";

const RANK = { fits: 0, unknown: 1, tight: 2, exceeds: 3, defer: 3 } as const;
const price = fc.option(
  fc.record({
    mid: fc.integer({ min: 500, max: 200_000 }),
    wide: fc.double({ min: 1.05, max: 1.22, noNaN: true }),
  })
    .map(({ mid, wide }) => ({ low: mid / wide, mid, high: mid * wide })),
  { freq: 4 },
);
const window = fc.record({
  key: fc.constantFrom("five_hour", "seven_day", "spend_limit", "other"),
  left: fc.oneof(fc.nat(1000), fc.nat(150)).map((tenths) => tenths / 10),
  resets: fc.option(
    fc.oneof(
      fc.integer({ min: -8 * HOUR, max: 30 * HOUR }),
      fc.integer({ min: 0, max: 20 * MINUTE }),
    ),
    { freq: 6 },
  ),
  age: fc.oneof(fc.constant(0), fc.nat(40 * MINUTE)),
  price,
  fastest: fc.option(fc.double({ min: 0.1, max: 200, noNaN: true })),
  hot: fc.boolean(),
});
type GivenWindow = typeof window extends fc.Arbitrary<infer T> ? T : never;
const situation = fc.record({
  windows: fc.array(window, { maxLength: 3 }),
  used: fc.option(fc.nat(1_000_000), { freq: 5 }),
  callsLeft: fc.option(fc.nat(300)),
  tokensPerWeight: fc.option(fc.double({ min: 0.05, max: 3, noNaN: true }), { freq: 5 }),
  weightPerCall: fc.option(fc.nat(50_000)),
  coldWeight: fc.oneof(fc.constant(0), fc.nat(500_000)),
  divisible: fc.boolean(),
  focused: fc.boolean(),
  unreported: fc.boolean(),
  withheld: fc.boolean(),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;
const tokens = fc.oneof(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 1e9 }));
const calls = fc.option(fc.integer({ min: 1, max: 2_000 }));

function judge(given: Situation, job: Pick<Estimate, "tokens" | "calls">, richer = 0) {
  const estimate = { ...job, divisible: given.divisible };
  const windows = given.windows.map((one) => fitOne(one, given, estimate, richer));
  const ceiling = { tokens: 967_000, then: "compaction", basis: "formula" } as const;
  const context = given.used === null ? { state: "fresh" as const, windowTokens: 1_000_000 } : {
    state: "measured" as const,
    windowTokens: 1_000_000,
    usedTokens: Math.max(1, given.used - richer * 5_000),
  };
  const known = given.unreported
    ? { context: null, ceiling: null, room: null }
    : { context, ceiling, room: roomBelow(context, ceiling) };
  const fit = fitContext(estimate, { ...known, callsLeft: given.callsLeft });
  const decision = decideOverall(estimate, windows, fit, given.withheld);
  return { windows, context: fit, decision };
}

function fitOne(one: GivenWindow, given: Situation, estimate: Estimate, richer: number) {
  const headroomPct = Math.min(100, one.left + richer);
  return fitWindow({
    window: aWindow({
      key: one.key,
      headroomPct,
      resetAt: one.resets === null ? null : NOW + one.resets,
      observedAt: NOW - one.age,
    }),
    divisible: given.divisible,
    focused: given.focused,
    cost: pointsOf(weighJob(estimate, given), one.price),
    ...boundPoints(one.key, estimate, given, one.price),
    fastestEmptySec: one.price === null || one.fastest === null
      ? null
      : headroomPct * one.price.low / one.fastest,
    pace: one.hot
      ? { kind: "hot", ratio: 2, exhaustAt: NOW, secBeforeReset: 1, sustainPctPerDay: 5 }
      : null,
  }, NOW);
}

Deno.test("more tokens or calls never get a better verdict, on any budget or overall", () => {
  holds(fc.property(situation, tokens, tokens, calls, fc.nat(1_000), (given, a, b, few, more) => {
    const less = judge(given, { tokens: Math.min(a, b), calls: few });
    const much = judge(given, { tokens: Math.max(a, b), calls: few === null ? null : few + more });
    less.windows.forEach((fit, index) =>
      assert(RANK[fit.verdict] <= RANK[much.windows[index]!.verdict], `window ${fit.key}`)
    );
    assert(RANK[less.context.verdict] <= RANK[much.context.verdict], "context");
    assert(RANK[less.decision.overall] <= RANK[much.decision.overall], "overall");
  }));
});

Deno.test("more headroom never gets a worse verdict, on any budget or overall", () => {
  holds(fc.property(situation, tokens, calls, fc.nat(100), (given, size, many, richer) => {
    const poor = judge(given, { tokens: size, calls: many });
    const rich = judge(given, { tokens: size, calls: many }, richer);
    poor.windows.forEach((fit, index) =>
      assert(RANK[rich.windows[index]!.verdict] <= RANK[fit.verdict], `window ${fit.key}`)
    );
    assert(RANK[rich.context.verdict] <= RANK[poor.context.verdict], "context");
    assert(RANK[rich.decision.overall] <= RANK[poor.decision.overall], "overall");
  }));
});

Deno.test("defer always names a reset ahead and a window that exceeds; context alone never defers", () => {
  holds(fc.property(situation, tokens, calls, (given, size, many) => {
    const { windows, decision } = judge(given, { tokens: size, calls: many });
    if (decision.overall !== "defer") return;
    const { advice } = decision;
    assert(advice.kind === "defer" && advice.resetAt > NOW);
    assert(windows.some(({ key, verdict }) => key === advice.key && verdict === "exceeds"));
  }));
});

Deno.test("a large indivisible job never fits where nothing is known of its price and its context", () => {
  holds(
    fc.property(situation, fc.integer({ min: 100_001, max: 1e9 }), calls, (given, size, many) => {
      const windows = given.windows.map((one) => ({
        ...one,
        price: null,
        resets: one.resets === null ? null : Math.abs(one.resets) + 16 * MINUTE,
      }));
      const blind = {
        ...given,
        windows,
        unreported: true,
        divisible: false,
        tokensPerWeight: null,
      };
      const { decision } = judge(blind, { tokens: size, calls: many });
      assert(decision.overall !== "fits", decision.advice.kind);
    }),
  );
});
