// What tap and hooks ask of the database must not slow down as it grows: every statement they run is
// explained by SQLite itself.

import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { run as runHook } from "../../../src/commands/hook.ts";
import { run as runStatus } from "../../../src/commands/status.ts";
import { run as runTap } from "../../../src/commands/tap.ts";
import { HOOK_BUSY_MS, openStore } from "../../../src/io/store/database.ts";
import { type FakeHost, withFakeHost } from "../../support/fake_host.ts";
import { anEvent, aPayload } from "../../support/reports.ts";

// One row an account or a window: they never become many.
const SMALL = ["account", "calibration", "profile", "account_place", "login"];

/** Statements prepared while `work` runs. */
async function statementsOf(work: () => Promise<void>): Promise<string[]> {
  const seen = new Set<string>();
  const original = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string, ...rest) {
    seen.add(sql);
    return original.call(this, sql, ...rest);
  };
  try {
    await work();
  } finally {
    DatabaseSync.prototype.prepare = original;
  }
  return [...seen].filter((sql) => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(sql));
}

async function useAll(host: FakeHost): Promise<void> {
  host.setInput(JSON.stringify(anEvent(host, "SessionStart-startup")));
  await runHook(["session-start"], host);
  for (const costUsd of [1, 2]) {
    for (const usedPct of [10, 20]) {
      host.setInput(JSON.stringify(aPayload(host, { costUsd, usedPct })));
      await runTap([], host);
    }
  }
  host.setInput(JSON.stringify(anEvent(host, "UserPromptSubmit")));
  await runHook(["user-prompt-submit"], host);
}

function tableScans(db: DatabaseSync, sql: string): string[] {
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map((row) => String(row.detail));
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    .map((row) => String(row.name)).filter((name) => !SMALL.includes(name));
  // `old` and `newer` are names that a statement gives a table.
  const isLarge = (name: string) => [...tables, "old", "newer"].includes(name);
  return steps.filter((step) => isLarge(/^SCAN (\w+)/.exec(step)?.[1] ?? ""));
}

Deno.test("no statement of tap or a hook walks through a table that grows", () =>
  withFakeHost({}, async (host) => {
    const statements = await statementsOf(() => useAll(host));
    assert(statements.length > 10, `${statements.length} statements seen`);
    const { db } = openStore(host.state, HOOK_BUSY_MS, host.now());
    const scans = statements.flatMap((sql) => tableScans(db, sql).map((step) => `${step}: ${sql}`));
    assertEquals(scans, []);
  }));

Deno.test("status reads the newest session from the end of an index", () =>
  withFakeHost({}, async (host) => {
    await useAll(host);
    const statements = await statementsOf(() => Promise.resolve(void runStatus([], host)));
    const { db } = openStore(host.state, HOOK_BUSY_MS, host.now());
    const steps = statements.flatMap((sql) => tableScans(db, sql));
    assertEquals(steps, ["SCAN session USING INDEX session_seen"]);
  }));
