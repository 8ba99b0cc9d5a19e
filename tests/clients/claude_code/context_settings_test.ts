import { assertEquals } from "@std/assert";
import {
  type ContextVariables,
  decodeContextSettings,
} from "../../../src/clients/claude_code/context_settings.ts";

const HAIKU = "claude-haiku-4-5-20251001";

function windowFor(settings: unknown, env: ContextVariables = {}, model: string | null = HAIKU) {
  return decodeContextSettings(settings, env, model).windowTokens;
}

Deno.test("decodeContextSettings() reads no settings as nothing configured", () => {
  assertEquals(decodeContextSettings(null, {}, null), {
    windowTokens: null,
    outputTokens: null,
    thresholdPct: null,
    compacts: true,
  });
});

Deno.test("decodeContextSettings() prefers the environment, then the model, then the general", () => {
  const general = { autoCompactWindow: 400_000 };
  const both = { ...general, modelSettings: { [HAIKU]: { autoCompactWindow: 300_000 } } };
  const env = { CLAUDE_CODE_AUTO_COMPACT_WINDOW: "200000" };
  assertEquals(windowFor(both, env), 200_000);
  assertEquals(windowFor(both), 300_000);
  assertEquals(windowFor(both, {}, "claude-sonnet-5-5"), 400_000);
  assertEquals(windowFor(both, {}, null), 400_000);
  assertEquals(windowFor(general), 400_000);
});

const ENV_WINDOWS: readonly (readonly [string, number | null])[] = [
  ["300000", 300_000],
  [" 300000 ", 300_000],
  ["300k", 300_000],
  ["300K", 300_000],
  ["0.5m", 500_000],
  ["1M", 1_000_000],
  ["99999", 100_000],
  ["100000", 100_000],
  ["100001", 100_001],
  ["1", 100_000],
  ["300", 100_000],
  ["0", null],
  ["-300000", null],
  ["auto", null],
  ["", null],
  ["lots", null],
  ["300kk", null],
];

for (const [text, expected] of ENV_WINDOWS) {
  Deno.test(`decodeContextSettings() reads a window of ${JSON.stringify(text)} as ${expected}`, () => {
    assertEquals(windowFor(null, { CLAUDE_CODE_AUTO_COMPACT_WINDOW: text }), expected);
  });
}

Deno.test("decodeContextSettings() falls back to the settings where the environment says auto", () => {
  const env = { CLAUDE_CODE_AUTO_COMPACT_WINDOW: "auto" };
  assertEquals(windowFor({ autoCompactWindow: 300_000 }, env), 300_000);
});

const SETTINGS_WINDOWS: readonly (readonly [unknown, number | null])[] = [
  [99_999, null],
  [100_000, 100_000],
  [1_000_000, 1_000_000],
  ["300000", null],
  ["auto", null],
  [0, null],
  [-1, null],
  [null, null],
  [{}, null],
];

for (const [value, expected] of SETTINGS_WINDOWS) {
  Deno.test(`decodeContextSettings() reads ${JSON.stringify(value)} in settings as ${expected}`, () => {
    assertEquals(windowFor({ autoCompactWindow: value }), expected);
    assertEquals(windowFor({ modelSettings: { [HAIKU]: { autoCompactWindow: value } } }), expected);
  });
}

Deno.test("decodeContextSettings() lets a model say auto against the general window", () => {
  const modelSettings = { [HAIKU]: { autoCompactWindow: "auto" } };
  assertEquals(windowFor({ autoCompactWindow: 300_000, modelSettings }), null);
});

Deno.test("decodeContextSettings() ignores a model's unusable window for the general one", () => {
  const modelSettings = { [HAIKU]: { autoCompactWindow: 50_000 } };
  assertEquals(windowFor({ autoCompactWindow: 300_000, modelSettings }), 300_000);
});

const SPELLINGS = [
  "claude-haiku-4-5",
  "claude-haiku-4-5-20251001",
  "claude-haiku-4-5[1m]",
  "us.anthropic.claude-haiku-4-5-20251001-v1:0",
  "claude-haiku-4-5@20251001",
];

for (const key of SPELLINGS) {
  for (const model of SPELLINGS) {
    Deno.test(`decodeContextSettings() finds ${model} under ${key}`, () => {
      const modelSettings = { [key]: { autoCompactWindow: 300_000 } };
      assertEquals(windowFor({ modelSettings }, {}, model), 300_000);
    });
  }
}

Deno.test("decodeContextSettings() prefers a model's plain name over its other spellings", () => {
  const dated = { [HAIKU]: { autoCompactWindow: 300_000 } };
  const plain = { "claude-haiku-4-5": { autoCompactWindow: 200_000 } };
  assertEquals(windowFor({ modelSettings: { ...dated, ...plain } }), 200_000);
});

Deno.test("decodeContextSettings() takes no setting from another model", () => {
  const modelSettings = { "claude-haiku-5-5": { autoCompactWindow: 300_000 } };
  assertEquals(windowFor({ modelSettings }), null);
});

const THRESHOLDS: readonly (readonly [string, number | null])[] = [
  ["50", 50],
  ["50%", 50],
  ["0.5", 0.5],
  ["100", 100],
  ["100.1", null],
  ["0", null],
  ["-1", null],
  ["half", null],
  ["", null],
];

for (const [text, expected] of THRESHOLDS) {
  Deno.test(`decodeContextSettings() reads a threshold of ${JSON.stringify(text)} as ${expected}`, () => {
    const env = { CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: text };
    assertEquals(decodeContextSettings(null, env, null).thresholdPct, expected);
  });
}

const SWITCHES: readonly (readonly [unknown, ContextVariables, boolean])[] = [
  [{ autoCompactEnabled: false }, {}, false],
  [{ autoCompactEnabled: true }, {}, true],
  [{ autoCompactEnabled: "false" }, {}, true],
  [{}, { DISABLE_AUTO_COMPACT: "1" }, false],
  [{}, { DISABLE_COMPACT: "true" }, false],
  [{}, { DISABLE_COMPACT: " YES " }, false],
  [{}, { DISABLE_COMPACT: "on" }, false],
  [{}, { DISABLE_COMPACT: "0" }, true],
  [{}, { DISABLE_COMPACT: "false" }, true],
  [{}, { DISABLE_COMPACT: "" }, true],
  [{}, { DISABLE_COMPACT: "2" }, true],
];

for (const [settings, env, expected] of SWITCHES) {
  const given = `${JSON.stringify(settings)} and ${JSON.stringify(env)}`;
  Deno.test(`decodeContextSettings() says compaction is ${expected ? "on" : "off"} for ${given}`, () => {
    assertEquals(decodeContextSettings(settings, env, null).compacts, expected);
  });
}
