import { DatabaseSync } from "node:sqlite";
import { FILE, type Store } from "./database.ts";
import { NewerSchema, SCHEMA_VERSION } from "./migrations.ts";

/** A store that is only looked at, and whether it has changed. */
export interface ReadingStore extends Store, Disposable {
  /** A number that differs after somebody has committed. */
  readonly version: () => unknown;
  /** Whether the file is still the one that was opened: a damaged one is moved aside. */
  readonly isCurrent: () => boolean;
}

/** Milliseconds to wait for whoever moves the schema on; readers wait for nobody else. */
const READ_BUSY_MS = 200;

/**
 * Opens the store of a state directory to read, needing no permission to write. Null where there is
 * none yet, or one of an earlier version, which the next event of the client brings forward. Throws
 * `NewerSchema`, and SQLite's error when it cannot be read.
 */
export function openToRead(stateDir: string): ReadingStore | null {
  const path = `${stateDir}/${FILE}`;
  const identity = identityOf(path);
  if (identity === null) return null;
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.exec(`PRAGMA busy_timeout=${READ_BUSY_MS}`);
    const version = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
    if (version > SCHEMA_VERSION) throw new NewerSchema(version, SCHEMA_VERSION);
    if (version < SCHEMA_VERSION) {
      db.close();
      return null;
    }
  } catch (cause) {
    if (db.isOpen) db.close();
    throw cause;
  }
  return {
    db,
    path,
    transaction: () => {
      throw new Error("the store was opened to read");
    },
    version: () => db.prepare("PRAGMA data_version").get()?.data_version,
    isCurrent: () => identityOf(path) === identity,
    [Symbol.dispose]: () => db.close(),
  };
}

function identityOf(path: string): number | null {
  try {
    return Deno.statSync(path).ino;
  } catch {
    // Absent: nothing to identify.
    return null;
  }
}
