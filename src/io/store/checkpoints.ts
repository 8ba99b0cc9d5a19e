import { type Checkpoint, decodeNote } from "../../model/checkpoint.ts";
import { parseJson } from "../../model/decode.ts";
import type { Store } from "./database.ts";

/** Stores a session's note in place of its former one. */
export function writeCheckpoint(store: Store, checkpoint: Checkpoint): void {
  store.db.prepare(
    "INSERT OR REPLACE INTO checkpoint (session_id, project_dir, note, at) VALUES (?, ?, ?, ?)",
  ).run(
    checkpoint.sessionId,
    checkpoint.projectDir,
    JSON.stringify(checkpoint.note),
    checkpoint.at,
  );
}

/** The note of a session, or null. */
export function readCheckpoint(store: Store, sessionId: string): Checkpoint | null {
  const row = store.db.prepare("SELECT * FROM checkpoint WHERE session_id = ?").get(sessionId);
  return row === undefined ? null : fromRow(row);
}

/** The newest note of a project, or null. For people: it may walk the table. */
export function readProjectCheckpoint(store: Store, projectDir: string): Checkpoint | null {
  const row = store.db.prepare(
    "SELECT * FROM checkpoint WHERE project_dir = ? ORDER BY at DESC, rowid DESC LIMIT 1",
  ).get(projectDir);
  return row === undefined ? null : fromRow(row);
}

function fromRow(row: Record<string, unknown>): Checkpoint | null {
  // Text that a failing disk damaged is no note any more.
  const note = decodeNote(parseJson(row.note as string));
  return note === null ? null : {
    sessionId: row.session_id as string,
    projectDir: row.project_dir as string | null,
    note,
    at: row.at as number,
  };
}
