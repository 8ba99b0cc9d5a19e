import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HOOK_BUSY_MS, isNewer, openStore, tidyStore } from "../../../src/io/store/database.ts";
import { SCHEMA_VERSION } from "../../../src/io/store/migrations.ts";
import { appendEntry, readEntries } from "../../../src/io/store/entries.ts";
import { NOW } from "../../support/fake_host.ts";
import { modeOf, openScratch } from "../../support/scratch.ts";
import { finishedOk, openStoreProcess } from "../../support/writers.ts";

const MIB = 1024 * 1024;
const logBytes = (dir: string) => Deno.statSync(`${dir}/tokenroom.db-wal`).size;

const ENTRY = { at: NOW, kind: "stamp", sessionId: "s", account: null, detail: {} } as const;

Deno.test("openStore() creates a database at this program's schema, in WAL mode", () => {
  using scratch = openScratch();
  const { db } = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(db.prepare("PRAGMA user_version").get()?.user_version, SCHEMA_VERSION);
  assertEquals(db.prepare("PRAGMA journal_mode").get()?.journal_mode, "wal");
});

Deno.test("each schema version up to this program's has its step, and none is beyond it", () => {
  const steps = [...Deno.readDirSync("src/io/store/schema")].map(({ name }) => name).sort();
  assertEquals(steps, Array.from({ length: SCHEMA_VERSION }, (_, n) => `${n + 1}.sql`));
});

Deno.test("openStore() finds on reopening what was stored before", () => {
  using scratch = openScratch();
  const first = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  first.transaction(() => appendEntry(first, ENTRY));
  const again = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(readEntries(again, "stamp", 10), [ENTRY]);
});

Deno.test("openStore() creates a missing state directory, for the owner only", () => {
  using scratch = openScratch();
  const dir = `${scratch.path}/a/b`;
  openStore(dir, HOOK_BUSY_MS, NOW);
  assertEquals(modeOf(dir), "700");
  assertEquals(modeOf(`${scratch.path}/a`), "700");
});

Deno.test("the database and its side files are for the owner only, whatever the umask allows", () => {
  using scratch = openScratch();
  const before = Deno.umask(0o000);
  try {
    const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
    store.transaction(() => appendEntry(store, ENTRY));
  } finally {
    Deno.umask(before);
  }
  for (const side of ["", "-wal", "-shm"]) {
    assertEquals(modeOf(`${scratch.path}/tokenroom.db${side}`), "600", side);
  }
});

Deno.test("openStore() refuses a database of a later version and leaves every byte of it", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/tokenroom.db`;
  const later = new DatabaseSync(path);
  later.exec(`CREATE TABLE later (a); INSERT INTO later VALUES (1);
    PRAGMA user_version=${SCHEMA_VERSION + 1}`);
  later.close();
  const before = Deno.readFileSync(path);
  const cause = assertThrows(() => openStore(scratch.path, HOOK_BUSY_MS, NOW));
  assert(isNewer(cause));
  assertEquals(Deno.readFileSync(path), before);
  assertEquals([...Deno.readDirSync(scratch.path)].map((entry) => entry.name), ["tokenroom.db"]);
});

Deno.test("a database at an earlier schema is brought forward, and a step that fails leaves it", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/tokenroom.db`;
  // A table that the first step wants to create itself.
  const odd = new DatabaseSync(path);
  odd.exec("CREATE TABLE session (mine)");
  odd.close();
  assertThrows(() => openStore(scratch.path, HOOK_BUSY_MS, NOW));
  const left = new DatabaseSync(path);
  assertEquals(left.prepare("PRAGMA user_version").get()?.user_version, 0);
  assertEquals(
    left.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map((row) =>
      row.name
    ),
    ["session"],
  );
  left.exec("DROP TABLE session");
  left.close();
  openStore(scratch.path, HOOK_BUSY_MS, NOW);
});

Deno.test("many processes that open a fresh directory at once all get the one database", async () => {
  using scratch = openScratch();
  const openers = Array.from({ length: 10 }, (_, n) => openStoreProcess(scratch.path, `s${n}`, 5));
  assert(await finishedOk(openers));
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(readEntries(store, "stamp", 1_000).length, 50);
  assertEquals(store.db.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
});

Deno.test("a transaction stores all of its work or nothing", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertThrows(() =>
    store.transaction(() => {
      appendEntry(store, ENTRY);
      throw new Error("half-way");
    })
  );
  assertEquals(readEntries(store, "stamp", 10), []);
  store.transaction(() => appendEntry(store, ENTRY));
  assertEquals(readEntries(store, "stamp", 10), [ENTRY]);
});

Deno.test("a writer that waits longer than its limit for another one fails, and works afterwards", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 1, NOW);
  const other = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  other.exec("BEGIN IMMEDIATE");
  const cause = assertThrows(() => store.transaction(() => appendEntry(store, ENTRY)));
  assertEquals((cause as Error).message, "database is locked");
  other.exec("COMMIT");
  store.transaction(() => appendEntry(store, ENTRY));
  assertEquals(readEntries(store, "stamp", 10).length, 1);
});

Deno.test("the write-ahead log stays small though no process ever closes the database", () => {
  using scratch = openScratch();
  const detail = { text: "x".repeat(3_000) };
  for (let n = 0; n < 30; n++) {
    // Each of these opens like a process of its own would, and is left open like one.
    const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
    for (let i = 0; i < 40; i++) store.transaction(() => appendEntry(store, { ...ENTRY, detail }));
    tidyStore(store);
  }
  const log = logBytes(scratch.path);
  assert(log < 2 * MIB, `the log has ${log} bytes`);
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(readEntries(store, "stamp", 10_000).length, 1_200);
});

Deno.test("the log stays small enough where nobody ever tidies up", () => {
  using scratch = openScratch();
  const detail = { text: "x".repeat(100_000) };
  for (let n = 0; n < 20; n++) {
    const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
    for (let i = 0; i < 10; i++) store.transaction(() => appendEntry(store, { ...ENTRY, detail }));
  }
  const log = logBytes(scratch.path);
  assert(log < 5 * MIB, `the log has ${log} bytes`);
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(readEntries(store, "stamp", 10_000).length, 200);
});

Deno.test("tidyStore() leaves a log that others read, and what it has copied is not lost", () => {
  using scratch = openScratch();
  const detail = { text: "x".repeat(30_000) };
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  const write = () => store.transaction(() => appendEntry(store, { ...ENTRY, detail }));
  for (let n = 0; n < 40; n++) write();
  const reader = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  reader.exec("BEGIN");
  const count = () => reader.prepare("SELECT count(*) AS n FROM event").get()?.n;
  assertEquals(count(), 40);
  tidyStore(store);
  write();
  assert(logBytes(scratch.path) > MIB);
  assertEquals(count(), 40);
  reader.exec("COMMIT");
  tidyStore(store);
  assert(logBytes(scratch.path) < MIB / 10);
  assertEquals(count(), 41);
  reader.close();
});

Deno.test("a reader that holds on to the log does not keep a writer waiting", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 60_000, NOW);
  store.transaction(() => appendEntry(store, ENTRY));
  const reader = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM event").get();
  const started = performance.now();
  const detail = { text: "x".repeat(30_000) };
  for (let n = 0; n < 60; n++) {
    store.transaction(() => appendEntry(store, { ...ENTRY, detail }));
    tidyStore(store);
  }
  assert(performance.now() - started < 50_000, "some write waited for the reader");
  reader.close();
  assertEquals(readEntries(store, "stamp", 100).length, 61);
});
