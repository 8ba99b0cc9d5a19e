import type { AccountKey } from "../../model/account.ts";
import type { PromptCache } from "../../model/cache.ts";
import type { ContextReading } from "../../model/context.ts";
import { parseJson } from "../../model/decode.ts";
import type { Session } from "../../model/session.ts";
import type { EpochSec } from "../../model/units.ts";
import type { WindowReading } from "../../model/window.ts";
import type { Store } from "./database.ts";

type Row = Record<string, unknown>;

/** The session of an id, or null. */
export function readSession(store: Store, id: string): Session | null {
  const row = store.db.prepare("SELECT * FROM session WHERE id = ?").get(id);
  return row === undefined ? null : fromRow(row);
}

/** The session that a client process runs now: the newest seen of that process, or null. */
export function readSessionOfClient(store: Store, clientPid: number): Session | null {
  const row = store.db.prepare(
    "SELECT * FROM session WHERE client_pid = ? ORDER BY seen_at DESC, rowid DESC LIMIT 1",
  ).get(clientPid);
  return row === undefined ? null : fromRow(row);
}

/** The sessions seen last, newest first. */
export function readRecentSessions(store: Store, limit: number): Session[] {
  return store.db.prepare("SELECT * FROM session ORDER BY seen_at DESC, rowid DESC LIMIT ?")
    .all(limit).map(fromRow);
}

/** Whether a session of this configuration directory seen since then had a response but no windows. */
export function hasKeyedSession(store: Store, configDir: string, since: number): boolean {
  return store.db.prepare(
    `SELECT 1 FROM session WHERE config_dir = ? AND answered_at IS NOT NULL AND account_key IS NULL
       AND windows = '[]' AND seen_at >= ? LIMIT 1`,
  ).get(configDir, since) !== undefined;
}

/** The sessions of an account that had a response after an instant. */
export function readAnswered(store: Store, account: AccountKey, since: EpochSec): Session[] {
  return store.db.prepare(
    "SELECT * FROM session WHERE seen_at > ?1 AND answered_at > ?1 AND account_key = ?2",
  ).all(since, account).map(fromRow);
}

/** Stores a session whole. */
export function writeSession(store: Store, session: Session): void {
  store.db.prepare(
    `INSERT OR REPLACE INTO session (id, config_dir, account_key, harness, harness_version,
       project_dir, cwd, transcript_path, model_id, model_name, client_pid, started_at, seen_at,
       answered_at, cost_usd, api_ms, windows, context, context_at, cache, login_change)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    session.id,
    session.configDir,
    session.account,
    session.harness,
    session.harnessVersion,
    session.projectDir,
    session.cwd,
    session.transcriptPath,
    session.modelId,
    session.modelName,
    session.clientPid,
    session.startedAt,
    session.seenAt,
    session.answeredAt,
    session.activity.costUsd,
    session.activity.apiMs,
    JSON.stringify(session.windows),
    session.context === null ? null : JSON.stringify(session.context),
    session.contextAt,
    session.cache === null ? null : JSON.stringify(session.cache),
    session.loginChange,
  );
}

// Rows are written by this file alone, so their shapes hold; text that a failing disk damaged is no
// JSON any more, and what it told is not known.
function fromRow(row: Row): Session {
  return {
    id: row.id as string,
    configDir: row.config_dir as string | null,
    account: row.account_key as string | null,
    harness: row.harness as string | null,
    harnessVersion: row.harness_version as string | null,
    projectDir: row.project_dir as string | null,
    cwd: row.cwd as string | null,
    transcriptPath: row.transcript_path as string | null,
    modelId: row.model_id as string | null,
    modelName: row.model_name as string | null,
    clientPid: row.client_pid as number | null,
    startedAt: row.started_at as number,
    seenAt: row.seen_at as number,
    answeredAt: row.answered_at as number | null,
    activity: { costUsd: row.cost_usd as number | null, apiMs: row.api_ms as number | null },
    windows: fromJson<WindowReading[]>(row.windows) ?? [],
    context: fromJson<ContextReading>(row.context),
    contextAt: row.context_at as number | null,
    cache: fromJson<PromptCache>(row.cache),
    loginChange: row.login_change as number,
  };
}

function fromJson<T>(text: unknown): T | null {
  return typeof text === "string" ? parseJson(text) as T | null : null;
}
