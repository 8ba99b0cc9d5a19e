import { assertEquals } from "@std/assert";
import {
  foldTimeline,
  isSameHeld,
  joinCompactions,
  receiptsIn,
  tallyTimeline,
} from "../../src/decide/audit.ts";
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

Deno.test("foldTimeline() makes one row of stamps that say the same but the time, and counts all", () => {
  const stamp = (at: number, quota: string, sessionId = "a") =>
    line({
      at: NOW + at,
      sessionId,
      detail: { text: `[tokenroom] now Wed, Jul 1, 00:${10 + at} UTC · ${quota}`, ms: 40 + at },
    });
  const lines = [
    stamp(0, "quota — 5h: 58% left"),
    stamp(1, "quota — 5h: 58% left"),
    stamp(2, "quota — 5h: 58% left", "b"),
    stamp(3, "quota — 5h: 58% left"),
    stamp(4, "quota — 5h: 57% left"),
    line({ kind: "stamp-skipped", at: NOW + 5, detail: { why: "known" } }),
    line({ kind: "stamp-skipped", at: NOW + 6, detail: { why: "known" } }),
    line({ kind: "stamp-skipped", at: NOW + 7, detail: { why: "none" } }),
    line({ kind: "consult", at: NOW + 8, detail: { tool: "resource_state" } }),
    line({ kind: "consult", at: NOW + 9, detail: { tool: "resource_state" } }),
  ];
  assertEquals(
    foldTimeline(lines).map(({ kind, sessionId, times, lastAt }) => [
      kind,
      sessionId,
      times,
      lastAt - NOW,
    ]),
    [
      ["stamp", "a", 3, 3],
      ["stamp", "b", 1, 2],
      ["stamp", "a", 1, 4],
      ["stamp-skipped", "a", 2, 6],
      ["stamp-skipped", "a", 1, 7],
      ["consult", "a", 1, 8],
      ["consult", "a", 1, 9],
    ],
  );
  assertEquals(foldTimeline(lines, isSameHeld).length, lines.length);
  const tally = tallyTimeline(lines);
  assertEquals([tally.stamps, tally.said.texts, tally.said.timed, tally.said.worstMs], [
    5,
    5,
    5,
    44,
  ]);
  assertEquals(tally.skipped, [["known", 2], ["none", 1]]);
});
