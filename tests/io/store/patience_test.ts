import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { appendEntry, readEntries } from "../../../src/io/store/entries.ts";
import { openStore, type Store } from "../../../src/io/store/database.ts";
import { patienceOf } from "../../../src/io/store/patience.ts";
import { NOW } from "../../support/fake_host.ts";
import { openScratch } from "../../support/scratch.ts";

const ENTRY = { at: NOW, kind: "stamp", sessionId: "s", account: null, detail: {} } as const;
const write = (store: Store) => store.transaction(() => appendEntry(store, ENTRY));

/** A worker that holds the write lock now. `done` when it has let go for good. */
async function holdLock(path: string, holdMs: number, turns: number, lastMs = 0) {
  const worker = new Worker(new URL("../../support/holder.ts", import.meta.url), {
    type: "module",
    name: JSON.stringify({ path, holdMs, turns, lastMs }),
  });
  const messages = { held: () => {}, done: () => {} };
  worker.onmessage = ({ data }: MessageEvent<"held" | "done">) => messages[data]();
  const done = new Promise<void>((resolve) => messages.done = resolve);
  await new Promise<void>((resolve) => messages.held = resolve);
  return { done: done.then(() => worker.terminate()) };
}

Deno.test("a writer waits longer than its limit while other writers get through", async () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 2_000, NOW);
  const holder = await holdLock(`${scratch.path}/tokenroom.db`, 500, 6);
  write(store);
  await holder.done;
  assertEquals(readEntries(store, "stamp", 10).length, 1);
  assertEquals(store.db.prepare("SELECT count(*) AS n FROM event").get()?.n, 7);
});

Deno.test("a writer gives up on a lock that is stuck, once, and does not wait for it again", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 2_000, NOW);
  const stuck = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  stuck.exec("BEGIN IMMEDIATE");
  const tookMs = [0, 1].map(() => {
    const started = performance.now();
    const cause = assertThrows(() => write(store)) as Error;
    assertEquals(cause.message, "database is locked");
    return performance.now() - started;
  });
  assert((tookMs[0] ?? 0) >= 1_500, `gave up after ${tookMs[0]} ms`);
  assert((tookMs[1] ?? 0) < 1_000, `waited again for ${tookMs[1]} ms`);
  stuck.exec("COMMIT");
  write(store);
  assertEquals(readEntries(store, "stamp", 10).length, 1);
  stuck.close();
});

Deno.test("a process that took long to start waits as long: the holder needs a processor as it did", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 60_000, NOW);
  const stuck = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  stuck.exec("BEGIN IMMEDIATE");
  const waitedMs = [20, 1_500].map((startMs) => {
    const patiently = patienceOf(store.db, 200, startMs);
    const started = performance.now();
    assertThrows(() => patiently(() => store.db.exec("BEGIN IMMEDIATE")));
    return performance.now() - started;
  });
  assert((waitedMs[0] ?? 0) < 1_200, `waited ${waitedMs[0]} ms after a quick start`);
  assert((waitedMs[1] ?? 0) >= 1_400, `waited ${waitedMs[1]} ms after a slow one`);
  stuck.close();
});

Deno.test("a writer that saw others get through waits longer for the next: it is a crowd", async () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 400, NOW);
  const path = `${scratch.path}/tokenroom.db`;
  const holder = await holdLock(path, 250, 2, 1_500);
  write(store);
  await holder.done;
  assertEquals(readEntries(store, "stamp", 10).length, 1);
});

Deno.test("reading does not wait for a writer", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 60_000, NOW);
  write(store);
  const stuck = new DatabaseSync(`${scratch.path}/tokenroom.db`);
  stuck.exec("BEGIN IMMEDIATE; DELETE FROM event");
  const reader = openStore(scratch.path, 60_000, NOW);
  assertEquals(readEntries(reader, "stamp", 10), [ENTRY]);
  stuck.close();
});

Deno.test("an error that is no lock is thrown at once", () => {
  using scratch = openScratch();
  const store = openStore(scratch.path, 60_000, NOW);
  assertThrows(() => store.transaction(() => store.db.exec("INSERT INTO nowhere VALUES (1)")));
  write(store);
});
