import { DatabaseSync } from "node:sqlite";
import type { KeptRows } from "../../model/mended.ts";
import type { EpochSec } from "../../model/units.ts";
import { COMMAND_BUSY_MS, isDamaged, openStore, type Store } from "./database.ts";
import { appendEntry, readEntries } from "./entries.ts";

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
/** Rows behind a damaged place that are tried, one after the other, until one answers again. */
const LOST_ROWS = 10_000;
/** Rows of a table, as far as they could be read. */
export interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly isWhole: boolean;
}

type Row = Readonly<Record<string, null | number | bigint | string | Uint8Array>>;

/** Reads what can be read of notes, plans and names. */
export function readTables(db: DatabaseSync): Table[] {
  return TABLES.map((name) => readTable(db, name));
}

/** Puts rows into the same tables of another database. Belongs in a transaction. */
export function fillTables(db: DatabaseSync, tables: readonly Table[]): KeptRows[] {
  return tables.map((table) => fill(db, table));
}

/** How many rows of each table, for the journal. */
export function countsOf(kept: readonly KeptRows[]): Record<string, number> {
  return Object.fromEntries(kept.map(({ table, rows }) => [table, rows]));
}

/**
 * Name of the damaged file that was last moved aside, where nobody has taken notes over from it yet and
 * it still lies there; else null.
 */
export function asideToSalvage(store: Store, stateDir: string): string | null {
  const detail = readEntries(store, "store-replaced", 1)[0]?.detail;
  const file = detail?.file;
  if (typeof file !== "string" || detail?.kept !== undefined) return null;
  const isTaken = readEntries(store, "notes-kept", 1)[0]?.detail.file === file;
  return isTaken || !isThere(`${stateDir}/${file}`) ? null : file;
}

/**
 * Takes over what can be read of notes, plans and names from a damaged file that a hook moved aside.
 * What was written since stays as it is. Does so once: null where nothing waits for it.
 */
export function salvageAside(
  stateDir: string,
  nowSec: EpochSec,
): { readonly file: string; readonly kept: readonly KeptRows[] } | null {
  const store = openStore(stateDir, COMMAND_BUSY_MS, nowSec);
  const file = asideToSalvage(store, stateDir);
  if (file === null) return null;
  const tables = readAside(`${stateDir}/${file}`);
  const kept = store.transaction(() => {
    // Another process may have been faster.
    if (asideToSalvage(store, stateDir) !== file) return null;
    const filled = fillTables(store.db, tables.map(withoutNumbers));
    const entry = { at: nowSec, sessionId: null, account: null };
    appendEntry(store, { ...entry, kind: "notes-kept", detail: { file, kept: countsOf(filled) } });
    return filled;
  });
  return kept === null ? null : { file, kept };
}

function readAside(path: string): Table[] {
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      return readTables(db);
    } finally {
      db.close();
    }
  } catch (cause) {
    // Damaged where every reading begins.
    if (!isDamaged(cause)) throw cause;
    return TABLES.map((name) => ({ name, rows: [], isWhole: false }));
  }
}

// The new store has given numbers of its own since.
function withoutNumbers({ name, rows, isWhole }: Table): Table {
  return { name, rows: rows.map(({ id: _, ...row }) => row), isWhole };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // Deleted, moved or never there: nothing can be taken from it.
    return false;
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
  const fitting = rows.map((row) => columns.map((column) => row[String(column.name)] ?? null))
    .filter((values) => columns.every((column, place) => fits(column, values[place] ?? null)));
  // One that the new store has of its own stays as it is there.
  const kept = fitting.reduce((sum, values) => sum + Number(insert.run(...values).changes), 0);
  return { table: name, rows: kept, isWhole: isWhole && fitting.length === rows.length };
}

function fits(
  column: Readonly<Record<string, unknown>>,
  value: Row[string],
): boolean {
  // SQLite gives a number of its own where the column is one, and only there may a key be null.
  if (value === null) return column.notnull === 0 && (column.pk === 0 || column.type === "INTEGER");
  return column.type === "TEXT" ? typeof value === "string" : typeof value === "number";
}
