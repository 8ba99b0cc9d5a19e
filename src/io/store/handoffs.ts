import type { Handoff } from "../../model/handoff.ts";
import type { Store } from "./database.ts";

/** Stores what is known of a session's handoff in place of what was. */
export function writeHandoff(store: Store, handoff: Handoff): void {
  store.db.prepare(
    `INSERT OR REPLACE INTO handoff (session_id, project_dir, digest, chars, at)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(handoff.sessionId, handoff.projectDir, handoff.digest, handoff.chars, handoff.at);
}

/** The handoff of a session, or null. */
export function readHandoff(store: Store, sessionId: string): Handoff | null {
  const row = store.db.prepare("SELECT * FROM handoff WHERE session_id = ?").get(sessionId);
  return row === undefined ? null : fromRow(row);
}

/** The newest handoffs of a project, newest first. */
export function readProjectHandoffs(store: Store, projectDir: string, limit: number): Handoff[] {
  return store.db.prepare(
    "SELECT * FROM handoff WHERE project_dir = ? ORDER BY at DESC, rowid DESC LIMIT ?",
  ).all(projectDir, limit).map(fromRow);
}

// Rows are written by this file alone, so their shapes hold.
function fromRow(row: Record<string, unknown>): Handoff {
  return {
    sessionId: row.session_id as string,
    projectDir: row.project_dir as string | null,
    digest: row.digest as string,
    chars: row.chars as number,
    at: row.at as number,
  };
}
