import { assertEquals } from "@std/assert";
import { decodePayload } from "../../../src/clients/claude_code/payload.ts";
import { parseJson } from "../../../src/model/decode.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { dropField, readFixture, setField } from "../../support/fixture.ts";

const USED = "rate_limits.five_hour.used_percentage";
const RESET = "rate_limits.five_hour.resets_at";
const USAGE = "context_window.current_usage";

type Pick = (snapshot: Snapshot | null) => unknown;
const headroom: Pick = (snapshot) =>
  snapshot?.windows.find((window) => window.key === "five_hour")?.headroomPct ?? null;
const reset: Pick = (snapshot) =>
  snapshot?.windows.find((window) => window.key === "five_hour")?.resetAt ?? null;
const context: Pick = (snapshot) => snapshot?.context ?? null;
const used: Pick = (snapshot) =>
  snapshot?.context?.state === "measured" ? snapshot.context.usedTokens : null;

const CASES: readonly (readonly [string, string, unknown, Pick, unknown])[] = [
  ["float noise in a percentage", USED, 14.000000000000002, headroom, 86],
  ["a numeric string as a percentage", USED, "47.5", headroom, 52.5],
  ["a percentage over 100", USED, 102, headroom, 0],
  ["a gateway's overspending", USED, 999.9, headroom, 0],
  ["an epoch in the place of a percentage", USED, 1795395838, headroom, null],
  ["a slightly negative percentage", USED, -0.0000001, headroom, 100],
  ["a negative percentage", USED, -5, headroom, null],
  ["NaN as a word", USED, "NaN", headroom, null],
  ["Infinity as a word", USED, "Infinity", headroom, null],
  ["a number too large to be one", USED, "1e999", headroom, null],
  ["a hexadecimal number", USED, "0x10", headroom, null],
  ["a percent sign", USED, "47%", headroom, null],
  ["an empty string", USED, "", headroom, null],
  ["null", USED, null, headroom, null],
  ["a list around the percentage", USED, [47], headroom, null],
  ["true as a percentage", USED, true, headroom, null],
  ["a window that is a number", "rate_limits.five_hour", 47, headroom, null],
  ["rate limits that are a list", "rate_limits", [{ used_percentage: 47 }], headroom, null],
  ["rate limits that are a string", "rate_limits", "47", headroom, null],
  ["milliseconds for seconds", RESET, 1795395838000, reset, 1795395838],
  ["microseconds for seconds", RESET, 1795395838000000, reset, null],
  ["a reset as a numeric string", RESET, "1795395838", reset, 1795395838],
  ["a reset with a fraction", RESET, 1795395838.6, reset, 1795395838],
  ["a reset as a date text", RESET, "2026-11-23T10:00:00Z", reset, null],
  ["a reset of zero", RESET, 0, reset, null],
  ["a negative reset", RESET, -1795395838, reset, null],
  ["milliseconds of before 2001", RESET, 500_000_000_000, reset, null],
  ["a percentage in the place of a reset", RESET, 47, reset, null],
  ["a reset of null", RESET, null, reset, null],
  ["usage of null: no response yet", USAGE, null, context, {
    state: "fresh",
    windowTokens: 1_000_000,
  }],
  ["usage that is a number", USAGE, 21_450, context, null],
  ["a counter that is a word", `${USAGE}.input_tokens`, "many", context, null],
  ["a cached part that is a word", `${USAGE}.cache_read_input_tokens`, "many", context, null],
  ["a negative counter", `${USAGE}.cache_read_input_tokens`, -1, context, null],
  ["a counter as a numeric string", `${USAGE}.input_tokens`, "50", used, 21_450],
  ["a counter beyond reason", `${USAGE}.input_tokens`, 1e13, context, null],
  ["a model window of zero", "context_window.context_window_size", 0, context, {
    state: "measured",
    windowTokens: null,
    usedTokens: 21_450,
  }],
  ["a context that is a list", "context_window", [], context, null],
  ["a negative cost", "cost.total_cost_usd", -1, (it) => it?.activity.costUsd, null],
  ["a cost beyond reason", "cost.total_cost_usd", 1e21, (it) => it?.activity.costUsd, null],
  ["a cost of zero", "cost.total_cost_usd", 0, (it) => it?.activity.costUsd, 0],
  ["a model that is a string", "model", "claude-x", (it) => [it?.modelId, it?.modelName], [
    "claude-x",
    null,
  ]],
  [
    "a model name of 5,000 characters",
    "model.display_name",
    "x".repeat(5000),
    (it) => it?.modelName,
    null,
  ],
  ["a cache that is a word", "prompt_cache", "warm", (it) => it?.cache, null],
  ["warmth that is a word", "prompt_cache.warm", "yes", (it) => it?.cache?.warm, null],
  ["an empty directory", "cwd", "", (it) => it?.cwd, "/home/user/project"],
  ["a session id with a path", "session_id", "../../etc/passwd", (it) => it, null],
  ["a session id with a newline", "session_id", "a\nb", (it) => it, null],
  ["a session id of 129 characters", "session_id", "a".repeat(129), (it) => it, null],
  ["a session id that is a number", "session_id", 7, (it) => it, null],
];

for (const [what, path, value, pick, expected] of CASES) {
  Deno.test(`decodePayload() survives ${what}`, () => {
    const payload = setField(readFixture("statusline-subscription"), path, value);
    assertEquals(pick(decodePayload(payload)), expected);
  });
}

