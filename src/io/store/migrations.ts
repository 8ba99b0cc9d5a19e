import type { DatabaseSync } from "node:sqlite";
import type { Patience } from "./patience.ts";

/** A database that a later version of tokenroom wrote; it is left alone. */
export class NewerSchema extends Error {
  constructor(found: number, known: number) {
    super(`the store has schema ${found}, this version knows ${known}: update tokenroom`);
    this.name = "NewerSchema";
  }
}

/** Schema version this program writes: the last of its steps. */
export const SCHEMA_VERSION = 5;

/**
 * The statements that bring a database from one version to the next. Files of their own, embedded in
 * the executable: a process that finds the schema up to date, nearly every one, loads none of them.
 */
function stepTo(version: number): string {
  return Deno.readTextFileSync(new URL(`./schema/${version}.sql`, import.meta.url));
}

/** Brings a database to this program's schema, one transaction a step. */
export function migrate(db: DatabaseSync, patiently: Patience): void {
  let version = 0;
  patiently(() => version = userVersion(db));
  if (version > SCHEMA_VERSION) throw new NewerSchema(version, SCHEMA_VERSION);
  if (version === SCHEMA_VERSION) return;
  if (version === 0) patiently(() => begin(db));
  while (version < SCHEMA_VERSION) {
    patiently(() => {
      // Another process may have taken the step while this one waited.
      version = userVersion(db);
      if (version < SCHEMA_VERSION) db.exec("BEGIN IMMEDIATE");
    });
    if (db.isTransaction) version = takeStep(db);
  }
  db.exec("PRAGMA synchronous=NORMAL");
}

function begin(db: DatabaseSync): void {
  // A database without a page has nothing that could be lost, so nobody waits for the disk: five
  // syncs under the lock would make every other process give up on a slow one.
  if (db.prepare("PRAGMA page_count").get()?.page_count === 0) db.exec("PRAGMA synchronous=OFF");
  // Persistent in the file: only the process that creates it needs to say so.
  db.exec("PRAGMA journal_mode=WAL");
}

function takeStep(db: DatabaseSync): number {
  try {
    const version = userVersion(db);
    if (version < SCHEMA_VERSION) {
      db.exec(`${stepTo(version + 1)} PRAGMA user_version=${version + 1}`);
    }
    db.exec("COMMIT");
    return userVersion(db);
  } catch (cause) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw cause;
  }
}

function userVersion(db: DatabaseSync): number {
  const row = db.prepare("PRAGMA user_version").get();
  return Number(row?.user_version ?? 0);
}
