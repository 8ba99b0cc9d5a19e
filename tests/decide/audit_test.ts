import { assertEquals } from "@std/assert";
import { foldTimeline, joinCompactions, receiptsIn } from "../../src/decide/audit.ts";
import type { JournalLine } from "../../src/model/entry.ts";
import type { SessionCompaction } from "../../src/model/usage.ts";
import { NOW } from "../support/fake_host.ts";

let ids = 0;
function line(given: Partial<JournalLine>): JournalLine {
  return { id: ++ids, at: NOW, kind: "stamp", sessionId: "a", account: null, detail: {}, ...given };
}

function compaction(given: Partial<SessionCompaction>): SessionCompaction {
  return {
    id: "c",
    sessionId: "a",
    at: NOW,
    trigger: "auto",
    beforeTokens: 9,
    afterTokens: 3,
    ...given,
  };
}

Deno.test("joinCompactions() gives each entry the nearest of its own session, once", () => {
  const lines = [
    line({ kind: "compaction", at: NOW, detail: { seconds: 4 } }),
    line({ kind: "compaction", at: NOW + 300 }),
    line({ kind: "compaction", at: NOW, sessionId: "b" }),
  ];
  const told = [
    compaction({ id: "1", at: NOW + 290, afterTokens: 2 }),
    compaction({ id: "2", at: NOW + 5, beforeTokens: null }),
  ];
  assertEquals(joinCompactions(lines, told).map(({ detail, sessionId }) => [sessionId, detail]), [
    ["a", { seconds: 4, trigger: "auto", afterTokens: 3 }],
    ["b", {}],
    ["a", { trigger: "auto", beforeTokens: 9, afterTokens: 2 }],
  ]);
});

Deno.test("joinCompactions() gives a compaction that is too far from any entry its own row, in order", () => {
  const joined = joinCompactions(
    [line({ kind: "compaction", at: NOW }), line({ at: NOW + 700 })],
    [compaction({ at: NOW + 601 })],
  );
  assertEquals(joined.map(({ kind, at, id }) => [kind, at - NOW, id === 0]), [
    ["compaction", 0, false],
    ["compaction", 601, true],
    ["stamp", 700, false],
  ]);
});

Deno.test("joinCompactions() leaves a fall of the context out that a compaction or a start explains", () => {
  const fall = (at: number, sinceSec: number, sessionId = "a") =>
    line({ kind: "trim", at: NOW + at, sessionId, detail: { since: NOW + at - sinceSec } });
  const kept = joinCompactions([
    fall(-20, 30),
    fall(30, 60),
    fall(31, 60, "b"),
    line({ kind: "session-start", at: NOW + 5_000 }),
    fall(5_600, 700),
  ], [compaction({ at: NOW })]);
  const trims = kept.filter(({ kind }) => kind === "trim");
  assertEquals(trims.map(({ at, sessionId }) => [at - NOW, sessionId]), [[-20, "a"], [31, "b"]]);
});

Deno.test("foldTimeline() keeps one row of a crossing that waits, until something else comes", () => {
  const held = (sessionId: string, crossed: string[], at: number) =>
    line({ kind: "update-held", sessionId, detail: { crossed }, at: NOW + at });
  const rows = foldTimeline([
    held("a", ["five_hour"], 0),
    held("b", ["five_hour"], 1),
    held("a", ["five_hour"], 2),
    held("a", ["five_hour", "seven_day"], 3),
    line({ at: NOW + 4 }),
    held("a", ["five_hour", "seven_day"], 5),
  ]);
  assertEquals(rows.map(({ sessionId, times, lastAt }) => [sessionId, times, lastAt - NOW]), [
    ["a", 2, 2],
    ["b", 1, 1],
    ["a", 1, 3],
    ["a", 1, 4],
    ["a", 1, 5],
  ]);
});

Deno.test("receiptsIn() passes over what is damaged and names what was paid", () => {
  const receipts = [
    { kind: "agent", action: "Explore", window: "five_hour", points: 2, usd: 1 },
    { kind: "batch", action: "", window: null, points: null, usd: 0.5 },
    "damaged",
    { usd: 3 },
  ];
  assertEquals(receiptsIn(line({ kind: "update", detail: { receipts } })), [
    { action: "subagent Explore", window: "five_hour", points: 2, usd: 1 },
    { action: "several calls at once", window: null, points: null, usd: 0.5 },
  ]);
  assertEquals(receiptsIn(line({ kind: "stamp", detail: { receipts } })), []);
});
