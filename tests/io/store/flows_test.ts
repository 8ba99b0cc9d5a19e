import { assertAlmostEquals, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { readCalibration, writeCalibration } from "../../../src/io/store/calibrations.ts";
import { isCounted, readCursors, writeCursor } from "../../../src/io/store/cursors.ts";
import { openStore, type Store } from "../../../src/io/store/database.ts";
import {
  type FlowOwner,
  ownFlow,
  readAccountFlow,
  readAgentFlow,
  readCompactions,
  readFlowMark,
  readFlowPoints,
  readFlowRates,
  readMainFlow,
  readSessionFlow,
  writeCompaction,
  writeUsages,
} from "../../../src/io/store/flows.ts";
import { prune } from "../../../src/io/store/prune.ts";
import { weightOf } from "../../../src/model/prices.ts";
import type { Usage } from "../../../src/model/usage.ts";
import { holds } from "../../support/property.ts";
import { openScratch } from "../../support/scratch.ts";
import { answerId } from "../../support/transcript.ts";

const NOW = 1_782_864_720;
const ALL = { after: 0, until: NOW };
const MINE: FlowOwner = { sessionId: "s-1", agentId: null, account: "a-1" };

function withStore(test: (store: Store, dir: string) => void): void {
  using scratch = openScratch();
  const store = openStore(scratch.path, 250, NOW);
  try {
    test(store, scratch.path);
  } finally {
    store.db.close();
  }
}

/** An answer of the default model: its weight is five times its output. */
function answer(n: number, at: number, output: number, more: Partial<Usage> = {}): Usage {
  return {
    messageId: answerId(n),
    at,
    modelId: "claude-sonnet-5-5",
    tokens: { input: 0, output, write5m: 0, write1h: 0, read: 0 },
    fast: false,
    usOnly: false,
    ended: true,
    ...more,
  };
}

const cursor = {
  path: "/p/s-1.jsonl",
  agentId: null,
  identity: "1:2",
  size: 100,
  modifiedMs: 1_782_864_720_123,
  offset: 100,
  mark: 4_294_967_295,
  insideLine: false,
  countedFrom: null,
};

function weighed(usages: readonly Usage[]) {
  return usages.map((usage) => ({ usage, weight: weightOf(usage) }));
}

Deno.test("writeUsages() counts a message once, with its largest output", () => {
  withStore((store) => {
    writeUsages(store, MINE, weighed([answer(1, NOW - 60, 3, { ended: false })]));
    writeUsages(store, MINE, weighed([answer(1, NOW - 50, 300), answer(1, NOW - 40, 300)]));
    writeUsages(store, MINE, weighed([answer(1, NOW - 30, 20)]));
    const flow = readSessionFlow(store, "s-1", ALL);
    assertEquals([flow.messages, flow.weight], [1, 1500]);
    assertAlmostEquals(flow.usd, 0.003, 1e-9);
    assertEquals(readFlowPoints(store, "a-1", ALL).map(({ at }) => at), [NOW - 60]);
  });
});

Deno.test("writeUsages() leaves a message with the session it was first seen in", () => {
  withStore((store) => {
    writeUsages(store, MINE, weighed([answer(1, NOW - 60, 100)]));
    writeUsages(
      store,
      { ...MINE, sessionId: "fork" },
      weighed([answer(1, NOW, 100), answer(2, NOW, 10)]),
    );
    assertEquals(readSessionFlow(store, "s-1", ALL).weight, 500);
    assertEquals(readSessionFlow(store, "fork", ALL).weight, 50);
    assertEquals(readAccountFlow(store, "a-1", ALL).messages, 2);
  });
});

Deno.test("writeUsages() comes to the same whatever the order and however often", () => {
  const outputs = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 })),
    {
      minLength: 1,
      maxLength: 12,
    },
  );
  withStore((store) => {
    let runs = 0;
    holds(
      fc.property(outputs, fc.array(fc.nat(11), { maxLength: 12 }), (lines, again) => {
        const run = String(runs++);
        const usages = lines.map(([n, output]) =>
          answer(n, NOW, output, { messageId: `${run}-${answerId(n)}` })
        );
        const repeated = again.flatMap((index) => usages[index] ?? []);
        writeUsages(
          store,
          { ...MINE, sessionId: run },
          weighed([...repeated, ...usages, ...repeated]),
        );
        const largest = new Map<number, number>();
        for (const [n, output] of lines) largest.set(n, Math.max(output, largest.get(n) ?? 0));
        const expected = [...largest.values()].reduce((sum, output) => sum + output * 5, 0);
        assertAlmostEquals(readSessionFlow(store, run, ALL).weight, expected, 1e-6);
      }),
      100,
    );
  });
});

