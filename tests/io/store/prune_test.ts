import { assert, assertEquals } from "@std/assert";
import { HOOK_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { readAllAccounts, writeAccount } from "../../../src/io/store/account_records.ts";
import { appendContext } from "../../../src/io/store/contexts.ts";
import { appendEntry, readEntries } from "../../../src/io/store/entries.ts";
import { readProfiles, writeProfile } from "../../../src/io/store/profiles.ts";
import { prune, PRUNE_ROWS } from "../../../src/io/store/prune.ts";
import { readSession, writeSession } from "../../../src/io/store/sessions.ts";
import { appendWindow, readWindows } from "../../../src/io/store/windows.ts";
import { DAY } from "../../../src/model/units.ts";
import { NOW } from "../../support/fake_host.ts";
import { openScratch } from "../../support/scratch.ts";
import { aSession, aWindow } from "../../support/rows.ts";

const RETENTION = {
  samplesBefore: NOW - 14 * DAY,
  entriesBefore: NOW - 30 * DAY,
  entryRows: 100_000,
  accountsBefore: 0,
};

function count(store: Store, table: string): number {
  return store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n as number;
}

function withStore(test: (store: Store) => void): void {
  using scratch = openScratch();
  test(openStore(scratch.path, HOOK_BUSY_MS, NOW));
}

Deno.test("prune() keeps the standing figure of each window, however old, and newer samples", () =>
  withStore((store) => {
    for (const account of ["a", "b"]) {
      for (const key of ["five_hour", "seven_day"]) {
        for (const headroomPct of [90, 80, 70]) {
          appendWindow(store, account, aWindow({ key, headroomPct }), NOW - 40 * DAY);
        }
      }
    }
    appendWindow(store, "b", aWindow({ key: "five_hour", headroomPct: 60 }), NOW - DAY);
    prune(store, RETENTION);
    assertEquals(readWindows(store, "a").map((w) => [w.key, w.headroomPct]), [
      ["five_hour", 70],
      ["seven_day", 70],
    ]);
    assertEquals(readWindows(store, "b").map((w) => w.headroomPct), [60, 70]);
    assertEquals(count(store, "window_sample"), 4);
  }));

Deno.test("prune() lets contexts and sessions go after their days and keeps younger ones", () =>
  withStore((store) => {
    for (const ageDays of [13, 15]) {
      const seenAt = NOW - ageDays * DAY;
      appendContext(store, `s${ageDays}`, { usedTokens: 1, windowTokens: null }, seenAt);
      writeSession(store, aSession({ id: `s${ageDays}`, seenAt }));
    }
    prune(store, RETENTION);
    assertEquals(count(store, "context_sample"), 1);
    assert(readSession(store, "s13") !== null);
    assertEquals(readSession(store, "s15"), null);
  }));

Deno.test("prune() lets journal entries go by age and by number", () =>
  withStore((store) => {
    const entry = { kind: "stamp", sessionId: null, account: null, detail: {} } as const;
    appendEntry(store, { ...entry, at: NOW - 31 * DAY });
    for (let n = 0; n < 6; n++) appendEntry(store, { ...entry, at: NOW - n });
    prune(store, { ...RETENTION, entryRows: 4 });
    assertEquals(readEntries(store, "stamp", 100).map((kept) => NOW - kept.at), [5, 4, 3, 2]);
  }));

Deno.test("prune() deletes a long backlog in several turns", () =>
  withStore((store) => {
    store.transaction(() => {
      for (let n = 0; n < PRUNE_ROWS + 100; n++) {
        appendContext(store, "s", { usedTokens: n, windowTokens: null }, NOW - 20 * DAY);
      }
    });
    prune(store, RETENTION);
    assertEquals(count(store, "context_sample"), 100);
    prune(store, RETENTION);
    assertEquals(count(store, "context_sample"), 0);
  }));

Deno.test("prune() lets a dormant account go with its figures, its name and what was learned", () =>
  withStore((store) => {
    for (const [key, days] of [["gone", 61], ["kept", 59]] as const) {
      const seenAt = NOW - days * DAY;
      writeAccount(store, { key, configDir: "/c", weeklyResetAt: null, seenAt });
      writeProfile(store, { name: `name of ${key}`, account: key, configDir: null }, seenAt);
      appendWindow(store, key, aWindow(), seenAt);
    }
    prune(store, { ...RETENTION, accountsBefore: NOW - 60 * DAY });
    assertEquals(readAllAccounts(store).map(({ key }) => key), ["kept"]);
    assertEquals(readProfiles(store).map(({ account }) => account), ["kept"]);
    assertEquals([readWindows(store, "gone").length, readWindows(store, "kept").length], [0, 1]);
  }));

Deno.test("prune() reaches every table that grows", () =>
  withStore((store) => {
    const tables = store.db.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    ).all().map((row) => row.name as string);
    const pruned: string[] = [];
    const prepare = store.db.prepare.bind(store.db);
    Object.defineProperty(store.db, "prepare", {
      value: (sql: string) => {
        pruned.push(/DELETE FROM (\w+)/.exec(sql)?.[1] ?? "");
        return prepare(sql);
      },
    });
    prune(store, RETENTION);
    // A row for an account, not for an event: these stay as few as accounts are.
    const few = ["account", "calibration"];
    assertEquals(tables.filter((name) => !pruned.includes(name) && !few.includes(name)), []);
  }));
