import { DatabaseSync } from "node:sqlite";
import { migrate, NewerSchema } from "./migrations.ts";

/** The open database. One process, one connection. */
export interface Store {
  readonly db: DatabaseSync;
  /** Runs `work` in one write transaction: all of it is stored, or nothing. */
  readonly transaction: <T>(work: () => T) => T;
  /** Name of a damaged file that was moved aside on this opening, or null. */
  readonly movedAside: string | null;
}

/** Milliseconds that tap and hooks wait for another writer before they go on without the store. */
export const HOOK_BUSY_MS = 250;
/** Milliseconds that commands for people wait. */
export const COMMAND_BUSY_MS = 5_000;

const FILE = "tokenroom.db";
// SQLite's own result codes for a damaged file: SQLITE_CORRUPT and SQLITE_NOTADB.
const DAMAGED = new Set([11, 26]);

/**
 * Opens the store in a state directory, creating or migrating it. A damaged file is moved aside and
 * a new one started. Throws `NewerSchema` when a later version of tokenroom wrote it (the file is
 * left alone), and SQLite's error when it is busy or cannot be opened.
 */
export function openStore(stateDir: string, busyMs: number, nowSec: number): Store {
  const path = `${stateDir}/${FILE}`;
  const identity = fileIdentity(path);
  try {
    return open(path, busyMs, null);
  } catch (cause) {
    if (!isDamaged(cause)) throw cause;
    return open(path, busyMs, moveAside(stateDir, path, identity, nowSec));
  }
}

function open(path: string, busyMs: number, movedAside: string | null): Store {
  // SQLite gives its side files the mode of the database file, so it is created owner-only first.
  Deno.openSync(path, { create: true, write: true, mode: 0o600 }).close();
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA busy_timeout=${busyMs}; PRAGMA synchronous=NORMAL`);
    migrate(db);
  } catch (cause) {
    db.close();
    throw cause;
  }
  return { db, movedAside, transaction: (work) => transact(db, work) };
}

function transact<T>(db: DatabaseSync, work: () => T): T {
  // IMMEDIATE takes the write lock at once: a transaction that read first could not upgrade.
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (cause) {
    db.exec("ROLLBACK");
    throw cause;
  }
}

/** Whether an error says that the database file is damaged. */
export function isDamaged(cause: unknown): boolean {
  const code = (cause as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" && DAMAGED.has(code & 0xff);
}

/** Whether an error says that the file belongs to a later version of tokenroom. */
export function isNewer(cause: unknown): boolean {
  return cause instanceof NewerSchema;
}

function fileIdentity(path: string): number | null {
  try {
    return Deno.statSync(path).ino;
  } catch {
    // Absent: nothing to identify.
    return null;
  }
}

function moveAside(
  stateDir: string,
  path: string,
  identity: number | null,
  nowSec: number,
): string | null {
  // Another process may have moved the damaged file and started a new one meanwhile.
  if (fileIdentity(path) !== identity) return null;
  const name = `${FILE}.corrupt-${nowSec}`;
  try {
    Deno.renameSync(path, `${stateDir}/${name}`);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
  // A log of the damaged file must not be replayed into the new one.
  for (const side of ["-wal", "-shm"]) {
    try {
      Deno.renameSync(path + side, `${stateDir}/${name}${side}`);
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    }
  }
  return name;
}
