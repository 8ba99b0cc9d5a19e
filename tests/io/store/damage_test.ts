import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { HOOK_BUSY_MS, openStore, type Store, useStore } from "../../../src/io/store/database.ts";
import { appendEntry, readEntries } from "../../../src/io/store/entries.ts";
import { appendContext } from "../../../src/io/store/contexts.ts";
import { NOW } from "../../support/fake_host.ts";
import { modeOf, openScratch } from "../../support/scratch.ts";
import { finishedOk, openStoreProcess } from "../../support/writers.ts";

const ENTRY = { at: NOW, kind: "stamp", sessionId: "s", account: null, detail: {} } as const;
const ASIDE = `tokenroom.db.corrupt-${NOW}`;

/** A database of some pages, closed, as bytes. */
function healthyBytes(): Uint8Array {
  using scratch = openScratch();
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  store.transaction(() => {
    for (let n = 0; n < 200; n++) {
      appendEntry(store, { ...ENTRY, detail: { n, text: "x".repeat(200) } });
      appendContext(store, `s${n}`, { usedTokens: n, windowTokens: null }, NOW);
    }
  });
  store.db.close();
  return Deno.readFileSync(`${scratch.path}/tokenroom.db`);
}

const HEALTHY = healthyBytes();

function isIntact(store: Store): boolean {
  return store.db.prepare("PRAGMA integrity_check").get()?.integrity_check === "ok";
}

/** Writes and reads like a tap: what every use of the store must be able to do. */
function write(store: Store): number {
  store.transaction(() => {
    appendEntry(store, ENTRY);
    appendContext(store, "s", { usedTokens: 1, windowTokens: null }, NOW);
  });
  return readEntries(store, "stamp", 1_000).length;
}

const names = (dir: string) => [...Deno.readDirSync(dir)].map((entry) => entry.name).sort();

Deno.test("a file that is no database is moved aside whole, and a new one is started", () => {
  using scratch = openScratch();
  const garbage = new TextEncoder().encode("not a database ".repeat(400));
  Deno.writeFileSync(`${scratch.path}/tokenroom.db`, garbage);
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(write(store), 1);
  assert(isIntact(store));
  assertEquals(Deno.readFileSync(`${scratch.path}/${ASIDE}`), garbage);
  assertEquals(modeOf(`${scratch.path}/tokenroom.db`), "600");
});

Deno.test("the journal of the new database says which file was moved aside", () => {
  using scratch = openScratch();
  Deno.writeTextFileSync(`${scratch.path}/tokenroom.db`, "garbage ".repeat(400));
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(readEntries(store, "store-replaced", 10), [
    { at: NOW, kind: "store-replaced", sessionId: null, account: null, detail: { file: ASIDE } },
  ]);
});

Deno.test("an empty file becomes a database, nothing is moved aside", () => {
  using scratch = openScratch();
  Deno.writeFileSync(`${scratch.path}/tokenroom.db`, new Uint8Array());
  assertEquals(write(openStore(scratch.path, HOOK_BUSY_MS, NOW)), 1);
  assertEquals(names(scratch.path), ["tokenroom.db", "tokenroom.db-shm", "tokenroom.db-wal"]);
});

Deno.test("a database cut at any length works again after one use", () => {
  const lengths = [1, 15, 16, 17, 50, 99, 100, 101, 511, 512, 1_000, 4_095, 4_096, 4_097];
  for (let length = 5_000; length < HEALTHY.length; length += 3_917) lengths.push(length);
  for (const length of lengths) {
    using scratch = openScratch();
    Deno.writeFileSync(`${scratch.path}/tokenroom.db`, HEALTHY.subarray(0, length));
    const stored = useStore(scratch.path, HOOK_BUSY_MS, NOW, write);
    assert(stored >= 1, `cut at ${length}: ${stored} stored`);
    useStore(scratch.path, HOOK_BUSY_MS, NOW, write);
  }
});

Deno.test("flipped bytes in any page never keep the store from being used", () => {
  for (let at = 0; at < HEALTHY.length; at += 1_531) {
    using scratch = openScratch();
    const bytes = HEALTHY.slice();
    for (let n = 0; n < 64 && at + n < bytes.length; n++) bytes[at + n] = ~(bytes[at + n] ?? 0);
    Deno.writeFileSync(`${scratch.path}/tokenroom.db`, bytes);
    const stored = useStore(scratch.path, HOOK_BUSY_MS, NOW, write);
    assert(stored >= 1, `flipped at ${at}: ${stored} stored`);
  }
});

