import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HOOK_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import {
  hasAccount,
  readAllAccounts,
  writeAccount,
} from "../../../src/io/store/account_records.ts";
import { readAccounts } from "../../../src/io/store/accounts.ts";
import { appendEntry, readEntries } from "../../../src/io/store/entries.ts";
import {
  hasKeyedSession,
  readRecentSessions,
  readSession,
  readSessionOfClient,
  writeSession,
} from "../../../src/io/store/sessions.ts";
import {
  appendWindow,
  confirmWindow,
  readWindow,
  readWindows,
} from "../../../src/io/store/windows.ts";
import { HOUR } from "../../../src/model/units.ts";
import { NOW } from "../../support/fake_host.ts";
import { aSession, aWindow } from "../../support/rows.ts";
import { openScratch } from "../../support/scratch.ts";

/** Reads through a second connection, so that what is read has really been stored. */
function withStore(test: (store: Store, other: Store, path: string) => void): void {
  using scratch = openScratch();
  const open = () => openStore(scratch.path, HOOK_BUSY_MS, NOW);
  test(open(), open(), `${scratch.path}/tokenroom.db`);
}

Deno.test("a session comes back as it was stored", () =>
  withStore((store, other) => {
    const session = aSession();
    writeSession(store, session);
    assertEquals(readSession(other, session.id), session);
    assertEquals(readSession(other, "nobody"), null);
  }));

Deno.test("a session of which nothing is known comes back as nulls", () =>
  withStore((store, other) => {
    const session = aSession({
      configDir: null,
      account: null,
      harness: null,
      harnessVersion: null,
      projectDir: null,
      cwd: null,
      transcriptPath: null,
      modelId: null,
      modelName: null,
      clientPid: null,
      answeredAt: null,
      activity: { costUsd: null, apiMs: null },
      windows: [],
      context: null,
      contextAt: null,
      loginChange: 3,
      cache: null,
    });
    writeSession(store, session);
    assertEquals(readSession(other, session.id), session);
  }));

Deno.test("text of any kind survives: quotes, line ends, astral characters, half of a pair", () =>
  withStore((store, other) => {
    const cwd = '/home/o\'ann/"a"\n\t; DROP TABLE session; -- 𝄞 名前';
    writeSession(store, aSession({ cwd }));
    assertEquals(readSession(other, "session-1")?.cwd, cwd);
    writeSession(store, aSession({ cwd: "half \ud834" }));
    assertEquals(readSession(other, "session-1")?.id, "session-1");
  }));

Deno.test("storing a session again replaces it whole", () =>
  withStore((store, other) => {
    writeSession(store, aSession());
    const later = aSession({ account: null, windows: [], seenAt: NOW + 60 });
    writeSession(store, later);
    assertEquals(readSession(other, later.id), later);
    assertEquals(readRecentSessions(other, 10).length, 1);
  }));

Deno.test("the session that reported last comes first, also among reports of one second", () =>
  withStore((store, other) => {
    for (const id of ["old", "a", "b"]) {
      writeSession(store, aSession({ id, seenAt: id === "old" ? NOW - 60 : NOW }));
    }
    writeSession(store, aSession({ id: "a" }));
    assertEquals(readRecentSessions(other, 2).map((session) => session.id), ["a", "b"]);
  }));

Deno.test("a client process runs the session it was last seen with", () =>
  withStore((store, other) => {
    writeSession(store, aSession({ id: "before-clear", clientPid: 7, seenAt: NOW - 60 }));
    writeSession(store, aSession({ id: "after-clear", clientPid: 7 }));
    writeSession(store, aSession({ id: "else", clientPid: 8, seenAt: NOW + 60 }));
    assertEquals(readSessionOfClient(other, 7)?.id, "after-clear");
    assertEquals(readSessionOfClient(other, 9), null);
  }));

Deno.test("text of a session that a failing disk damaged is not known; the rest of the session is", () =>
  withStore((store, other, path) => {
    writeSession(store, aSession());
    const raw = new DatabaseSync(path);
    raw.exec(`UPDATE session SET windows = '[{"ke', context = '', cache = '{"warm"'`);
    raw.close();
    assertEquals(
      readSession(other, "session-1"),
      aSession({ windows: [], context: null, cache: null }),
    );
  }));