Deno.test("readMainFlow() takes what was counted after a mark, also where it came before", () => {
  withStore((store) => {
    assertEquals(readFlowMark(store), 0);
    writeUsages(store, MINE, weighed([answer(1, 1000, 1), answer(2, 1002, 10)]));
    const mark = readFlowMark(store);
    writeUsages(store, MINE, weighed([answer(2, 1002, 10), answer(3, 1001, 100)]));
    writeUsages(store, { ...MINE, agentId: "agent" }, weighed([answer(4, 1002, 1000)]));
    const weight = (after: number) =>
      readMainFlow(store, "s-1", { after, until: 1002 }, mark).weight;
    assertEquals([weight(1000), weight(1001)], [500, 0]);
    assertEquals(readMainFlow(store, "s-1", { after: 999, until: 1002 }).weight, 555);
  });
});

Deno.test("readSessionFlow() takes what came after an instant, up to and including another", () => {
  withStore((store) => {
    writeUsages(
      store,
      MINE,
      weighed([answer(1, 1000, 1), answer(2, 1001, 10), answer(3, 1002, 100)]),
    );
    const weight = (after: number, until: number) =>
      readSessionFlow(store, "s-1", { after, until }).weight;
    assertEquals([weight(999, 1002), weight(1000, 1002), weight(1000, 1001)], [555, 550, 50]);
    assertEquals(readSessionFlow(store, "other", ALL).messages, 0);
  });
});

Deno.test("readAgentFlow() takes what one subagent spent, the session all of them", () => {
  withStore((store) => {
    writeUsages(store, MINE, weighed([answer(1, NOW, 1)]));
    writeUsages(
      store,
      { ...MINE, agentId: "a1" },
      weighed([answer(2, NOW, 10), answer(3, NOW, 10)]),
    );
    writeUsages(store, { ...MINE, agentId: "b2" }, weighed([answer(4, NOW, 100)]));
    writeUsages(
      store,
      { ...MINE, sessionId: "s-2", agentId: "a1" },
      weighed([answer(5, NOW, 1000)]),
    );
    assertEquals(readAgentFlow(store, "s-1", "a1").weight, 100);
    assertEquals(readAgentFlow(store, "s-1", "none").messages, 0);
    assertEquals(readSessionFlow(store, "s-1", ALL).messages, 4);
  });
});

Deno.test("a sum is at least what it says until all was read and all had ended", () => {
  withStore((store) => {
    const atLeast = (after: number) => readSessionFlow(store, "s-1", { after, until: NOW }).atLeast;
    writeUsages(store, MINE, weighed([answer(1, NOW - 10, 5)]));
    assertEquals(atLeast(0), true, "no transcript was read");
    writeCursor(store, "s-1", cursor, NOW);
    assertEquals(atLeast(0), false);
    writeCursor(store, "s-1", { ...cursor, size: 101 }, NOW);
    assertEquals(atLeast(0), true, "a byte is unread");
    writeCursor(store, "s-1", { ...cursor, countedFrom: NOW - 100 }, NOW);
    assertEquals([atLeast(NOW - 101), atLeast(NOW - 100)], [true, false]);
    writeUsages(store, MINE, weighed([answer(2, NOW - 5, 5, { ended: false })]));
    assertEquals([atLeast(NOW - 100), atLeast(NOW - 5)], [true, false]);
    assertEquals(readAccountFlow(store, "a-1", ALL).atLeast, true);
  });
});

Deno.test("isCounted() asks only the files of the subagent in question", () => {
  withStore((store) => {
    writeCursor(store, "s-1", { ...cursor, countedFrom: NOW }, NOW);
    writeCursor(store, "s-1", { ...cursor, path: "/p/agent-a1.jsonl", agentId: "a1" }, NOW);
    assertEquals(isCounted(store, "s-1", 0), false);
    assertEquals([isCounted(store, "s-1", 0, "a1"), isCounted(store, "s-1", 0, "b2")], [
      true,
      false,
    ]);
  });
});

Deno.test("readCursors() gives back what was stored, by path", () => {
  withStore((store) => {
    const agent = { ...cursor, path: "/p/agent.jsonl", agentId: "a1", insideLine: true };
    writeCursor(store, "s-1", cursor, NOW);
    writeCursor(store, "s-1", { ...cursor, offset: 50 }, NOW);
    writeCursor(store, "s-1", agent, NOW);
    writeCursor(store, "s-2", { ...cursor, path: "/p/s-2.jsonl" }, NOW);
    const cursors = readCursors(store, "s-1");
    assertEquals([...cursors.keys()].toSorted(), [agent.path, cursor.path]);
    assertEquals(cursors.get(agent.path), agent);
    assertEquals(cursors.get(cursor.path)?.offset, 50);
  });
});

Deno.test("ownFlow() gives an account what its session spent before, and nothing of another's", () => {
  withStore((store) => {
    writeUsages(store, { ...MINE, account: null }, weighed([answer(1, NOW, 1)]));
    writeUsages(store, { ...MINE, account: "a-2" }, weighed([answer(2, NOW, 10)]));
    writeUsages(
      store,
      { sessionId: "s-2", agentId: null, account: null },
      weighed([answer(3, NOW, 100)]),
    );
    assertEquals(readAccountFlow(store, "a-1", ALL).messages, 0);
    ownFlow(store, "s-1", "a-1");
    assertEquals(readAccountFlow(store, "a-1", ALL).weight, 5);
    assertEquals(readAccountFlow(store, "a-2", ALL).weight, 50);
  });
});

