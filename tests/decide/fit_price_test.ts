import { assertEquals } from "@std/assert";
import { boundPoints, pointsOf, weighJob } from "../../src/decide/fit_price.ts";

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

Deno.test("boundPoints() reaches from the most generous window known to the smallest", () => {
  // 500k of weight are a dollar.
  const bounds = (key: string) => boundPoints(key, job(250_000), RATES, null);
  assertEquals(bounds("five_hour"), { leastPoints: 0.2, mostPoints: 20 });
  assertEquals(bounds("seven_day"), { leastPoints: 0.02, mostPoints: 4 });
  assertEquals(bounds("spend_limit"), { leastPoints: null, mostPoints: 20 });
});

Deno.test("boundPoints() takes work as usual where the account's own is not known", () => {
  const unknown = { tokensPerWeight: null, weightPerCall: null, coldWeight: 0 };
  const bounds = (tokens: number, calls: number | null) =>
    boundPoints("five_hour", job(tokens, calls), unknown, null);
  assertEquals(bounds(100_000, null), { leastPoints: 0.002, mostPoints: 40 });
  assertEquals(bounds(100_000, 5_000), { leastPoints: 0.002, mostPoints: 4_000 });
  const perPoint = { low: 5_000, mid: 10_000, high: 20_000 };
  const learned = boundPoints("five_hour", job(100_000), unknown, perPoint);
  assertEquals(learned, { leastPoints: 0.25, mostPoints: 200 });
});
