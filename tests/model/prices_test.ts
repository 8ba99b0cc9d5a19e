import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  PRICES_DATE,
  PRICES_SOURCE,
  priceStandIn,
  usdOf,
  weightOf,
} from "../../src/model/prices.ts";
import { usdOfWeight } from "../../src/model/flow.ts";
import type { TokenCounts, Usage } from "../../src/model/usage.ts";
import { readFixture } from "../support/fixture.ts";
import { holds } from "../support/property.ts";

const MILLION = 1_000_000;
const NONE: TokenCounts = { input: 0, output: 0, write5m: 0, write1h: 0, read: 0 };

function used(modelId: string | null, tokens: Partial<TokenCounts>, more = {}): Usage {
  return {
    messageId: "msg_1",
    at: 1_795_385_217,
    modelId,
    tokens: { ...NONE, ...tokens },
    fast: false,
    usOnly: false,
    ended: true,
    endsTurn: true,
    ...more,
  };
}

/** Dollars per million tokens: input, output, cache write 5m, 1h, cache read. */
function ratesOf(modelId: string): number[] {
  const kinds = ["input", "output", "write5m", "write1h", "read"];
  // A hundredth of a million: below any price step by prompt length.
  return kinds.map((kind) =>
    Math.round(usdOf(used(modelId, { [kind]: MILLION / 100 })) * 1e6) / 1e4
  );
}

Deno.test("usdOf() charges what the public price list says", () => {
  assert(PRICES_SOURCE.startsWith("https://platform.claude.com/") && PRICES_DATE === "2026-11-20");
  const list: Record<string, number[]> = {
    "claude-fable-5-2": [8, 40, 10, 16, 0.2],
    "claude-fable-5-1": [10, 50, 12.5, 20, 0.25],
    "claude-fable-5": [10, 50, 12.5, 20, 1],
    "claude-mythos-5-1": [10, 50, 12.5, 20, 0.25],
    "claude-opus-5-5": [4, 20, 5, 8, 0.2],
    "claude-opus-5": [5, 25, 6.25, 10, 0.5],
    "claude-opus-4-8": [5, 25, 6.25, 10, 0.5],
    "claude-opus-4-5": [5, 25, 6.25, 10, 0.5],
    "claude-opus-4-1": [15, 75, 18.75, 30, 1.5],
    "claude-sonnet-5-5": [2, 10, 2.5, 4, 0.1],
    "claude-sonnet-5": [2, 10, 2.5, 4, 0.2],
    "claude-sonnet-4-6": [3, 15, 3.75, 6, 0.3],
    "claude-haiku-5-5": [0.1, 0.5, 0.125, 0.2, 0.01],
    "claude-haiku-4-5": [1, 5, 1.25, 2, 0.1],
  };
  for (const [modelId, rates] of Object.entries(list)) {
    assertEquals(ratesOf(modelId), rates, modelId);
    assertEquals(priceStandIn(modelId), null, modelId);
  }
});

Deno.test("usdOf() knows a model by every spelling of its name", () => {
  const spellings: Record<string, string> = {
    "claude-opus-5-5-20260922": "claude-opus-5-5",
    "claude-opus-5-5[1m]": "claude-opus-5-5",
    "us.anthropic.claude-opus-4-5-20251101-v1:0": "claude-opus-4-5",
    "claude-sonnet-4@20250514": "claude-sonnet-4-0",
    "claude-sonnet-4-20250514": "claude-sonnet-4-0",
    "anthropic/claude-sonnet-4.5": "claude-sonnet-4-5",
    "CLAUDE-HAIKU-4-5": "claude-haiku-4-5",
    "claude-3-5-haiku-20241022": "claude-haiku-3-5",
    "claude-3-7-sonnet-latest": "claude-sonnet-3-7",
    "claude-3-opus-20240229": "claude-opus-3",
  };
  for (const [spelling, modelId] of Object.entries(spellings)) {
    assertEquals(ratesOf(spelling), ratesOf(modelId), spelling);
    assertEquals(priceStandIn(spelling), null, spelling);
  }
});