Deno.test("damage that shows in the middle of the work moves the file aside and starts the work over", () => {
  using scratch = openScratch();
  const bytes = HEALTHY.slice();
  // Every page but the first, which holds the header and the schema.
  bytes.fill(0xa5, 4_096);
  Deno.writeFileSync(`${scratch.path}/tokenroom.db`, bytes);
  const stored = useStore(scratch.path, HOOK_BUSY_MS, NOW, write);
  assertEquals(stored, 1);
  assertEquals(Deno.readFileSync(`${scratch.path}/${ASIDE}`).length, bytes.length);
  assert(isIntact(openStore(scratch.path, HOOK_BUSY_MS, NOW)));
});

Deno.test("useStore() lets an error of the work itself through and leaves the database", () => {
  using scratch = openScratch();
  useStore(scratch.path, HOOK_BUSY_MS, NOW, write);
  assertThrows(() =>
    useStore(scratch.path, HOOK_BUSY_MS, NOW, () => {
      throw new Error("not the store's");
    })
  );
  assertEquals(useStore(scratch.path, HOOK_BUSY_MS, NOW, write), 2);
});

Deno.test("garbage in the write-ahead log or its index costs nothing that was in the database", () => {
  for (const side of ["-wal", "-shm"]) {
    using scratch = openScratch();
    Deno.writeFileSync(`${scratch.path}/tokenroom.db`, HEALTHY);
    Deno.writeTextFileSync(`${scratch.path}/tokenroom.db${side}`, "garbage ".repeat(5_000));
    assertEquals(useStore(scratch.path, HOOK_BUSY_MS, NOW, write), 201, side);
  }
});

Deno.test("the log of a damaged database is not replayed into the new one", () => {
  using scratch = openScratch();
  const path = `${scratch.path}/tokenroom.db`;
  Deno.writeFileSync(path, HEALTHY);
  write(openStore(scratch.path, HOOK_BUSY_MS, NOW));
  const log = Deno.readFileSync(`${path}-wal`);
  using damaged = openScratch();
  Deno.writeTextFileSync(`${damaged.path}/tokenroom.db`, "garbage ".repeat(2_000));
  Deno.writeFileSync(`${damaged.path}/tokenroom.db-wal`, log);
  const store = openStore(damaged.path, HOOK_BUSY_MS, NOW);
  assertEquals(readEntries(store, "stamp", 10), []);
  assert(isIntact(store));
  assertEquals(Deno.readFileSync(`${damaged.path}/${ASIDE}-wal`), log);
});

Deno.test("a directory where the database belongs is an error and stays what it is", () => {
  using scratch = openScratch();
  Deno.mkdirSync(`${scratch.path}/tokenroom.db`);
  Deno.writeTextFileSync(`${scratch.path}/tokenroom.db/kept`, "");
  assertThrows(() => openStore(scratch.path, HOOK_BUSY_MS, NOW));
  assertEquals(names(`${scratch.path}/tokenroom.db`), ["kept"]);
});

Deno.test("many processes that meet a damaged file move it once and store all they have", async () => {
  using scratch = openScratch();
  const garbage = new TextEncoder().encode("garbage ".repeat(3_000));
  Deno.writeFileSync(`${scratch.path}/tokenroom.db`, garbage);
  const writers = Array.from({ length: 10 }, (_, n) => openStoreProcess(scratch.path, `s${n}`, 5));
  assert(await finishedOk(writers));
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  assertEquals(readEntries(store, "stamp", 1_000).length, 50);
  assertEquals(readEntries(store, "store-replaced", 10).length, 1);
  assert(isIntact(store));
  assertEquals(Deno.readFileSync(`${scratch.path}/${ASIDE}`), garbage);
});

Deno.test("text that a failing disk damaged inside a row is not known, and does not stop the rest", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, HOOK_BUSY_MS, NOW);
  write(store);
  const raw = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  raw.exec(`UPDATE event SET detail = '{"tex'`);
  raw.close();
  assertEquals(readEntries(store, "stamp", 10), [ENTRY]);
});
