import { assertEquals } from "@std/assert";
import { HOOK_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { prune } from "../../../src/io/store/prune.ts";
import { readCapture, writeCapture } from "../../../src/io/store/snapshots.ts";
import type { Capture } from "../../../src/model/facts.ts";
import { DAY } from "../../../src/model/units.ts";
import { NOW } from "../../support/fake_host.ts";
import { openScratch } from "../../support/scratch.ts";

const CAPTURE: Capture = {
  sessionId: "s",
  at: NOW,
  cause: "wall",
  facts: {
    root: "/work",
    head: { kind: "branch", name: "main" },
    changed: { count: 1, names: ['a "b"\n'], atLeast: false, staged: 0, conflicted: 0 },
    untracked: null,
    commits: [{ hash: "abcd", subject: "First" }],
    stashes: 0,
  },
  lastEdited: "/work/a.ts",
  around: {
    transcriptPath: "/home/ann/.claude/projects/p/s.jsonl",
    windows: [{ key: "five_hour", headroomPct: 41.5, resetAt: NOW + DAY }],
    contextTokens: 960_000,
    trigger: "auto",
    instructedTokens: 120,
  },
};

function withStore(test: (store: Store) => void): void {
  using scratch = openScratch();
  test(openStore(scratch.path, HOOK_BUSY_MS, NOW));
}

Deno.test("readCapture() gives back what was captured", () =>
  withStore((store) => {
    writeCapture(store, CAPTURE);
    assertEquals(readCapture(store, "s", "wall", NOW), CAPTURE);
    const bare = { ...CAPTURE, sessionId: "bare", facts: null, lastEdited: null, around: null };
    writeCapture(store, bare);
    assertEquals(readCapture(store, "bare", "wall", NOW), bare);
  }));

Deno.test("readCapture() gives the newest of this session and cause, and none from before", () =>
  withStore((store) => {
    for (const at of [NOW - 60, NOW, NOW - 30]) writeCapture(store, { ...CAPTURE, at });
    writeCapture(store, { ...CAPTURE, at: NOW + 60, cause: "compaction" });
    writeCapture(store, { ...CAPTURE, at: NOW + 60, sessionId: "other" });
    assertEquals(readCapture(store, "s", "wall", NOW - 100)?.at, NOW);
    assertEquals(readCapture(store, "s", "wall", NOW + 1), null);
    assertEquals(readCapture(store, "unknown", "wall", 0), null);
  }));

Deno.test("readCapture() knows no facts where what was stored is damaged", () =>
  withStore((store) => {
    writeCapture(store, CAPTURE);
    store.db.exec("UPDATE snapshot SET facts = '{half'");
    assertEquals(readCapture(store, "s", "wall", NOW)?.facts, null);
  }));

Deno.test("captures leave with the samples of their age", () =>
  withStore((store) => {
    for (const days of [13, 15]) writeCapture(store, { ...CAPTURE, at: NOW - days * DAY });
    const retention = {
      samplesBefore: NOW - 14 * DAY,
      entriesBefore: 0,
      entryRows: 1_000,
      accountsBefore: 0,
    };
    prune(store, retention);
    const left = store.db.prepare("SELECT at FROM snapshot").all().map((row) => row.at);
    assertEquals(left, [NOW - 13 * DAY]);
  }));

Deno.test("captures are stored, found and pruned without walking through the table", () =>
  withStore((store) => {
    const seen: string[] = [];
    const prepare = store.db.prepare.bind(store.db);
    Object.defineProperty(store.db, "prepare", {
      value: (sql: string) => {
        seen.push(sql);
        return prepare(sql);
      },
    });
    writeCapture(store, CAPTURE);
    readCapture(store, "s", "wall", NOW);
    prune(store, { samplesBefore: 0, entriesBefore: 0, entryRows: 1, accountsBefore: 0 });
    const asked = seen.filter((sql) => /\bsnapshot\b/.test(sql));
    assertEquals(asked.length, 3);
    const steps = asked.flatMap((sql) => prepare(`EXPLAIN QUERY PLAN ${sql}`).all());
    const walks = steps.map((row) => String(row.detail)).filter((step) => /SCAN|TEMP/.test(step));
    assertEquals(walks, []);
  }));
