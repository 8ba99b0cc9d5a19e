import type { Pin } from "../../model/pin.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Who looks: pins of the session, those of its project, and those that hold everywhere. */
interface Viewer {
  readonly sessionId: string | null;
  readonly projectDir: string | null;
}

/** Pins a text and returns its number. */
export function writePin(store: Store, pin: Omit<Pin, "id">): number {
  const { lastInsertRowid } = store.db.prepare(
    `INSERT INTO pin (session_id, project_dir, author, text, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(pin.sessionId, pin.projectDir, pin.author, pin.text, pin.createdAt, pin.expiresAt);
  return Number(lastInsertRowid);
}

/** The pins that hold for a viewer, oldest first: its own, its project's, and those of all. */
export function readPins(store: Store, { sessionId, projectDir }: Viewer, now: EpochSec): Pin[] {
  return store.db.prepare(
    `SELECT * FROM pin WHERE removed_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
       AND id IN (SELECT id FROM pin WHERE session_id = :sessionId
         UNION SELECT id FROM pin WHERE session_id IS NULL AND project_dir = :projectDir
         UNION SELECT id FROM pin WHERE session_id IS NULL AND project_dir IS NULL)
      ORDER BY id`,
  ).all({ now, sessionId, projectDir }).map(fromRow);
}

/**
 * The pins that hold for a project and for any session of it, also those that hold everywhere,
 * oldest first; `projectDir` null: all pins of all projects. For people: it may walk the table.
 */
export function readPinsOfProject(
  store: Store,
  projectDir: string | null,
  now: EpochSec,
): Pin[] {
  return store.db.prepare(
    `SELECT * FROM pin WHERE removed_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
       AND (:projectDir IS NULL OR project_dir = :projectDir
         OR session_id IS NULL AND project_dir IS NULL) ORDER BY id`,
  ).all({ now, projectDir }).map(fromRow);
}

/** Takes a pin away; false where no such pin holds. */
export function removePin(store: Store, id: number, now: EpochSec): boolean {
  const { changes } = store.db.prepare(
    "UPDATE pin SET removed_at = ? WHERE id = ? AND removed_at IS NULL",
  ).run(now, id);
  return changes > 0;
}

// Rows are written by this file alone, so their shapes hold.
function fromRow(row: Record<string, unknown>): Pin {
  return {
    id: row.id as number,
    sessionId: row.session_id as string | null,
    projectDir: row.project_dir as string | null,
    author: row.author as Pin["author"],
    text: row.text as string,
    createdAt: row.created_at as number,
    expiresAt: row.expires_at as number | null,
  };
}
