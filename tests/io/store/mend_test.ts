// A damaged store that can still be opened, and what a repair makes of it.

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { openStore, type Store } from "../../../src/io/store/database.ts";
import { appendEntry, readEntries } from "../../../src/io/store/entries.ts";
import { firstDamage } from "../../../src/io/store/health.ts";
import { mendStore } from "../../../src/io/store/mend.ts";
import { readPinsOfProject, writePin } from "../../../src/io/store/pins.ts";
import { NOW } from "../../support/fake_host.ts";
import { modeOf, openScratch } from "../../support/scratch.ts";
import { finishedOk, openStoreProcess } from "../../support/writers.ts";

const PINS = 40;
const PAGE = 4_096;
const MENDER = fromFileUrl(new URL("../../support/mender.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../../deno.json", import.meta.url));

function fillStore(dir: string): Store {
  const store = openStore(dir, 1_000, NOW);
  store.transaction(() => {
    for (let n = 0; n < PINS; n++) {
      const pin = { sessionId: null, projectDir: "/p", author: "person", expiresAt: null } as const;
      writePin(store, { ...pin, text: `pin ${n} ${"x".repeat(300)}`, createdAt: NOW });
    }
    for (let n = 0; n < 2_000; n++) {
      const detail = { n, text: "x".repeat(200) };
      appendEntry(store, { at: NOW, kind: "stamp", sessionId: "s", account: null, detail });
    }
  });
  return store;
}

/** Pages of a table's rows, numbered as in the file, from 0. */
function pagesOf(dir: string, table: string): number[] {
  const db = new DatabaseSync(`${dir}/tokenroom.db`);
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table)?.rootpage;
  db.close();
  const bytes = Deno.readFileSync(`${dir}/tokenroom.db`);
  const at = (Number(root) - 1) * PAGE;
  const view = new DataView(bytes.buffer, at);
  assertEquals(view.getUint8(0), 5, "the table has more than one page");
  const cells = view.getUint16(3);
  return Array.from({ length: cells }, (_, n) => view.getUint32(view.getUint16(12 + 2 * n)) - 1);
}

/** Overwrites a page of the file with nonsense. */
function spoil(dir: string, page: number): void {
  using file = Deno.openSync(`${dir}/tokenroom.db`, { write: true });
  file.seekSync(page * PAGE, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(PAGE).fill(0x5a));
}

function damagedStore(dir: string, table: "event" | "pin"): void {
  fillStore(dir).db.close();
  const pages = pagesOf(dir, table);
  spoil(dir, pages[Math.floor(pages.length / 2)] ?? 0);
}

