import { DatabaseSync } from "node:sqlite";
import { ensureDir } from "../state_file.ts";
import { appendEntry } from "./entries.ts";
import { migrate, NewerSchema } from "./migrations.ts";
import { type Patience, patienceOf } from "./patience.ts";

/** The open database. One process, one connection. */
export interface Store {
  readonly db: DatabaseSync;
  readonly path: string;
  /** Runs `work` in one write transaction: all of it is stored, or nothing. */
  readonly transaction: <T>(work: () => T) => T;
}

/**
 * Milliseconds that tap and hooks wait for a lock that is stuck before they go on without the store;
 * what is left of their 1.5 s is for a slow start.
 */
export const HOOK_BUSY_MS = 1_000;
/** Milliseconds that commands for people wait. */
export const COMMAND_BUSY_MS = 5_000;

/** Name of the database in the state directory. */
export const FILE = "tokenroom.db";
/**
 * Bytes of the write-ahead log from which a process that nobody waits for empties it. Every process
 * reads the whole log when it opens, half a millisecond a megabyte; SQLite alone would never empty
 * it, because processes end without closing.
 */
const LOG_LIMIT_BYTES = 1024 * 1024;
/**
 * Bytes from which any writer empties the log: emptying waits for the disk, so a hook leaves it to
 * the next tap; only in print mode, without taps, the log gets here.
 */
const LOG_LIMIT_FOR_ALL_BYTES = 4 * LOG_LIMIT_BYTES;
// The runtime tells SQLite's codes (SQLITE_NOTADB, SQLITE_CORRUPT) by their texts only.
const DAMAGED = /file is not a database|database disk image is malformed|malformed database schema/;

/**
 * Opens the store in a state directory, creating or migrating it; a missing directory is created. A
 * damaged file is moved aside and a new one started. Throws `NewerSchema` when a later version of
 * tokenroom wrote it (the file is left alone), and SQLite's error when it is busy or cannot be
 * opened. It is never closed: the end of the process releases it, and closing would empty the log.
 */
export function openStore(stateDir: string, busyMs: number, nowSec: number): Store {
  const path = `${stateDir}/${FILE}`;
  const identity = fileIdentity(path) ?? create(stateDir, path);
  try {
    return openAt(path, busyMs);
  } catch (cause) {
    if (!isDamaged(cause)) throw cause;
    return replace(stateDir, identity, busyMs, nowSec);
  }
}

/**
 * Runs `work` on the store. Damage may show only while it runs: then, as on opening, the file is
 * moved aside and `work` runs again, on a new store. Throws what `openStore` and `work` throw.
 */
export function useStore<T>(
  stateDir: string,
  busyMs: number,
  nowSec: number,
  work: (store: Store) => T,
): T {
  const store = openStore(stateDir, busyMs, nowSec);
  const identity = fileIdentity(`${stateDir}/${FILE}`);
  try {
    return work(store);
  } catch (cause) {
    if (!isDamaged(cause)) throw cause;
    // Closed before the file is moved: closing removes the log by its name.
    store.db.close();
    return work(replace(stateDir, identity, busyMs, nowSec));
  }
}

function create(stateDir: string, path: string): number | null {
  // SQLite gives its side files the mode of the database file, so it is created owner-only first.
  const options = { create: true, write: true, mode: 0o600 };
  try {
    Deno.openSync(path, options).close();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    ensureDir(stateDir);
    Deno.openSync(path, options).close();
  }
  return fileIdentity(path);
}

// The log is emptied by our own rule: by SQLite's, whoever commits would wait for the disk. What a row
// was before it changed is not left beside it, for whoever asks to be forgotten.
const OWN_RULES =
  "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=FAST";

/** Opens the database of a path, creating or migrating it. Throws what `openStore` throws. */
export function openAt(path: string, busyMs: number): Store {
  const db = new DatabaseSync(path);
  try {
    const patiently = patienceOf(db, busyMs);
    patiently(() => db.exec(OWN_RULES));
    migrate(db, patiently);
    const transaction = <T>(work: () => T) => {
      const result = transact(db, patiently, work);
      emptyLog(db, path, LOG_LIMIT_FOR_ALL_BYTES);
      return result;
    };
    return { db, path, transaction };
  } catch (cause) {
    db.close();
    throw cause;
  }
}

function transact<T>(db: DatabaseSync, patiently: Patience, work: () => T): T {
  // IMMEDIATE takes the write lock at once: a transaction that read first could not upgrade.
  patiently(() => db.exec("BEGIN IMMEDIATE"));
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (cause) {
    // A full disk and other failures of the machine have rolled back already.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw cause;
  }
}

/**
 * Copies a long write-ahead log into the database and starts it anew, for whoever has answered
 * already: it waits for the disk. Never throws: what was committed stays in the log otherwise.
 */
export function tidyStore(store: Store): void {
  emptyLog(store.db, store.path, LOG_LIMIT_BYTES);
}

function emptyLog(db: DatabaseSync, path: string, limitBytes: number): void {
  try {
    if (Deno.statSync(`${path}-wal`).size <= limitBytes) return;
    const timeout = db.prepare("PRAGMA busy_timeout").get()?.timeout;
    // Whoever reads or writes right now goes first: there will be another writer after this one.
    db.exec("PRAGMA busy_timeout=0");
    try {
      // This copies while others write. Where it also empties the log, as TRUNCATE does, three syncs
      // of the disk happen under the lock, and on a slow disk every other process gives up.
      const copied = db.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
      if (copied?.log === copied?.checkpointed) startLog(db);
    } finally {
      db.exec(`PRAGMA busy_timeout=${timeout}`);
    }
  } catch {
    // What was committed stays in the log, and the next writer tries again.
  }
}

// The first write after the whole log was copied begins it anew, with one sync, and cuts its file.
function startLog(db: DatabaseSync): void {
  db.exec("PRAGMA journal_size_limit=0");
  transact(db, (attempt) => attempt(), () => {
    const row = db.prepare("PRAGMA user_version").get();
    db.exec(`PRAGMA user_version=${row?.user_version}`);
  });
}

/** Whether an error says that the database file is damaged. */
export function isDamaged(cause: unknown): boolean {
  return cause instanceof Error && DAMAGED.test(cause.message);
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

function replace(
  stateDir: string,
  identity: number | null,
  busyMs: number,
  nowSec: number,
): Store {
  const path = `${stateDir}/${FILE}`;
  const name = `${FILE}.corrupt-${nowSec}`;
  if (!moveAside(path, `${stateDir}/${name}`, identity)) return openAt(path, busyMs);
  create(stateDir, path);
  const store = openAt(path, busyMs);
  appendEntry(store, {
    at: nowSec,
    kind: "store-replaced",
    sessionId: null,
    account: null,
    detail: { file: name },
  });
  return store;
}

// Whether this process moved the file; false when another one did and may have started a new one.
function moveAside(path: string, target: string, identity: number | null): boolean {
  const file = openOrNull(path);
  if (file === null) return false;
  try {
    // Only who holds this lock moves the file, so it cannot be a new one that is moved.
    file.lockSync(true);
    if (file.statSync().ino !== identity || fileIdentity(path) !== identity) return false;
    // The log goes first: it must not be replayed into a new database.
    for (const side of ["-wal", "-shm", ""]) {
      if (fileIdentity(path + side) !== null) Deno.renameSync(path + side, target + side);
    }
    return true;
  } finally {
    file.close();
  }
}

function openOrNull(path: string): Deno.FsFile | null {
  try {
    return Deno.openSync(path, { read: true, write: true });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}
