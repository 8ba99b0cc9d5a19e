import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  afterCompaction,
  decodeWatermark,
  type EndedAgent,
  NOTHING_TOLD,
  ROOM,
  type Watermark,
  withEnded,
} from "../../src/model/watermark.ts";
import { holds, hostileRecord, hostileValue } from "../support/property.ts";
import { NOW } from "../support/situations.ts";

const TOLD: Watermark = {
  edges: {
    five_hour: { edgePct: 25, resetAt: NOW + 600 },
    seven_day: { edgePct: 100, resetAt: null },
    [ROOM]: { edgePct: 10, resetAt: null },
  },
  updatedAt: NOW - 60,
  empty: { resetAt: NOW + 600, earliestAt: NOW + 60 },
  coldTokens: 148_000,
  roomTokens: 560_000,
  day: "Tue, Jul 1 Asia/Tokyo",
  look: { at: NOW, account: "a-1", key: "five_hour", headroomPct: 24.5, resetAt: NOW + 600 },
  billedTo: 41,
  agents: [
    {
      id: "a83d87fa9effa98d9",
      kind: "general-purpose",
      endedAt: NOW - 5,
      toldWeight: 0,
      pending: true,
    },
    {
      id: "b1",
      kind: "my plugin:reviewer",
      endedAt: NOW - 500,
      toldWeight: 12_345.6,
      pending: false,
    },
  ],
};

const stored = (told: unknown) => decodeWatermark(JSON.parse(JSON.stringify(told)));

Deno.test("decodeWatermark() gives back what was stored", () => {
  assertEquals(stored(TOLD), TOLD);
  assertEquals(stored(NOTHING_TOLD), NOTHING_TOLD);
});

Deno.test("decodeWatermark() takes what is damaged for not told", () => {
  for (const raw of [null, undefined, 1, "x", [], {}, { edges: [], agents: {}, look: 7 }]) {
    assertEquals(decodeWatermark(raw), NOTHING_TOLD);
  }
});

const DAMAGED_EDGES: readonly (readonly [string, unknown])[] = [
  ["five_hour", { edgePct: -1, resetAt: NOW }],
  ["five_hour", { edgePct: 101, resetAt: NOW }],
  ["five_hour", { edgePct: null, resetAt: NOW }],
  ["five_hour", 25],
  ["../up", { edgePct: 25, resetAt: NOW }],
  ["", { edgePct: 25, resetAt: NOW }],
  ["__proto__", { edgePct: 25, resetAt: NOW }],
];
for (const [key, value] of DAMAGED_EDGES) {
  Deno.test(`decodeWatermark() drops the edge ${JSON.stringify({ [key]: value })}`, () => {
    const raw = JSON.parse(`{"edges":{${JSON.stringify(key)}:${JSON.stringify(value)}}}`);
    const { edges } = decodeWatermark(raw);
    assertEquals(Object.keys(edges), []);
    assertEquals(Object.getPrototypeOf(edges), Object.prototype);
  });
}

Deno.test("decodeWatermark() keeps of a damaged look only that there was one", () => {
  const nothing = { at: NOW, account: null, key: null, headroomPct: null, resetAt: null };
  for (const damage of [{ headroomPct: 140 }, { headroomPct: -3 }, { key: 5 }, { account: "" }]) {
    assertEquals(stored({ ...TOLD, look: { ...TOLD.look, ...damage } }).look, nothing);
  }
  assertEquals(stored({ ...TOLD, look: { ...TOLD.look, at: "soon" } }).look, null);
});

Deno.test("decodeWatermark() takes half a forecast for none told", () => {
  for (const damage of [{ resetAt: null }, { earliestAt: "soon" }, { resetAt: 7 }]) {
    assertEquals(stored({ ...TOLD, empty: { ...TOLD.empty, ...damage } }).empty, null);
  }
});

