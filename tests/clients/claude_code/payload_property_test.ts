import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeContextSettings } from "../../../src/clients/claude_code/context_settings.ts";
import { decodeEvent } from "../../../src/clients/claude_code/event.ts";
import { decodePayload } from "../../../src/clients/claude_code/payload.ts";
import { fixtureNames, readFixture } from "../../support/fixture.ts";
import { holds, hostileRecord, hostileValue } from "../../support/property.ts";
import { assertInRange } from "../../support/snapshot_range.ts";

const limit = hostileRecord(["used_percentage", "resets_at"]);
const payload = fc.record({
  session_id: fc.oneof(fc.constant("s-1"), hostileValue()),
  transcript_path: hostileValue(),
  cwd: hostileValue(),
  version: hostileValue(),
  model: fc.oneof(hostileValue(), hostileRecord(["id", "display_name"])),
  workspace: fc.oneof(hostileValue(), hostileRecord(["current_dir", "project_dir"])),
  cost: fc.oneof(hostileValue(), hostileRecord(["total_cost_usd", "total_api_duration_ms"])),
  context_window: fc.oneof(
    hostileValue(),
    hostileRecord(["context_window_size", "current_usage"]),
    fc.record({
      context_window_size: hostileValue(),
      current_usage: hostileRecord([
        "input_tokens",
        "output_tokens",
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
      ]),
    }),
  ),
  prompt_cache: fc.oneof(
    hostileValue(),
    hostileRecord([
      "warm",
      "expires_at",
      "ttl",
      "recache_tokens_if_cold",
      "last_miss_cause",
      "misses",
    ]),
  ),
  rate_limits: fc.oneof(
    hostileValue(),
    hostileRecord(["five_hour", "seven_day", "spend_limit", "constructor"], limit),
    fc.dictionary(fc.string(), limit, { maxKeys: 30 }),
  ),
}, { requiredKeys: [] });

Deno.test("decodePayload() gives nothing or values in range for any JSON", () => {
  holds(fc.property(fc.oneof(fc.jsonValue(), payload), (raw) => {
    const snapshot = decodePayload(raw);
    if (snapshot !== null) assertInRange(snapshot);
  }));
});

Deno.test("decodePayload() keeps its ranges when any part of a real payload is replaced", () => {
  const trees = fixtureNames("statusline-").map(readFixture);
  const mutation = fc.constantFrom(...trees).chain((tree) =>
    fc.record({
      tree: fc.constant(tree),
      path: fc.constantFrom(...pathsOf(tree)),
      value: fc.oneof(hostileValue(), fc.jsonValue()),
    })
  );
  holds(fc.property(mutation, ({ tree, path, value }) => {
    const snapshot = decodePayload(replaced(tree, path, value));
    if (snapshot !== null) assertInRange(snapshot);
    else assertEquals(path, ["session_id"], "only a session id can make a payload unreadable");
  }));
});

Deno.test("decodeEvent() names a safe session or gives nothing for any JSON", () => {
  const event = hostileRecord(["session_id", "transcript_path", "cwd", "agent_id", "prompt"]);
  holds(fc.property(fc.oneof(fc.jsonValue(), event), (raw) => {
    const decoded = decodeEvent(raw);
    if (decoded === null) return;
    assert(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(decoded.sessionId));
    for (const text of [decoded.transcriptPath, decoded.cwd, decoded.agentId]) {
      assert(text === null || (typeof text === "string" && text.length > 0));
    }
  }));
});

Deno.test("decodeContextSettings() gives a window the client would take, or none, for any JSON", () => {
  const settings = fc.oneof(
    fc.jsonValue(),
    fc.record({
      autoCompactWindow: hostileValue(),
      autoCompactEnabled: hostileValue(),
      modelSettings: fc.oneof(
        hostileValue(),
        fc.dictionary(
          fc.constantFrom("m", "m[1m]", "constructor", "toString", "m-20260101"),
          fc.oneof(hostileValue(), hostileRecord(["autoCompactWindow"])),
        ),
      ),
    }, { requiredKeys: [] }),
  );
  const word = fc.oneof(fc.string(), fc.constantFrom("auto", "300k", "0.5m", "-1", "1e9", "50%"));
  const env = fc.record({
    CLAUDE_CODE_AUTO_COMPACT_WINDOW: word,
    CLAUDE_AUTOCOMPACT_PCT_OVERRIDE: word,
    DISABLE_COMPACT: word,
  }, { requiredKeys: [] });
  const model = fc.constantFrom("m", "constructor", "__proto__", null);
  holds(fc.property(settings, env, model, (raw, variables, modelId) => {
    const decoded = decodeContextSettings(raw, variables, modelId);
    const { windowTokens, thresholdPct } = decoded;
    assert(windowTokens === null || (Number.isInteger(windowTokens) && windowTokens >= 100_000));
    assert(thresholdPct === null || (thresholdPct > 0 && thresholdPct <= 100));
    assertEquals(typeof decoded.compacts, "boolean");
  }));
});

type Path = readonly string[];

function pathsOf(tree: unknown, above: Path = []): Path[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([name, value]) => {
    const path = [...above, name];
    return [path, ...pathsOf(value, path)];
  });
}

function replaced(tree: unknown, path: Path, value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const node = tree as Record<string, unknown>;
  return { ...node, [name]: replaced(node[name], rest, value) };
}
