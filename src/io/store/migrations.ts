import type { DatabaseSync } from "node:sqlite";
import type { Patience } from "./patience.ts";

/** A database that a later version of tokenroom wrote; it is left alone. */
export class NewerSchema extends Error {
  constructor(found: number, known: number) {
    super(`the store has schema ${found}, this version knows ${known}: update tokenroom`);
    this.name = "NewerSchema";
  }
}

// One step a version, never edited once released. Times are epoch seconds; percentages are left,
// never used.
const STEPS: readonly string[] = [
  `CREATE TABLE session (
     id TEXT PRIMARY KEY,
     config_dir TEXT,
     account_key TEXT,
     harness TEXT,
     harness_version TEXT,
     project_dir TEXT,
     cwd TEXT,
     transcript_path TEXT,
     model_id TEXT,
     model_name TEXT,
     client_pid INTEGER,
     started_at INTEGER NOT NULL,
     seen_at INTEGER NOT NULL,
     answered_at INTEGER,
     cost_usd REAL,
     api_ms REAL,
     windows TEXT NOT NULL DEFAULT '[]',
     context TEXT,
     context_at INTEGER,
     cache TEXT
   );
   CREATE INDEX session_seen ON session (seen_at);
   CREATE INDEX session_pid ON session (client_pid);
   CREATE INDEX session_keyed ON session (config_dir, seen_at)
     WHERE answered_at IS NOT NULL AND account_key IS NULL;
   CREATE TABLE account (
     key TEXT PRIMARY KEY,
     config_dir TEXT NOT NULL,
     weekly_reset_at INTEGER,
     first_seen_at INTEGER NOT NULL,
     seen_at INTEGER NOT NULL
   );
   CREATE TABLE window_sample (
     id INTEGER PRIMARY KEY,
     account_key TEXT NOT NULL,
     window_key TEXT NOT NULL,
     session_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     observed_at INTEGER NOT NULL,
     headroom_pct REAL NOT NULL,
     reset_at INTEGER
   );
   CREATE INDEX window_sample_latest ON window_sample (account_key, window_key, id);
   CREATE INDEX window_sample_age ON window_sample (at);
   CREATE TABLE context_sample (
     id INTEGER PRIMARY KEY,
     session_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     used_tokens INTEGER NOT NULL,
     window_tokens INTEGER
   );
   CREATE INDEX context_sample_session ON context_sample (session_id, id);
   CREATE INDEX context_sample_age ON context_sample (at);
   CREATE TABLE event (
     id INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     kind TEXT NOT NULL,
     session_id TEXT,
     account_key TEXT,
     detail TEXT
   );
   CREATE INDEX event_at ON event (at);
   CREATE INDEX event_session ON event (session_id, id);
   CREATE INDEX event_kind ON event (kind, id);`,
  `CREATE TABLE flow (
     key TEXT PRIMARY KEY,
     session_id TEXT NOT NULL,
     agent_id TEXT,
     account_key TEXT,
     at INTEGER NOT NULL,
     model_id TEXT,
     input_tokens INTEGER NOT NULL,
     output_tokens INTEGER NOT NULL,
     write_5m_tokens INTEGER NOT NULL,
     write_1h_tokens INTEGER NOT NULL,
     read_tokens INTEGER NOT NULL,
     weight REAL NOT NULL,
     ended INTEGER NOT NULL
   );
   CREATE INDEX flow_session ON flow (session_id, at, weight, ended);
   CREATE INDEX flow_agent ON flow (session_id, agent_id, weight, ended)
     WHERE agent_id IS NOT NULL;
   CREATE INDEX flow_account ON flow (account_key, at, session_id, weight, ended)
     WHERE account_key IS NOT NULL;
   CREATE INDEX flow_unowned ON flow (session_id) WHERE account_key IS NULL;
   CREATE INDEX flow_age ON flow (at);
   CREATE TABLE cursor (
     path TEXT PRIMARY KEY,
     session_id TEXT NOT NULL,
     agent_id TEXT,
     identity TEXT NOT NULL,
     size INTEGER NOT NULL,
     modified_ms INTEGER NOT NULL,
     offset INTEGER NOT NULL,
     mark INTEGER NOT NULL,
     inside_line INTEGER NOT NULL,
     counted_from INTEGER,
     seen_at INTEGER NOT NULL
   );
   CREATE INDEX cursor_session ON cursor (session_id, agent_id);
   CREATE INDEX cursor_age ON cursor (seen_at);
   CREATE TABLE compaction (
     id TEXT PRIMARY KEY,
     session_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     cause TEXT,
     before_tokens INTEGER,
     after_tokens INTEGER
   );
   CREATE INDEX compaction_session ON compaction (session_id, at);
   CREATE INDEX compaction_age ON compaction (at);
   CREATE TABLE calibration (
     account_key TEXT NOT NULL,
     window_key TEXT NOT NULL,
     learned TEXT NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (account_key, window_key)
   ) WITHOUT ROWID;
   CREATE TABLE band (
     session_id TEXT PRIMARY KEY,
     told TEXT NOT NULL,
     at INTEGER NOT NULL
   );
   CREATE INDEX band_age ON band (at);
   CREATE TABLE notice (
     scope TEXT NOT NULL,
     kind TEXT NOT NULL,
     about TEXT NOT NULL DEFAULT '',
     at INTEGER NOT NULL,
     PRIMARY KEY (scope, kind, about)
   );
   CREATE INDEX notice_age ON notice (at);`,
  `CREATE TABLE snapshot (
     id INTEGER PRIMARY KEY,
     session_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     cause TEXT NOT NULL,
     facts TEXT,
     last_edited TEXT
   );
   CREATE INDEX snapshot_session ON snapshot (session_id, cause, at);
   CREATE INDEX snapshot_age ON snapshot (at);
   CREATE TABLE plan (
     id INTEGER PRIMARY KEY,
     session_id TEXT NOT NULL,
     project_dir TEXT,
     account_key TEXT,
     cause TEXT NOT NULL,
     summary TEXT NOT NULL,
     queue TEXT NOT NULL DEFAULT '[]',
     blocked_on TEXT,
     reset_at INTEGER,
     est_tokens INTEGER,
     armed INTEGER NOT NULL DEFAULT 0,
     created_at INTEGER NOT NULL,
     told_at INTEGER,
     cleared_at INTEGER
   );
   CREATE INDEX plan_open_session ON plan (session_id) WHERE cleared_at IS NULL;
   CREATE INDEX plan_open_project ON plan (project_dir) WHERE cleared_at IS NULL;
   CREATE INDEX plan_age ON plan (created_at);`,
];

/** Schema version this program writes. */
export const SCHEMA_VERSION = STEPS.length;

/** Brings a database to this program's schema, one transaction a step. */
export function migrate(db: DatabaseSync, patiently: Patience): void {
  let version = userVersion(db);
  if (version > SCHEMA_VERSION) throw new NewerSchema(version, SCHEMA_VERSION);
  if (version === SCHEMA_VERSION) return;
  // Persistent in the file: only the process that creates it needs to say so.
  if (version === 0) patiently(() => db.exec("PRAGMA journal_mode=WAL"));
  while (version < SCHEMA_VERSION) {
    patiently(() => {
      // Another process may have taken the step while this one waited.
      version = userVersion(db);
      if (version < SCHEMA_VERSION) db.exec("BEGIN IMMEDIATE");
    });
    if (db.isTransaction) version = takeStep(db);
  }
}

function takeStep(db: DatabaseSync): number {
  try {
    const version = userVersion(db);
    const step = STEPS[version];
    if (step !== undefined) db.exec(`${step} PRAGMA user_version=${version + 1}`);
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