Deno.test("afterCompaction() forgets what was said once and where the room stood, nothing else", () => {
  const forgotten = { empty: null, coldTokens: null, roomTokens: null, day: null };
  const { [ROOM]: _room, ...edges } = TOLD.edges;
  assertEquals(afterCompaction(TOLD), { ...TOLD, ...forgotten, edges });
});

Deno.test("decodeWatermark() of anything never throws, and everything in it is bounded", () => {
  const edge = hostileRecord(["edgePct", "resetAt"]);
  const agent = hostileRecord(["id", "kind", "endedAt", "toldWeight", "pending"]);
  const record = fc.record({
    edges: fc.oneof(hostileValue(), fc.dictionary(fc.string(), edge, { maxKeys: 80 })),
    updatedAt: hostileValue(),
    empty: fc.oneof(hostileValue(), hostileRecord(["resetAt", "earliestAt"])),
    coldTokens: hostileValue(),
    roomTokens: hostileValue(),
    day: hostileValue(),
    look: fc.oneof(
      hostileValue(),
      hostileRecord(["at", "account", "key", "headroomPct", "resetAt"]),
    ),
    agents: fc.oneof(hostileValue(), fc.array(agent, { maxLength: 80 })),
  }, { requiredKeys: [] });
  const isInstant = (at: number | null) => at === null || (at >= 1e9 && at <= 1e11);
  const isPct = (pct: number | null) => pct === null || (pct >= 0 && pct <= 100);
  holds(fc.property(fc.oneof(record, hostileValue()), (raw) => {
    const { edges, look, agents, updatedAt, empty, coldTokens } = decodeWatermark(raw);
    assert(Object.keys(edges).length <= 50 && agents.length <= 50);
    for (const told of Object.values(edges)) assert(isPct(told.edgePct) && isInstant(told.resetAt));
    assert(isInstant(updatedAt));
    if (empty !== null) assert(isInstant(empty.resetAt) && isInstant(empty.earliestAt));
    assert(coldTokens === null || coldTokens >= 0);
    if (look !== null) assert(isInstant(look.at) && isPct(look.headroomPct));
    for (const { kind, endedAt, toldWeight } of agents) {
      assert(kind.length <= 100 && isInstant(endedAt) && toldWeight >= 0 && toldWeight <= 1e12);
    }
    assertEquals(stored(decodeWatermark(raw)), decodeWatermark(raw));
  }));
});

Deno.test("a watermark does not grow with a damaged record", () => {
  const many = Array.from({ length: 5_000 }, (_, n) => n);
  const edges = Object.fromEntries(many.map((n) => [`w${n}`, { edgePct: 5, resetAt: NOW }]));
  const agents = many.map((n) => agent(`a${n}`));
  const told = decodeWatermark({ edges, agents });
  assertEquals([Object.keys(told.edges).length, told.agents.length], [50, 50]);
  assertEquals(told.agents.at(-1)?.id, "a4999", "the newest stay");
});

const agent = (id: string, given: Partial<EndedAgent> = {}): EndedAgent => ({
  id,
  kind: "Explore",
  endedAt: NOW - 60,
  toldWeight: 0,
  pending: true,
  ...given,
});

Deno.test("withEnded() adds a subagent as the last one, with nothing told of it", () => {
  assertEquals(withEnded([agent("a")], { id: "b", kind: "Plan", endedAt: NOW }), [
    agent("a"),
    agent("b", { kind: "Plan", endedAt: NOW }),
  ]);
});

Deno.test("withEnded() keeps what was told of one that went on and ended again", () => {
  const before = [agent("a", { toldWeight: 500, pending: false }), agent("b")];
  assertEquals(withEnded(before, { id: "a", kind: "Explore", endedAt: NOW }), [
    agent("b"),
    agent("a", { toldWeight: 500, endedAt: NOW }),
  ]);
});

Deno.test("withEnded() keeps the last fifty", () => {
  let agents: readonly EndedAgent[] = [];
  for (let n = 0; n < 60; n++) agents = withEnded(agents, agent(`a${n}`));
  assertEquals([agents.length, agents[0]?.id], [50, "a10"]);
});
