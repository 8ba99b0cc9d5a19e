import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodePayload } from "../../src/clients/claude_code/payload.ts";
import { decodeState, encodeState } from "../../src/model/resource_state.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { fixtureNames, readFixture, setField } from "../support/fixture.ts";
import { holds, hostileRecord, hostileValue } from "../support/property.ts";
import { publishedFor, sessionOf } from "../support/published.ts";
import { assertInRange } from "../support/snapshot_range.ts";

const NOW = 1_795_384_000;

function readSnapshot(name: string): Snapshot {
  const snapshot = decodePayload(readFixture(name));
  if (snapshot === null) throw new Error(`${name} names no session`);
  return snapshot;
}

const SUBSCRIPTION = readSnapshot("statusline-subscription");

Deno.test("encodeState() publishes what is used, by whom it was told, and the room", () => {
  const published = publishedFor(SUBSCRIPTION, NOW);
  assertEquals(published.resource_state, 0);
  assertEquals(published.written_at, NOW);
  assertEquals((published.windows as unknown[])[0], {
    key: "five_hour",
    used_pct: 47,
    resets_at: 1_795_395_838,
    length_sec: 18_000,
    observed_at: NOW,
    observed_by: SUBSCRIPTION.sessionId,
  });
  assertEquals(published.context, {
    state: "measured",
    window_tokens: 1_000_000,
    used_tokens: 21_450,
    ceiling_tokens: 967_000,
    at_ceiling: "compaction",
    ceiling_basis: "formula",
    room_tokens: 945_550,
    observed_at: NOW,
  });
});

Deno.test("encodeState() publishes null for what is not known, never a missing field", () => {
  const snapshot = decodePayload({ session_id: "s" });
  const published = snapshot === null ? {} : publishedFor(snapshot, NOW);
  assertEquals(published.context, null);
  assertEquals(published.cache, null);
  assertEquals(published.windows, []);
  assertEquals(published.cost, { session_usd: null, api_ms: null });
  assertEquals(JSON.stringify(published).includes("undefined"), false);
});

Deno.test("encodeState() rounds the used percentage as the client does", () => {
  const windows = [0.1, 33.3, 66.7, 99.9].map((headroomPct) => (
    { key: "w", headroomPct, resetAt: null, observedAt: NOW, sessionId: "s" }
  ));
  const session = sessionOf(SUBSCRIPTION, NOW);
  const parts = { session, account: null, windows, ceiling: null, room: null, withheld: null };
  const state = encodeState(parts, NOW);
  const used = (state.windows as { used_pct: number }[]).map(({ used_pct }) => used_pct);
  assertEquals(used, [99.9, 66.7, 33.3, 0.1]);
});

Deno.test("encodeState() publishes a window with a hostile name as one of unknown length", () => {
  const snapshot = {
    ...SUBSCRIPTION,
    windows: [{ key: "constructor", headroomPct: 50, resetAt: null }],
  };
  const [window] = publishedFor(snapshot, NOW).windows as Record<string, unknown>[];
  assertEquals([window?.key, window?.length_sec], ["constructor", null]);
});

for (const name of fixtureNames("statusline-")) {
  Deno.test(`what is published for ${name} reads back as the same snapshot`, () => {
    const snapshot = readSnapshot(name);
    assertEquals(decodeState(publishedFor(snapshot, NOW)), snapshot);
  });
}

const text = (limit: number) => fc.option(fc.string({ minLength: 1, maxLength: limit }));
const count = (min: number) => fc.integer({ min, max: 1e12 });
const instant = fc.option(fc.integer({ min: 1e9, max: 1e11 - 1 }));
const identifier = fc.constantFrom("a", "five_hour", "seven_day", "constructor", "x.y-z_1", "7");
const size = fc.option(count(1));

const snapshots: fc.Arbitrary<Snapshot> = fc.record({
  sessionId: identifier,
  transcriptPath: text(50),
  cwd: text(50),
  projectDir: text(50),
  harness: identifier,
  harnessVersion: text(40),
  modelId: text(200),
  modelName: text(200),
  windows: fc.uniqueArray(
    fc.record({
      key: identifier,
      headroomPct: fc.nat(1000).map((tenths) => tenths / 10),
      resetAt: instant,
    }),
    { selector: ({ key }) => key, maxLength: 6 },
  ),
  context: fc.oneof(
    fc.constant(null),
    fc.record({
      state: fc.constantFrom("fresh" as const, "compacted" as const),
      windowTokens: size,
    }),
    fc.record({
      state: fc.constant("measured" as const),
      windowTokens: size,
      usedTokens: count(1),
    }),
  ),
  cache: fc.option(fc.record({
    warm: fc.option(fc.boolean()),
    expiresAt: instant,
    ttl: text(20),
    recacheTokens: fc.option(count(0)),
    lastMissCause: fc.option(identifier),
    misses: fc.option(count(0)),
  })),
  activity: fc.record({
    costUsd: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
    apiMs: fc.option(count(0)),
  }),
});

Deno.test("decodeState() reads back whatever encodeState() published", () => {
  holds(fc.property(snapshots, (snapshot) => {
    assertInRange(snapshot);
    assertEquals(decodeState(publishedFor(snapshot, NOW)), snapshot);
  }));
});