Deno.test("readFlowPoints() puts a minute's messages together at their last instant", () => {
  withStore((store) => {
    const minute = NOW - NOW % 60;
    writeUsages(
      store,
      MINE,
      weighed([
        answer(1, minute + 1, 1),
        answer(2, minute + 59, 10),
        answer(3, minute + 60, 100),
      ]),
    );
    writeUsages(store, { ...MINE, account: "a-2" }, weighed([answer(4, minute, 1000)]));
    const points = readFlowPoints(store, "a-1", { after: 0, until: minute + 60 });
    assertEquals(points.map(({ at, weight }) => [at, weight]), [
      [minute + 59, 55],
      [minute + 60, 500],
    ]);
  });
});

Deno.test("readFlowRates() names the sessions of an account, the fastest first", () => {
  withStore((store) => {
    writeUsages(store, MINE, weighed([answer(1, NOW, 4), answer(2, NOW - 3600, 1000)]));
    writeUsages(
      store,
      { ...MINE, sessionId: "s-2" },
      weighed([answer(3, NOW, 40), answer(4, NOW, 40)]),
    );
    writeUsages(
      store,
      { ...MINE, sessionId: "s-3", account: "a-2" },
      weighed([answer(5, NOW, 4000)]),
    );
    const rates = readFlowRates(store, "a-1", { after: NOW - 600, until: NOW });
    assertEquals(rates.map(({ sessionId, weightPerMin }) => [sessionId, weightPerMin]), [
      ["s-2", 40],
      ["s-1", 2],
    ]);
  });
});

Deno.test("writeCompaction() notes each compaction once", () => {
  withStore((store) => {
    const compaction = {
      id: "c-1",
      at: NOW - 10,
      trigger: "auto",
      beforeTokens: 967_350,
      afterTokens: null,
    } as const;
    assertEquals(writeCompaction(store, "s-1", compaction), true);
    assertEquals(writeCompaction(store, "fork", compaction), false);
    const read = readCompactions(store, "s-1", NOW - 11).map((each) => ({ ...each }));
    assertEquals(read, [compaction]);
    assertEquals(readCompactions(store, "s-1", NOW - 10), []);
    assertEquals(readCompactions(store, "fork", 0), []);
  });
});

Deno.test("a calibration is kept by account and window", () => {
  withStore((store) => {
    const learned = {
      seenAt: NOW,
      headroomPct: 40.5,
      resetAt: null,
      resolutionPct: 0.1,
      open: null,
      spans: [{ weight: 5, points: 2 }],
    } as const;
    writeCalibration(store, "a-1", "five_hour", { ...learned, headroomPct: 41 }, NOW);
    writeCalibration(store, "a-1", "five_hour", learned, NOW);
    assertEquals(readCalibration(store, "a-1", "five_hour"), learned);
    assertEquals(readCalibration(store, "a-1", "seven_day"), null);
    assertEquals(readCalibration(store, "a-2", "five_hour"), null);
  });
});

Deno.test("prune() lets old flow and cursors go and keeps the rest", () => {
  withStore((store) => {
    writeUsages(store, MINE, weighed([answer(1, NOW - 10, 1), answer(2, NOW, 10)]));
    writeCursor(store, "s-1", cursor, NOW - 10);
    writeCursor(store, "s-1", { ...cursor, path: "/p/new.jsonl" }, NOW);
    prune(store, { samplesBefore: NOW, entriesBefore: NOW, entryRows: 10 });
    assertEquals(readSessionFlow(store, "s-1", ALL).weight, 50);
    assertEquals([...readCursors(store, "s-1").keys()], ["/p/new.jsonl"]);
  });
});

const STEP_2 = ["flow", "cursor", "compaction", "calibration", "band", "notice"];
const STEP_3 = ["snapshot", "plan"];

Deno.test("openStore() brings a store of schema 1 forward and keeps its rows", () => {
  using scratch = openScratch();
  const first = openStore(scratch.path, 250, NOW);
  first.db.exec(`INSERT INTO account (key, config_dir, first_seen_at, seen_at)
    VALUES ('a-1', '/c', 1, 1)`);
  const tables = first.db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
    .map((row) => row.name as string);
  first.db.close();
  const old = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  for (const table of [...STEP_2, ...STEP_3]) {
    assertEquals(tables.includes(table), true, table);
    old.exec(`DROP TABLE ${table}`);
  }
  old.exec("PRAGMA user_version=1");
  old.close();
  const store = openStore(scratch.path, 250, NOW);
  writeUsages(store, MINE, weighed([answer(1, NOW, 1)]));
  assertEquals(readSessionFlow(store, "s-1", ALL).messages, 1);
  assertEquals(store.db.prepare("SELECT key FROM account").all().length, 1);
  store.db.close();
});