Deno.test("hasKeyedSession() sees answered sessions without account and windows, of that directory, since then", () =>
  withStore((store, other) => {
    const keyed = { account: null, configDir: "/c", windows: [] };
    const has = (since = NOW - HOUR) => hasKeyedSession(other, "/c", since);
    writeSession(store, aSession({ ...keyed, id: "unanswered", answeredAt: null }));
    writeSession(store, aSession({ ...keyed, id: "elsewhere", configDir: "/d" }));
    writeSession(store, aSession({ ...keyed, id: "owned", account: "a-1" }));
    writeSession(store, aSession({ ...keyed, id: "nobody's", windows: aSession().windows }));
    assertEquals(has(), false);
    writeSession(store, aSession({ ...keyed, id: "keyed", seenAt: NOW - 60 }));
    assertEquals(has(), true);
    assertEquals(has(NOW), false);
  }));

Deno.test("an account keeps the time it was first seen and takes the latest reset", () =>
  withStore((store, other, path) => {
    const account = { key: "a-1", configDir: "/c", weeklyResetAt: null, seenAt: NOW };
    const kept = { ...account, firstSeenAt: NOW };
    writeAccount(store, account);
    writeAccount(store, { ...account, weeklyResetAt: NOW + HOUR, seenAt: NOW + 60 });
    writeAccount(store, { ...account, key: "a-2", configDir: "/d" });
    assertEquals(readAccounts(other, "/c"), [
      { ...kept, weeklyResetAt: NOW + HOUR, seenAt: NOW + 60 },
    ]);
    assertEquals(readAllAccounts(other).map((found) => found.key), ["a-1", "a-2"]);
    assertEquals([hasAccount(other, "a-2"), hasAccount(other, "a-3")], [true, false]);
    const raw = new DatabaseSync(path);
    const first = raw.prepare("SELECT first_seen_at FROM account WHERE key = 'a-1'").get();
    raw.close();
    assertEquals(first?.first_seen_at, NOW);
  }));

Deno.test("readWindows() gives the newest sample of each window of an account, whatever its figure", () =>
  withStore((store, other) => {
    const samples = [
      aWindow({ headroomPct: 40 }),
      aWindow({ key: "seven_day", headroomPct: 90, resetAt: null }),
      aWindow({ key: "spend_limit", headroomPct: 5.5 }),
      aWindow({ headroomPct: 70, sessionId: "session-2", observedAt: NOW + 9 }),
    ];
    for (const sample of samples) appendWindow(store, "a-1", sample, NOW);
    appendWindow(store, "a-2", aWindow({ headroomPct: 1 }), NOW);
    assertEquals(readWindows(other, "a-1"), [samples[3]!, samples[1]!, samples[2]!]);
    assertEquals(readWindow(other, "a-1", "five_hour"), samples[3]!);
    assertEquals(readWindow(other, "a-1", "none"), null);
    assertEquals(readWindows(other, "a-3"), []);
  }));

Deno.test("confirmWindow() renews the age of the standing figure and adds no sample", () =>
  withStore((store, other) => {
    appendWindow(store, "a-1", aWindow({ headroomPct: 80 }), NOW);
    appendWindow(store, "a-1", aWindow(), NOW);
    confirmWindow(store, "a-1", aWindow({ observedAt: NOW + 60, sessionId: "session-2" }));
    assertEquals(
      readWindow(other, "a-1", "five_hour"),
      aWindow({ observedAt: NOW + 60, sessionId: "session-2" }),
    );
    assertEquals(other.db.prepare("SELECT count(*) AS n FROM window_sample").get()?.n, 2);
  }));

Deno.test("journal entries come back newest first, of one kind, as many as asked for", () =>
  withStore((store, other) => {
    const entry = { at: NOW, kind: "stamp", sessionId: "s", account: "a-1" } as const;
    for (const n of [1, 2, 3]) appendEntry(store, { ...entry, detail: { n, text: "·✓" } });
    appendEntry(store, { ...entry, kind: "session-start", sessionId: null, detail: {} });
    assertEquals(readEntries(other, "stamp", 2), [
      { ...entry, detail: { n: 3, text: "·✓" } },
      { ...entry, detail: { n: 2, text: "·✓" } },
    ]);
  }));
