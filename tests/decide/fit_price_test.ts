import { assertEquals } from "@std/assert";
import { mostPoints, pointsOf, weighJob } from "../../src/decide/fit_price.ts";
import { LEAST_POINT_USD } from "../../src/decide/thresholds.ts";
import { usdOfWeight } from "../../src/model/flow.ts";

const RATES = { tokensPerWeight: 0.5, weightPerCall: 30_000, coldWeight: 0 };
const job = (tokens: number, calls: number | null = null) => ({ tokens, calls, divisible: false });

Deno.test("weighJob() goes by the account's mix of tokens", () => {
  assertEquals(weighJob(job(100_000), RATES), 200_000);
  assertEquals(weighJob(job(100_000), { ...RATES, tokensPerWeight: null }), null);
});

Deno.test("weighJob() takes many small calls for what they re-read", () => {
  assertEquals(weighJob(job(100_000, 6), RATES), 200_000);
  assertEquals(weighJob(job(100_000, 20), RATES), 600_000);
  assertEquals(weighJob(job(100_000, 20), { ...RATES, weightPerCall: null }), 200_000);
});

Deno.test("weighJob() adds what a cold cache writes anew", () => {
  assertEquals(weighJob(job(100_000), { ...RATES, coldWeight: 50_000 }), 250_000);
});

Deno.test("pointsOf() spreads from the cheap to the dear end of a point's price", () => {
  const perPoint = { low: 5_000, mid: 10_000, high: 20_000 };
  assertEquals(pointsOf(200_000, perPoint), { low: 10, mid: 20, high: 40 });
  assertEquals([pointsOf(null, perPoint), pointsOf(200_000, null)], [null, null]);
});

Deno.test("mostPoints() bounds a plan's windows, not budgets that somebody set", () => {
  const points = usdOfWeight(1_000_000) / LEAST_POINT_USD;
  assertEquals(mostPoints("five_hour", 1_000_000), points);
  assertEquals(mostPoints("seven_day", 1_000_000), points);
  assertEquals([mostPoints("spend_limit", 1), mostPoints("five_hour", null)], [null, null]);
});
