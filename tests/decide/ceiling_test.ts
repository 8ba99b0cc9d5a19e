import { assertEquals } from "@std/assert";
import {
  type ContextVariables,
  decodeContextSettings,
} from "../../src/clients/claude_code/context_settings.ts";
import { decideCeiling, foreignCeiling } from "../../src/decide/ceiling.ts";
import type { Ceiling } from "../../src/model/context.ts";

const HAIKU = "claude-haiku-4-5-20251001";

type Case = readonly [string, number | null, unknown, ContextVariables, Ceiling | null];

const compaction = (tokens: number): Ceiling => ({ tokens, then: "compaction" });
const full = (tokens: number): Ceiling => ({ tokens, then: "full" });
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
