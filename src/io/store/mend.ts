import { backup, type DatabaseSync } from "node:sqlite";
import type { KeptRows, Mended } from "../../model/mended.ts";
import type { EpochSec } from "../../model/units.ts";
import { COMMAND_BUSY_MS, FILE, isDamaged, openAt, openStore, type Store } from "./database.ts";
import { appendEntry } from "./entries.ts";
import { firstDamage } from "./health.ts";

// What somebody wrote or named. All else is told anew by the client, or is history; and the more is
// taken over, the more of the damage is.
const TABLES = [
  "pin",
  "plan",
  "checkpoint",
  "handoff",
  "intent",
  "account",
  "account_place",
  "profile",
];
/** Pages of one step of SQLite's copy: all of them, so that others see all of it or nothing. */
const ALL_PAGES = 1_000_000;
/** Rows behind a damaged place that are tried, one after the other, until one answers again. */
const LOST_ROWS = 10_000;
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
        const filled = tables.map((table) => fill(store.db, table));
        const counts = Object.fromEntries(filled.map(({ table, rows }) => [table, rows]));
        const detail = { file: aside, kept: counts };
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

interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly isWhole: boolean;
}

type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

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
    return { aside, tables: TABLES.map((name) => readTable(db, name)) };
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

function readTable(db: DatabaseSync, name: string): Table {
  const rows: Row[] = [];
  try {
    const isWhole = readRows(db, name, rows);
    return { name, rows, isWhole };
  } catch (cause) {
    if (!isDamaged(cause)) throw cause;
    return { name, rows, isWhole: false };
  }
}

// Row by row: of a query that meets a damaged page the runtime gives no row, and says of a walk
// through rows that it ended there. Behind the damage it goes on with the next row that answers.
function readRows(db: DatabaseSync, name: string, rows: Row[]): boolean {
  if (!hasRowIds(db, name)) {
    rows.push(...db.prepare(`SELECT * FROM ${name}`).all() as Row[]);
    return true;
  }
  const next = db.prepare(
    `SELECT rowid AS _at, * FROM ${name} WHERE rowid > ? ORDER BY rowid LIMIT 1`,
  );
  const exact = db.prepare(`SELECT rowid AS _at, * FROM ${name} WHERE rowid = ?`);
  let at = 0;
  let isWhole = true;
  let lost = 0;
  while (lost < LOST_ROWS) {
    const query = lost === 0 ? next : exact;
    const row = attempt(() => query.get(lost === 0 ? at : at + 1));
    if (row === DAMAGED) {
      isWhole = false;
      at += lost === 0 ? 0 : 1;
      lost++;
      continue;
    }
    if (row === undefined && lost === 0) return isWhole;
    at = row === undefined ? at + 1 : Number(row._at);
    lost = 0;
    if (row !== undefined) rows.push(row as Row);
  }
  return false;
}

const DAMAGED = Symbol("damaged");

function attempt<T>(read: () => T): T | typeof DAMAGED {
  try {
    return read();
  } catch (cause) {
    if (isDamaged(cause)) return DAMAGED;
    throw cause;
  }
}

function hasRowIds(db: DatabaseSync, name: string): boolean {
  const row = db.prepare("SELECT wr FROM pragma_table_list WHERE name = ?").get(name);
  return row?.wr === 0;
}

// A damaged page may give rows that no program wrote: one with a value of another kind than its
// column's is left out.
function fill(db: DatabaseSync, { name, rows, isWhole }: Table): KeptRows {
  const columns = db.prepare(`PRAGMA table_info(${name})`).all();
  const names = columns.map((column) => String(column.name));
  const insert = db.prepare(
    `INSERT OR IGNORE INTO ${name} (${names}) VALUES (${names.map(() => "?")})`,
  );
  let kept = 0;
  for (const row of rows) {
    const values = columns.map((column) => row[String(column.name)] ?? null);
    if (!columns.every((column, place) => fits(column, values[place] ?? null))) continue;
    kept += Number(insert.run(...values).changes);
  }
  return { table: name, rows: kept, isWhole: isWhole && kept === rows.length };
}

function fits(
  column: Readonly<Record<string, unknown>>,
  value: Row[string],
): boolean {
  // A primary key may be null to SQLite where it counts by itself, and never is here.
  if (value === null) return column.notnull === 0 && column.pk === 0;
  return column.type === "TEXT" ? typeof value === "string" : typeof value === "number";
}