Deno.test("decodeState() gives nothing or values in range for any JSON", () => {
  const window = hostileRecord(["key", "used_pct", "resets_at"]);
  const state = fc.record({
    resource_state: fc.oneof(fc.constant(0), hostileValue()),
    harness: fc.oneof(hostileValue(), hostileRecord(["name", "version"])),
    session: fc.oneof(
      fc.constant({ id: "s" }),
      hostileRecord(["id", "cwd", "project_dir", "transcript_path", "model"]),
    ),
    windows: fc.oneof(
      hostileValue(),
      fc.array(fc.oneof(window, hostileValue()), { maxLength: 30 }),
    ),
    context: fc.oneof(hostileValue(), hostileRecord(["state", "window_tokens", "used_tokens"])),
    cache: fc.oneof(
      hostileValue(),
      hostileRecord(["warm", "expires_at", "ttl", "recache_tokens", "misses", "last_miss_cause"]),
    ),
    cost: fc.oneof(hostileValue(), hostileRecord(["session_usd", "api_ms"])),
  }, { requiredKeys: ["resource_state", "session"] });
  holds(fc.property(fc.oneof(fc.jsonValue(), state), (raw) => {
    const snapshot = decodeState(raw);
    if (snapshot !== null) assertInRange(snapshot);
  }));
});

const NO_STATES: readonly unknown[] = [
  null,
  [],
  "state",
  {},
  { resource_state: 0 },
  { resource_state: 0, session: null },
  { resource_state: 0, session: { id: "a/b" } },
  { resource_state: 1, session: { id: "s" } },
  { resource_state: "0", session: { id: "s" } },
  { session: { id: "s" } },
  { session_id: "s" },
];

for (const raw of NO_STATES) {
  Deno.test(`decodeState() finds no report in ${JSON.stringify(raw)}`, () => {
    assertEquals(decodeState(raw), null);
  });
}

Deno.test("decodeState() understands the least report there is", () => {
  const snapshot = decodeState({ resource_state: 0, session: { id: "s" } });
  assert(snapshot !== null);
  assertEquals([snapshot.harness, snapshot.windows, snapshot.context], ["unknown", [], null]);
});

Deno.test("decodeState() computes derived fields again instead of believing them", () => {
  const plain = publishedFor(SUBSCRIPTION, NOW);
  const dressed = publishedFor(SUBSCRIPTION, NOW);
  for (
    const [path, value] of [
      ["written_at", 1],
      ["session.account", "a-ffffffff"],
      ["windows.0.length_sec", 1],
      ["windows.0.observed_at", 1],
      ["windows.0.observed_by", "somebody"],
      ["context.ceiling_tokens", 1],
      ["context.at_ceiling", "full"],
      ["context.room_tokens", 9e9],
      ["context.observed_at", 1],
    ] as const
  ) setField(dressed, path, value);
  assertEquals(decodeState(dressed), decodeState(plain));
});

Deno.test("decodeState() leaves out a window without a usable key or figure", () => {
  const windows = [{ used_pct: 1 }, { key: "a b", used_pct: 1 }, { key: "w" }, {
    key: "x",
    used_pct: "y",
  }];
  const snapshot = decodeState({ resource_state: 0, session: { id: "s" }, windows });
  assertEquals(snapshot?.windows, []);
});

Deno.test("decodeState() keeps the first figure of a key that is told twice", () => {
  const windows = [{ key: "w", used_pct: 10 }, { key: "w", used_pct: 90 }];
  const snapshot = decodeState({ resource_state: 0, session: { id: "s" }, windows });
  assertEquals(snapshot?.windows, [{ key: "w", headroomPct: 90, resetAt: null }]);
});

Deno.test("decodeState() finds the usable windows behind unusable ones, twelve at most", () => {
  const unusable = Array.from({ length: 1000 }, () => ({ key: "w" }));
  const usable = Array.from({ length: 20 }, (_, index) => ({ key: `w${index}`, used_pct: 1 }));
  const windows = [...unusable, ...usable];
  const snapshot = decodeState({ resource_state: 0, session: { id: "s" }, windows });
  assertEquals(snapshot?.windows.length, 12);
});

const CONTEXTS: readonly (readonly [unknown, Snapshot["context"]])[] = [
  [{ state: "fresh", window_tokens: 100, used_tokens: 5 }, { state: "fresh", windowTokens: 100 }],
  [{ state: "compacted" }, { state: "compacted", windowTokens: null }],
  [{ state: "measured", used_tokens: 0 }, null],
  [{ state: "measured", used_tokens: null }, null],
  [{ state: "measured", window_tokens: 0, used_tokens: 5 }, {
    state: "measured",
    windowTokens: null,
    usedTokens: 5,
  }],
  [{ state: "full", used_tokens: "5" }, { state: "measured", windowTokens: null, usedTokens: 5 }],
  [{}, null],
  ["measured", null],
];

for (const [context, expected] of CONTEXTS) {
  Deno.test(`decodeState() reads the context ${JSON.stringify(context)}`, () => {
    const snapshot = decodeState({ resource_state: 0, session: { id: "s" }, context });
    assertEquals(snapshot?.context ?? null, expected);
  });
}