Deno.test("usdOf() prices an unlisted version like the last known one of its family", () => {
  const cases: Record<string, string> = {
    "claude-opus-6": "claude-opus-5-5",
    "claude-opus-5-7": "claude-opus-5-5",
    "claude-opus-4-9": "claude-opus-4-8",
    "claude-sonnet-5-2": "claude-sonnet-5",
    "claude-3-haiku-20240307": "claude-haiku-3-5",
    opus: "claude-opus-5-5",
    "sonnet[1m]": "claude-sonnet-5-5",
  };
  for (const [modelId, known] of Object.entries(cases)) {
    assertEquals(ratesOf(modelId), ratesOf(known), modelId);
    const [, family, ...version] = known.split("-");
    assertEquals(priceStandIn(modelId), `${family} ${version.join(".")}`, modelId);
  }
});

Deno.test("usdOf() prices a model of nobody's like the default model, and says so", () => {
  for (const modelId of ["glm-5.3", "gpt-6", "", "claude"]) {
    assertEquals(ratesOf(modelId), ratesOf("claude-sonnet-5-5"), modelId);
    assertEquals(priceStandIn(modelId), "sonnet 5.5", modelId);
  }
  assertEquals(priceStandIn(null), "sonnet 5.5");
});

Deno.test("usdOf() charges the whole request more where the price depends on the prompt's length", () => {
  const at = (read: number) => usdOf(used("claude-haiku-5-5", { read, output: 1000 }));
  assertAlmostEquals(at(100_000), 0.001 + 0.0005, 1e-9);
  assertAlmostEquals(at(100_001), 0.00500005 + 0.0025, 1e-9);
});

Deno.test("usdOf() charges fast answers and inference in the United States more", () => {
  const usd = (modelId: string, more: Partial<Usage>) =>
    usdOf(used(modelId, { output: 1000 }, more));
  assertAlmostEquals(usd("claude-opus-5-5", { fast: true }), 0.04, 1e-9);
  assertAlmostEquals(usd("claude-opus-4-6", { fast: true }), 0.15, 1e-9);
  assertAlmostEquals(usd("claude-sonnet-5-5", { fast: true }), 0.01, 1e-9);
  assertAlmostEquals(usd("claude-opus-5-5", { usOnly: true }), 0.022, 1e-9);
});

Deno.test("usdOf() agrees with what the client says a response cost", () => {
  const { cost, context_window } = readFixture("statusline-subscription") as {
    cost: { total_cost_usd: number };
    context_window: { current_usage: Record<string, number> };
  };
  const usage = context_window.current_usage;
  const tokens = {
    input: usage.input_tokens ?? 0,
    output: usage.output_tokens ?? 0,
    write5m: usage.cache_creation_input_tokens ?? 0,
    read: usage.cache_read_input_tokens ?? 0,
  };
  assertAlmostEquals(usdOf(used("claude-sonnet-5-5", tokens)), cost.total_cost_usd, 1e-9);
});

Deno.test("weightOf() is one for a base input token of the default model", () => {
  assertAlmostEquals(weightOf(used("claude-sonnet-5-5", { input: 1 })), 1, 1e-9);
  assertAlmostEquals(weightOf(used("claude-sonnet-5-5", { output: 1 })), 5, 1e-9);
  assertAlmostEquals(weightOf(used("claude-opus-5-5", { input: 1 })), 2, 1e-9);
});

Deno.test("weightOf() is never negative, finite, and worth the dollars of the response", () => {
  const count = fc.integer({ min: 0, max: 10 * MILLION });
  const tokens = fc.record({
    input: count,
    output: count,
    write5m: count,
    write1h: count,
    read: count,
  });
  const model = fc.oneof(fc.string(), fc.constantFrom("claude-opus-5-5", "claude-haiku-5-5", null));
  holds(fc.property(tokens, model, (kinds, modelId) => {
    const weight = weightOf(used(modelId, kinds));
    assert(Number.isFinite(weight) && weight >= 0);
    assertAlmostEquals(usdOfWeight(weight), usdOf(used(modelId, kinds)), 1e-6);
  }));
});
