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
  readFlowMark,
  readFlowPoints,
  readFlowRates,
  readMainFlow,
  writeUsages,
} from "../../../src/io/store/flows.ts";
import { SCHEMA_VERSION } from "../../../src/io/store/migrations.ts";
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
    endsTurn: true,
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
    writeUsages(store, MINE, weighed([answer(1, NOW - 60, 3, { ended: false, endsTurn: false })]));
    writeUsages(store, MINE, weighed([answer(1, NOW - 50, 300), answer(1, NOW - 40, 300)]));
    writeUsages(store, MINE, weighed([answer(1, NOW - 30, 20)]));
    const flow = readMainFlow(store, "s-1", ALL);
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
    assertEquals(readMainFlow(store, "s-1", ALL).weight, 500);
    assertEquals(readMainFlow(store, "fork", ALL).weight, 50);
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
        assertAlmostEquals(readMainFlow(store, run, ALL).weight, expected, 1e-6);
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

Deno.test("readMainFlow() takes what came after an instant, up to and including another", () => {
  withStore((store) => {
    writeUsages(
      store,
      MINE,
      weighed([answer(1, 1000, 1), answer(2, 1001, 10), answer(3, 1002, 100)]),
    );
    const weight = (after: number, until: number) =>
      readMainFlow(store, "s-1", { after, until }).weight;
    assertEquals([weight(999, 1002), weight(1000, 1002), weight(1000, 1001)], [555, 550, 50]);
    assertEquals(readMainFlow(store, "other", ALL).messages, 0);
  });
});

Deno.test("readAgentFlow() takes what one subagent spent, the account all of them", () => {
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
    assertEquals(readAccountFlow(store, "a-1", ALL).messages, 5);
  });
});

Deno.test("readAgentFlow() tells whether the turn ended with the message that was counted last", () => {
  withStore((store) => {
    const agent = { ...MINE, agentId: "a1" };
    const endsTurn = () => readAgentFlow(store, "s-1", "a1").endsTurn;
    assertEquals(endsTurn(), false, "nothing was counted");
    writeUsages(store, agent, weighed([answer(1, NOW, 90), answer(2, NOW, 10)]));
    assertEquals(endsTurn(), true);
    writeUsages(store, agent, weighed([answer(3, NOW, 20, { endsTurn: false })]));
    assertEquals(endsTurn(), false, "it called a tool");
    const open = { ended: false, endsTurn: false };
    writeUsages(store, agent, weighed([answer(4, NOW, 1, open)]));
    writeUsages(store, { ...MINE, agentId: "b2" }, weighed([answer(5, NOW, 1)]));
    assertEquals(endsTurn(), false, "it still answers");
    writeUsages(store, agent, weighed([answer(4, NOW, 1)]));
    assertEquals(endsTurn(), true);
  });
});

