import { backup } from "node:sqlite";
import type { Mended } from "../../model/mended.ts";
import type { EpochSec } from "../../model/units.ts";
import { COMMAND_BUSY_MS, FILE, openAt, openStore, type Store } from "./database.ts";
import { appendEntry } from "./entries.ts";
import { firstDamage } from "./health.ts";
import { countsOf, fillTables, readTables, type Table } from "./salvage.ts";

/** Pages of one step of SQLite's copy: all of them, so that others see all of it or nothing. */
const ALL_PAGES = 1_000_000;
const COPY_BYTES = 1024 * 1024;
const SIDES = ["-wal", "-shm", ""];

/**
 * Puts a sound database in the place of a damaged one that can still be opened, with what can be read
 * of notes, plans and names. The damaged file is copied aside first, with its log. Nothing is renamed:
 * the new content is one transaction on the file that others have open, so they wait for it as for
 * any other, and a kill leaves the one or the other. A report that comes in the millisecond between
 * reading and writing is lost; the next one brings its figures. Throws SQLite's errors.
 */
export async function mendStore(
  stateDir: string,
  nowSec: EpochSec,
  busyMs: number = COMMAND_BUSY_MS,
): Promise<Mended> {
  const damaged = openStore(stateDir, busyMs, nowSec);
  const fresh = `${damaged.path}.${Deno.pid}-${Math.floor(Math.random() * 1e9)}.new`;
  // Closing any handle of a file gives up the locks that this process has on it, SQLite's too.
  const held: Deno.FsFile[] = [];
  try {
    const taken = takeOut(damaged, { stateDir, nowSec, busyMs, held });
    if (taken === "busy" || taken === "sound") return { kind: taken };
    const { aside, tables } = taken;
    const store = openAt(fresh, COMMAND_BUSY_MS);
    try {
      const kept = store.transaction(() => {
        const filled = fillTables(store.db, tables);
        const detail = { file: aside, kept: countsOf(filled) };
        const entry = { at: nowSec, sessionId: null, account: null, detail };
        appendEntry(store, { ...entry, kind: "store-replaced" });
        return filled;
      });
      await backup(store.db, damaged.path, { rate: ALL_PAGES });
      return { kind: "mended", aside, kept };
    } finally {
      store.db.close();
    }
  } finally {
    damaged.db.close();
    for (const file of held) file.close();
    for (const side of SIDES) removeIfThere(fresh + side);
  }
}

interface Taking {
  readonly stateDir: string;
  readonly nowSec: EpochSec;
  readonly busyMs: number;
  readonly held: Deno.FsFile[];
}

// Under the write lock: nobody may change what is copied and read.
function takeOut(
  store: Store,
  { stateDir, nowSec, busyMs, held }: Taking,
): { readonly aside: string; readonly tables: readonly Table[] } | "busy" | "sound" {
  const { db, path } = store;
  try {
    db.exec(`PRAGMA busy_timeout=${busyMs}; BEGIN IMMEDIATE`);
  } catch (cause) {
    if (cause instanceof Error && /locked/.test(cause.message)) return "busy";
    throw cause;
  }
  try {
    if (firstDamage(store) === null) return "sound";
    const aside = nameAside(stateDir, nowSec);
    copyAside(path, `${stateDir}/${aside}`, held);
    return { aside, tables: readTables(db) };
  } finally {
    db.exec("ROLLBACK");
  }
}

// An earlier copy is never written over.
function nameAside(stateDir: string, nowSec: EpochSec): string {
  const taken = new Set([...Deno.readDirSync(stateDir)].map(({ name }) => name));
  for (let number = 1;; number++) {
    const name = `${FILE}.corrupt-${nowSec}${number === 1 ? "" : `-${number}`}`;
    if (SIDES.every((side) => !taken.has(name + side))) return name;
  }
}

function copyAside(path: string, target: string, held: Deno.FsFile[]): void {
  // The database last: a copy that a kill cut short has no name that looks like a whole one.
  for (const side of SIDES) {
    const source = openOrNull(path + side);
    if (source === null) continue;
    held.push(source);
    const half = `${target}${side}.${Deno.pid}-0.new`;
    try {
      using copy = Deno.openSync(half, { createNew: true, write: true, mode: 0o600 });
      pour(source, copy);
      // What it is a copy of is about to go.
      copy.syncSync();
      Deno.renameSync(half, target + side);
    } catch (cause) {
      removeIfThere(half);
      throw cause;
    }
  }
}

function pour(source: Deno.FsFile, copy: Deno.FsFile): void {
  const buffer = new Uint8Array(COPY_BYTES);
  for (;;) {
    const read = source.readSync(buffer);
    if (read === null) return;
    for (let at = 0; at < read;) at += copy.writeSync(buffer.subarray(at, read));
  }
}

function openOrNull(path: string): Deno.FsFile | null {
  try {
    return Deno.openSync(path, { read: true });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
