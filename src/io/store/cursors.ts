import type { EpochSec } from "../../model/units.ts";
import type { Cursor } from "../transcript.ts";
import type { Store } from "./database.ts";

/** How far a transcript was read, and what of it counts. */
export interface StoredCursor extends Cursor {
  /** Null: the session's own transcript. */
  readonly agentId: string | null;
  /** Messages before this instant were not read, so nothing may be claimed of them; null: all were. */
  readonly countedFrom: EpochSec | null;
}

type Row = Record<string, unknown>;

/** The cursors of a session's transcripts, by path. */
export function readCursors(store: Store, sessionId: string): Map<string, StoredCursor> {
  const rows = store.db.prepare("SELECT * FROM cursor WHERE session_id = ?").all(sessionId);
  return new Map(rows.map((row) => [row.path as string, fromRow(row)]));
}

/** The cursor of one file, or null. */
export function readCursor(store: Store, path: string): StoredCursor | null {
  const row = store.db.prepare("SELECT * FROM cursor WHERE path = ?").get(path);
  return row === undefined ? null : fromRow(row);
}

/** Stores how far a file was read. */
export function writeCursor(
  store: Store,
  sessionId: string,
  cursor: StoredCursor,
  now: EpochSec,
): void {
  store.db.prepare(
    `INSERT OR REPLACE INTO cursor (path, session_id, agent_id, identity, size, modified_ms, offset,
       mark, inside_line, counted_from, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    cursor.path,
    sessionId,
    cursor.agentId,
    cursor.identity,
    cursor.size,
    cursor.modifiedMs,
    cursor.offset,
    cursor.mark,
    cursor.insideLine ? 1 : 0,
    cursor.countedFrom,
    now,
  );
}

/**
 * Whether everything that a session's transcripts held since an instant was read, as far as their
 * cursors know. False where there is none: unknown is never complete.
 */
export function isCounted(
  store: Store,
  sessionId: string,
  since: EpochSec,
  agentId: string | null = null,
): boolean {
  const row = store.db.prepare(
    `SELECT count(*) AS files, total(offset < size OR counted_from > :since) AS gaps FROM cursor
      WHERE session_id = :sessionId AND (:agentId IS NULL OR agent_id = :agentId)`,
  ).get({ sessionId, since, agentId });
  return Number(row?.files ?? 0) > 0 && Number(row?.gaps ?? 0) === 0;
}

// Rows are written by this file alone, so their shapes hold.
function fromRow(row: Row): StoredCursor {
  return {
    path: row.path as string,
    agentId: row.agent_id as string | null,
    identity: row.identity as string,
    size: row.size as number,
    modifiedMs: row.modified_ms as number,
    offset: row.offset as number,
    mark: row.mark as number,
    insideLine: row.inside_line === 1,
    countedFrom: row.counted_from as number | null,
  };
}