Deno.test("a sum is at least what it says until all was read and all had ended", () => {
  withStore((store) => {
    const atLeast = (after: number) => readMainFlow(store, "s-1", { after, until: NOW }).atLeast;
    writeUsages(store, MINE, weighed([answer(1, NOW - 10, 5)]));
    assertEquals(atLeast(0), true, "no transcript was read");
    writeCursor(store, "s-1", cursor, NOW);
    assertEquals(atLeast(0), false);
    writeCursor(store, "s-1", { ...cursor, size: 101 }, NOW);
    assertEquals(atLeast(0), true, "a byte is unread");
    writeCursor(store, "s-1", { ...cursor, countedFrom: NOW - 100 }, NOW);
    assertEquals([atLeast(NOW - 101), atLeast(NOW - 100)], [true, false]);
    writeUsages(store, MINE, weighed([answer(2, NOW - 5, 5, { ended: false, endsTurn: false })]));
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

Deno.test("the sums by minute follow every correction and every account that becomes known", () => {
  holds(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      withStore((store) => {
        for (const { n, minute, output, account } of changes) {
          const owner = { ...MINE, sessionId: `s-${n % 3}`, account };
          writeUsages(store, owner, weighed([answer(n, NOW - 60 * minute, output)]));
          if (account !== null) ownFlow(store, owner.sessionId, account);
        }
        const sums = (sql: string) => store.db.prepare(sql).all().map((row) => ({ ...row }));
        assertEquals(
          sums("SELECT * FROM flow_minute WHERE new_tokens > 0 ORDER BY account_key, minute"),
          sums(
            `SELECT account_key, at / 60 AS minute, max(at) AS last_at, sum(weight) AS weight,
               sum(input_tokens + output_tokens + write_5m_tokens + write_1h_tokens) AS new_tokens
             FROM flow WHERE account_key IS NOT NULL GROUP BY 1, 2 HAVING new_tokens > 0
             ORDER BY 1, 2`,
          ),
        );
      });
    }),
    60,
  );
});

const change = fc.record({
  n: fc.integer({ min: 1, max: 12 }),
  minute: fc.integer({ min: 0, max: 3 }),
  output: fc.integer({ min: 1, max: 500 }),
  account: fc.constantFrom("a-1", "a-2", null),
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
    for (const damaged of ["{", "[]", "{}", '{"seenAt":"then"}']) {
      store.db.prepare("UPDATE calibration SET learned = ?").run(damaged);
      assertEquals(readCalibration(store, "a-1", "five_hour"), null, damaged);
    }
  });
});

Deno.test("prune() lets old flow and cursors go and keeps the rest", () => {
  withStore((store) => {
    writeUsages(store, MINE, weighed([answer(1, NOW - 10, 1), answer(2, NOW, 10)]));
    writeCursor(store, "s-1", cursor, NOW - 10);
    writeCursor(store, "s-1", { ...cursor, path: "/p/new.jsonl" }, NOW);
    prune(store, { samplesBefore: NOW, entriesBefore: NOW, entryRows: 10, accountsBefore: 0 });
    assertEquals(readMainFlow(store, "s-1", ALL).weight, 50);
    assertEquals([...readCursors(store, "s-1").keys()], ["/p/new.jsonl"]);
  });
});

const schemaOf = (db: DatabaseSync) =>
  db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").all()
    .map((row) => ({ ...row }));

Deno.test("openStore() brings a store of any former schema forward and keeps its rows", () => {
  using fresh = openScratch();
  const expected = schemaOf(openStore(fresh.path, 250, NOW).db);
  for (let version = 1; version < SCHEMA_VERSION; version++) {
    using scratch = openScratch();
    const old = new DatabaseSync(`${scratch.path}/tokenroom.db`);
    for (let step = 1; step <= version; step++) {
      old.exec(Deno.readTextFileSync(`src/io/store/schema/${step}.sql`));
    }
    old.exec(`PRAGMA user_version=${version};
      INSERT INTO account (key, config_dir, first_seen_at, seen_at) VALUES ('a-1', '/c', 1, 1)`);
    if (version >= 2) old.exec(OLD_FLOW);
    old.close();
    const { db } = openStore(scratch.path, 250, NOW);
    assertEquals(schemaOf(db), expected, `from ${version}`);
    assertEquals(db.prepare("SELECT key FROM account").all().length, 1);
    const sums = db.prepare("SELECT minute, weight, new_tokens FROM flow_minute").all();
    assertEquals(
      sums.map((row) => ({ ...row })),
      version >= 2 ? [{ minute: 2, weight: 12, new_tokens: 10 }] : [],
    );
    db.close();
  }
});

const OLD_FLOW = `INSERT INTO flow (key, session_id, account_key, at, input_tokens, output_tokens,
    write_5m_tokens, write_1h_tokens, read_tokens, weight, ended)
  VALUES ('m-1', 's-1', 'a-1', 121, 1, 2, 3, 4, 100, 12, 1),
    ('m-2', 's-1', NULL, 121, 1, 2, 3, 4, 100, 12, 1)`;
