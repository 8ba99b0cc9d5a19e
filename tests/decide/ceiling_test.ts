import { assertEquals } from "@std/assert";
import {
  type ContextVariables,
  decodeContextSettings,
} from "../../src/clients/claude_code/context_settings.ts";
import { decideCeiling, foreignCeiling, settleCeiling } from "../../src/decide/ceiling.ts";
import type { Ceiling } from "../../src/model/context.ts";

const HAIKU = "claude-haiku-4-5-20251001";

type Case = readonly [string, number | null, unknown, ContextVariables, Ceiling | null];

const compaction = (tokens: number): Ceiling => (
  { tokens, then: "compaction", basis: "formula" }
);
const full = (tokens: number): Ceiling => ({ tokens, then: "full", basis: "formula" });
const window = (value: string): ContextVariables => ({ CLAUDE_CODE_AUTO_COMPACT_WINDOW: value });

// The first rows were run into with the real client 2.1.330; the rest follows its formula.
const CASES: readonly Case[] = [
  ["a window of a million", 1_000_000, {}, {}, compaction(967_000)],
  [
    "200,000 by the environment on a native window of 200,000",
    200_000,
    {},
    window("200000"),
    compaction(167_000),
  ],
  ["300,000 and half of it, by the environment, on a million", 1_000_000, {}, {
    ...window("300000"),
    CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "50",
  }, compaction(140_000)],
  [
    "a native window of 200,000, nothing configured: the window itself",
    200_000,
    {},
    {},
    compaction(200_000),
  ],

  ["a smaller native window", 100_000, {}, {}, compaction(100_000)],
  ["one token more than the native 200,000", 200_001, {}, {}, compaction(167_001)],
  [
    "less than 100,000 by the environment is raised",
    1_000_000,
    {},
    window("50000"),
    compaction(67_000),
  ],
  [
    "less than 100,000 in settings is ignored",
    1_000_000,
    { autoCompactWindow: 50_000 },
    {},
    compaction(967_000),
  ],
  ["more than the model has", 200_000, {}, window("500000"), compaction(167_000)],
  [
    "the general window in settings",
    1_000_000,
    { autoCompactWindow: 400_000 },
    {},
    compaction(367_000),
  ],
  [
    "the model's own window before the general one",
    1_000_000,
    {
      autoCompactWindow: 400_000,
      modelSettings: { [HAIKU]: { autoCompactWindow: 300_000 } },
    },
    {},
    compaction(267_000),
  ],
  [
    "the environment before both",
    1_000_000,
    {
      autoCompactWindow: 400_000,
      modelSettings: { [HAIKU]: { autoCompactWindow: 300_000 } },
    },
    window("200k"),
    compaction(167_000),
  ],
  [
    "a threshold cannot raise the point",
    1_000_000,
    {},
    { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "100" },
    compaction(967_000),
  ],
  ["a threshold of 98.7 percent is above the point", 1_000_000, {}, {
    CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "98.7",
  }, compaction(967_000)],
  ["a threshold of 98.6 percent is below it", 1_000_000, {}, {
    CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "98.6",
  }, compaction(966_280)],
  [
    "the threshold is rounded down",
    1_000_000,
    {},
    { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: "33.33333" },
    compaction(326_666),
  ],
  [
    "compaction switched off in settings",
    1_000_000,
    { autoCompactEnabled: false },
    {},
    full(977_000),
  ],
  ["compaction switched off by the environment, native window", 200_000, {}, {
    DISABLE_COMPACT: "1",
  }, full(177_000)],
  [
    "a configured window does not count where compaction is off",
    1_000_000,
    {
      autoCompactWindow: 300_000,
      autoCompactEnabled: false,
    },
    {},
    full(977_000),
  ],
  [
    "a reply that may have fewer tokens than the reserve",
    300_000,
    { autoCompactEnabled: false },
    { CLAUDE_CODE_MAX_OUTPUT_TOKENS: "4096" },
    full(292_904),
  ],
  [
    "a shorter reply, compaction on",
    1_000_000,
    {},
    { CLAUDE_CODE_MAX_OUTPUT_TOKENS: "8192" },
    compaction(978_808),
  ],
  [
    "a reply that may have more",
    1_000_000,
    {},
    { CLAUDE_CODE_MAX_OUTPUT_TOKENS: "64000" },
    compaction(967_000),
  ],
  ...["", "0", "-5", "many", "4e3"].map((text): typeof CASES[number] => [
    `a reply of ${JSON.stringify(text)} tokens`,
    1_000_000,
    {},
    { CLAUDE_CODE_MAX_OUTPUT_TOKENS: text },
    compaction(967_000),
  ]),
  ["no window known", null, {}, window("200000"), null],
  ["no window known and compaction off", null, { autoCompactEnabled: false }, {}, null],
];