for (const part of ["input", "output", "cache_creation_input", "cache_read_input"]) {
  Deno.test(`decodePayload() does not know a context without its ${part} tokens`, () => {
    const payload = dropField(
      readFixture("statusline-subscription"),
      `${USAGE}.${part}_tokens`,
    );
    assertEquals(context(decodePayload(payload)), null);
  });
}

const OPTIONAL = [
  "transcript_path",
  "cwd",
  "model",
  "workspace",
  "version",
  "cost",
  "context_window",
  "prompt_cache",
  "rate_limits",
];

for (const name of OPTIONAL) {
  Deno.test(`decodePayload() goes on without ${name}, and keeps the rest`, () => {
    const whole = decodePayload(readFixture("statusline-subscription"));
    const cut = decodePayload(dropField(readFixture("statusline-subscription"), name));
    const lost = Object.entries(whole ?? {}).filter(([key, value]) =>
      JSON.stringify(value) !== JSON.stringify(cut?.[key as keyof Snapshot])
    ).map(([key]) => key);
    assertEquals(lost, LOST[name] ?? []);
  });
}

const LOST: Readonly<Record<string, string[]>> = {
  transcript_path: ["transcriptPath"],
  cwd: [],
  model: ["modelId", "modelName"],
  workspace: ["projectDir"],
  version: ["harnessVersion"],
  cost: ["activity"],
  context_window: ["context"],
  prompt_cache: ["cache"],
  rate_limits: ["windows"],
};

Deno.test("decodePayload() drops a window without its figure and keeps the other", () => {
  const payload = dropField(readFixture("statusline-subscription"), USED);
  assertEquals(decodePayload(payload)?.windows.map((window) => window.key), ["seven_day"]);
});

Deno.test("decodePayload() keeps a figure whose reset is missing", () => {
  const payload = dropField(readFixture("statusline-subscription"), RESET);
  assertEquals(decodePayload(payload)?.windows[0], {
    key: "five_hour",
    headroomPct: 53,
    resetAt: null,
  });
});

Deno.test("decodePayload() reads a gateway's spend limit and windows it never heard of", () => {
  const payload = readFixture("statusline-subscription");
  setField(payload, "rate_limits.spend_limit", {
    used_percentage: 137.5,
    resets_at: 1796000000,
    used_usd: 55,
    limit_usd: 40,
    period: "month",
  });
  setField(payload, "rate_limits.seven_day_opus", { used_percentage: 12, resets_at: 1795644238 });
  assertEquals(decodePayload(payload)?.windows.slice(2), [
    { key: "spend_limit", headroomPct: 0, resetAt: 1796000000 },
    { key: "seven_day_opus", headroomPct: 88, resetAt: 1795644238 },
  ]);
});

Deno.test("decodePayload() takes no window whose key could not stand in a text", () => {
  const limit = '{"used_percentage": 1, "resets_at": 1795395838}';
  const keys = ["__proto__", "", "a b", "a\\nb", "../x", "a/b", "\\u001b[31m", "x".repeat(129)];
  const limits = [...keys, "five_hour"].map((key) => `"${key}": ${limit}`).join(",");
  const snapshot = decodePayload(parseJson(`{"session_id": "s", "rate_limits": {${limits}}}`));
  assertEquals(snapshot?.windows.map((window) => window.key), ["five_hour"]);
  assertEquals(({} as Record<string, unknown>).used_percentage, undefined);
});

Deno.test("decodePayload() finds the real window among 1,000 unusable ones", () => {
  const limits: Record<string, unknown> = {};
  for (let index = 0; index < 1000; index++) limits[`window_${index}`] = { resets_at: 1 };
  limits.five_hour = { used_percentage: 47, resets_at: 1795395838 };
  const snapshot = decodePayload({ session_id: "s", rate_limits: limits });
  assertEquals(snapshot?.windows.map((window) => window.key), ["five_hour"]);
});

Deno.test("decodePayload() keeps twelve of 1,000 usable windows", () => {
  const limits: Record<string, unknown> = {};
  for (let index = 0; index < 1000; index++) limits[`w${index}`] = { used_percentage: 1 };
  assertEquals(decodePayload({ session_id: "s", rate_limits: limits })?.windows.length, 12);
});

Deno.test("decodePayload() reads a payload of 2 MB", () => {
  const payload = setField(readFixture("statusline-subscription"), "padding", "x".repeat(2 ** 21));
  assertEquals(headroom(decodePayload(parseJson(JSON.stringify(payload)))), 53);
});

Deno.test("decodePayload() survives what nests 100,000 deep", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  assertEquals(decodePayload(parseJson(`{"session_id": "s", "model": ${deep}}`))?.modelId, null);
});

Deno.test("decodePayload() reads text that starts with a byte order mark", () => {
  const text = `\uFEFF${JSON.stringify(readFixture("statusline-subscription"))}`;
  assertEquals(headroom(decodePayload(parseJson(text))), 53);
});

for (const text of ["", " ", "{", "null", "[]", "7", '"text"', "{}", "<html>", '{"session_id":']) {
  Deno.test(`decodePayload() finds nothing in ${JSON.stringify(text)}`, () => {
    assertEquals(decodePayload(parseJson(text)), null);
  });
}
