import { assertEquals } from "@std/assert";
import type { Forecast } from "../../src/decide/forecast.ts";
import { growthPerCall } from "../../src/decide/growth.ts";
import { decideRemaining, fastestFlow } from "../../src/decide/remaining.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { aWindow, NOW } from "../support/situations.ts";

const RATES = { tokensPerWeight: 0.5, weightPerCall: 20_000, coldWeight: 0 };
const PER_POINT = { low: 8_000, mid: 10_000, high: 12_000 };
const IDLE: Forecast = { kind: "silent", why: "idle" };
const left = aWindow({ headroomPct: 50, resetAt: NOW + 2 * HOUR, observedAt: NOW - 5 });

Deno.test("decideRemaining() turns what is left into tokens with their spread and into calls", () => {
  const remaining = decideRemaining(
    { window: left, forecast: IDLE, perPoint: PER_POINT },
    RATES,
    NOW,
  );
  assertEquals(remaining.tokens.value, { low: 200_000, mid: 250_000, high: 300_000 });
  // At the dear end: 50 points of 8,000 each.
  assertEquals(remaining.calls.value, 20);
  assertEquals([remaining.headroomPct.value, remaining.ageSec, remaining.resetAt], [
    50,
    5,
    NOW + 2 * HOUR,
  ]);
  assertEquals(remaining.exhaustion, { value: null, why: "idle" });
});

Deno.test("decideRemaining() says why it does not know", () => {
  const whys = (
    perPoint: typeof PER_POINT | null,
    rates: Partial<typeof RATES | Record<string, null>>,
  ) => {
    const look = { window: left, forecast: IDLE, perPoint };
    const { tokens, calls } = decideRemaining(look, { ...RATES, ...rates } as typeof RATES, NOW);
    return [tokens.why, calls.why];
  };
  assertEquals(whys(null, {}), ["price-unknown", "price-unknown"]);
  assertEquals(whys(PER_POINT, { tokensPerWeight: null }), ["no-recent-work", null]);
  assertEquals(whys(PER_POINT, { weightPerCall: null }), [null, "few-calls"]);
});

Deno.test("decideRemaining() tells no figure of a window that refilled or was not seen for long", () => {
  const of = (resetAt: number, observedAt: number) => {
    const window = aWindow({ headroomPct: 50, resetAt, observedAt });
    const look = { window, forecast: IDLE, perPoint: PER_POINT };
    const { headroomPct, tokens, resetAt: told } = decideRemaining(look, RATES, NOW);
    return [headroomPct.why, tokens.value, told];
  };
  assertEquals(of(NOW - MINUTE, NOW - HOUR), ["refilled", null, null]);
  assertEquals(of(NOW + HOUR, NOW - HOUR), ["old", null, NOW + HOUR]);
});

Deno.test("decideRemaining() dates the exhaustion and says whether the reset comes first", () => {
  const band = { earliestAt: NOW + 60, latestAt: NOW + 120, runwaySec: 90, burnPerHour: 30 };
  const of = (kind: "exhausts" | "may-exhaust" | "lasts", resetAt: number | null) => {
    const window = aWindow({ headroomPct: 50, resetAt, observedAt: NOW });
    const look = { window, forecast: { kind, ...band }, perPoint: null };
    return decideRemaining(look, RATES, NOW).exhaustion.value?.beforeReset;
  };
  assertEquals(of("exhausts", NOW + HOUR), "yes");
  assertEquals(of("may-exhaust", NOW + HOUR), "perhaps");
  assertEquals(of("lasts", NOW + HOUR), "no");
  assertEquals(of("exhausts", null), null);
});

const samples = (...used: readonly number[]) =>
  used.map((usedTokens, index) => ({ at: NOW + index, usedTokens }));

Deno.test("growthPerCall() is the mean growth since the context last shrank", () => {
  assertEquals(growthPerCall(samples(10_000, 12_000, 16_000)), 3_000);
  assertEquals(growthPerCall(samples(900_000, 950_000, 40_000, 45_000, 52_000)), 6_000);
});

Deno.test("growthPerCall() is not known before a few measurements, nor where nothing grew", () => {
  for (const used of [[], [1], [1, 2], [9, 1, 2], [5, 5, 5]]) {
    assertEquals(growthPerCall(samples(...used)), null, JSON.stringify(used));
  }
});

Deno.test("fastestFlow() is the rate of the busiest ten minutes", () => {
  const at = (minute: number, weight: number) => ({ at: NOW + minute * MINUTE, weight });
  assertEquals(fastestFlow([]), null);
  const calm = [at(0, 600), at(30, 600), at(60, 600)];
  assertEquals(fastestFlow(calm), 1);
  assertEquals(fastestFlow([...calm, at(70, 600), at(75, 600), at(79, 600)]), 3);
});