const names = (dir: string) => [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
const pinsIn = (store: Store) => readPinsOfProject(store, null, NOW);

Deno.test("mendStore() keeps the damaged file as it was and takes every note over", async () => {
  using scratch = openScratch();
  const dir = scratch.path;
  damagedStore(dir, "event");
  const before = Deno.readFileSync(`${dir}/tokenroom.db`);
  const mended = await mendStore(dir, NOW);
  assert(mended.kind === "mended");
  assertEquals(mended.aside, `tokenroom.db.corrupt-${NOW}`);
  assertEquals(mended.kept[0], { table: "pin", rows: PINS, isWhole: true });
  assertEquals(Deno.readFileSync(`${dir}/${mended.aside}`), before);
  assertEquals(modeOf(`${dir}/${mended.aside}`), "600");
  const store = openStore(dir, 1_000, NOW);
  assertEquals([firstDamage(store), pinsIn(store).length], [null, PINS]);
  assertEquals(pinsIn(store)[7]?.text.slice(0, 6), "pin 7 ");
  const [entry, ...more] = readEntries(store, "store-replaced", 10);
  assertEquals([entry?.detail.file, more], [mended.aside, []]);
  assertEquals(names(dir).filter((name) => name.endsWith(".new")), []);
});

Deno.test("mendStore() takes over what lies before and behind the damage, and says that not all could be read", async () => {
  using scratch = openScratch();
  damagedStore(scratch.path, "pin");
  const mended = await mendStore(scratch.path, NOW);
  assert(mended.kind === "mended");
  const [pins] = mended.kept;
  assert(pins !== undefined && pins.rows > 0 && pins.rows < PINS && !pins.isWhole);
  const store = openStore(scratch.path, 1_000, NOW);
  assertEquals([firstDamage(store), pinsIn(store).length], [null, pins.rows]);
  const texts = pinsIn(store).map(({ text }) => text.trimEnd().replace(/ x*$/, ""));
  assertEquals([texts[0], texts.at(-1)], ["pin 0", `pin ${PINS - 1}`]);
});

Deno.test("mendStore() leaves a sound store alone, and never writes over an earlier copy", async () => {
  using scratch = openScratch();
  const dir = scratch.path;
  fillStore(dir).db.close();
  const before = names(dir);
  assertEquals(await mendStore(dir, NOW), { kind: "sound" });
  assertEquals(names(dir), before);
  for (const name of [`tokenroom.db.corrupt-${NOW}`, `tokenroom.db.corrupt-${NOW}-2`]) {
    const pages = pagesOf(dir, "pin");
    spoil(dir, pages[0] ?? 0);
    const mended = await mendStore(dir, NOW);
    assertEquals(mended.kind === "mended" ? mended.aside : "", name);
  }
});

Deno.test("mendStore() keeps the log with the damaged file: what only the log holds is there", async () => {
  using scratch = openScratch();
  const dir = scratch.path;
  damagedStore(dir, "event");
  const store = openStore(dir, 1_000, NOW);
  const pin = { sessionId: null, projectDir: "/p", author: "person", expiresAt: null } as const;
  writePin(store, { ...pin, text: "only in the log", createdAt: NOW });
  const mended = await mendStore(dir, NOW);
  assert(mended.kind === "mended");
  assertEquals(mended.kept[0]?.rows, PINS + 1);
  assertEquals(pinsIn(store).at(-1)?.text, "only in the log", "who had it open sees the new one");
  store.db.close();
  const old = new DatabaseSync(`${dir}/${mended.aside}`);
  const row = old.prepare("SELECT count(*) AS pins FROM pin").get();
  old.close();
  assertEquals(row?.pins, PINS + 1);
});

Deno.test("mendStore() gives up, and changes nothing, while another process does not stop writing", async () => {
  using scratch = openScratch();
  const dir = scratch.path;
  damagedStore(dir, "event");
  const holder = new DatabaseSync(`${dir}/tokenroom.db`);
  holder.exec("BEGIN IMMEDIATE");
  const before = names(dir);
  assertEquals(await mendStore(dir, NOW, 50), { kind: "busy" });
  assertEquals(names(dir), before);
  holder.exec("ROLLBACK");
  holder.close();
  assertEquals((await mendStore(dir, NOW)).kind, "mended");
});

Deno.test("mendStore() disturbs nobody who writes at the same time, and is not disturbed", async () => {
  using scratch = openScratch();
  const dir = scratch.path;
  damagedStore(dir, "pin");
  const writers = ["a", "b"].map((session) => openStoreProcess(dir, session, 300));
  // Into the midst of their writing.
  while (!sessionsIn(dir).includes("a")) await new Promise((resume) => setTimeout(resume, 5));
  const mended = await mendStore(dir, NOW);
  assert(mended.kind === "mended");
  assert(await finishedOk(writers));
  const store = openStore(dir, 1_000, NOW);
  assertEquals(firstDamage(store), null);
  assertEquals(pinsIn(store).length, mended.kept[0]?.rows);
});

function sessionsIn(dir: string): string[] {
  const db = new DatabaseSync(`${dir}/tokenroom.db`, { readOnly: true });
  const rows = db.prepare("SELECT DISTINCT session_id AS id FROM event").all();
  db.close();
  return rows.map(({ id }) => String(id));
}

/** What shows in the directory as a repair gets on. */
const MOMENTS: readonly (readonly [string, RegExp])[] = [
  ["begins", /^tokenroom\.db$/],
  ["copies the damaged file", /corrupt-\d+\.\d+-0\.new$/],
  ["has copied it", /corrupt-\d+$/],
  ["writes the new store", /^tokenroom\.db\.\d+-\d+\.new$/],
  ["has written rows of it", /^tokenroom\.db\.\d+-\d+\.new-wal$/],
  ["puts it in place", /^tokenroom\.db-wal$/],
  ["has ended", /^never$/],
];

for (const [moment, sign] of MOMENTS) {
  Deno.test(`mendStore() loses no note when it is killed as it ${moment}`, async () => {
    using scratch = openScratch();
    const dir = scratch.path;
    damagedStore(dir, "event");
    const { size } = Deno.statSync(`${dir}/tokenroom.db`);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", CONFIG, MENDER, dir],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    let hasEnded = false;
    const end = child.status.then(() => hasEnded = true);
    while (!hasEnded && !names(dir).some((name) => sign.test(name))) {
      await new Promise((resume) => setTimeout(resume, 0));
    }
    if (!hasEnded) child.kill("SIGKILL");
    await end;
    const mended = await mendStore(dir, NOW + 1);
    if (moment === "has ended") assertEquals(mended.kind, "sound");
    const store = openStore(dir, 1_000, NOW);
    assertEquals([firstDamage(store), pinsIn(store).length], [null, PINS]);
    store.db.close();
    const copies = names(dir).filter((name) => /\.corrupt-\d+(-\d+)?$/.test(name));
    assert(copies.length > 0, names(dir).join(", "));
    for (const name of copies) assertEquals(Deno.statSync(`${dir}/${name}`).size, size);
  });
}