for (const [what, windowTokens, settings, env, expected] of CASES) {
  Deno.test(`decideCeiling() gives ${expected?.tokens ?? null}: ${what}`, () => {
    const decoded = decodeContextSettings(settings, env, HAIKU);
    assertEquals(decideCeiling(windowTokens, decoded), expected);
  });
}

Deno.test("decideCeiling() knows no end where the reserves eat the whole window", () => {
  const set = (windowTokens: number, compacts: boolean) => ({
    windowTokens,
    outputTokens: null,
    thresholdPct: null,
    compacts,
  });
  assertEquals(decideCeiling(33_000, set(33_000, true)), null);
  assertEquals(decideCeiling(33_001, set(33_001, true)), compaction(1));
  assertEquals(decideCeiling(23_000, set(0, false)), null);
  assertEquals(decideCeiling(23_001, set(0, false)), full(1));
});

Deno.test("foreignCeiling() applies none of this client's rules to another harness", () => {
  assertEquals(foreignCeiling(272_000), full(272_000));
  assertEquals(foreignCeiling(null), null);
});

type Seen = readonly [
  string,
  { readonly formula?: Ceiling; readonly window?: number | null; readonly pct?: number },
  { readonly compactedAt?: readonly number[]; readonly passed?: number },
  Ceiling | null,
];

const observed = (tokens: number): Ceiling => ({ ...compaction(tokens), basis: "observed" });
const MILLION = { formula: compaction(967_000), window: 1_000_000 };
const NATIVE = { formula: compaction(200_000), window: 200_000 };

const SEEN: readonly Seen[] = [
  ["nothing was seen: the formula", MILLION, {}, MILLION.formula],
  ["compacted where expected", MILLION, { compactedAt: [967_398, 980_000] }, MILLION.formula],
  ["compacted a little early: no contradiction", MILLION, { compactedAt: [950_000] }, {
    ...MILLION.formula,
  }],
  ["the service set a smaller window", MILLION, { compactedAt: [367_100] }, observed(367_100)],
  [
    "one compaction while idle does not move it",
    MILLION,
    { compactedAt: [367_100, 40_000, 367_500] },
    observed(367_100),
  ],
  ["a native window compacts on refusal", NATIVE, { compactedAt: [191_000] }, observed(191_000)],
  [
    "the setting that made it early is gone: the session went past",
    MILLION,
    { compactedAt: [367_100], passed: 500_000 },
    MILLION.formula,
  ],
  [
    "it goes on past the formula: where it was seen to compact",
    { formula: compaction(167_000), window: 200_000 },
    { compactedAt: [189_000], passed: 170_000 },
    observed(189_000),
  ],
  [
    "it goes on past the formula and was never seen to compact: the window",
    { formula: compaction(167_000), window: 200_000 },
    { passed: 170_000 },
    { tokens: 200_000, then: "compaction", basis: "window" },
  ],
  ["past everything that is known", MILLION, { passed: 1_100_000 }, null],
  ["a person's word goes first", { ...MILLION, pct: 50 }, { compactedAt: [367_100] }, {
    tokens: 500_000,
    then: "compaction",
    basis: "configured",
  }],
  ["until the session goes past it", { ...MILLION, pct: 50 }, { passed: 600_000 }, {
    ...MILLION.formula,
  }],
  [
    "compaction switched off: nothing seen before matters",
    { formula: full(977_000), window: 1_000_000, pct: 50 },
    { compactedAt: [367_100] },
    full(977_000),
  ],
];

for (const [what, { formula, window, pct }, evidence, expected] of SEEN) {
  Deno.test(`settleCeiling() gives ${expected?.tokens ?? null}: ${what}`, () => {
    const found = { compactedAt: [], passed: null, ...evidence };
    assertEquals(settleCeiling(formula ?? null, window ?? null, pct ?? null, found), expected);
  });
}
