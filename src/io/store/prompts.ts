import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** When a person last prompted a session, or null; the client's own prompts do not count. */
export function readLastPromptAt(store: Store, sessionId: string): EpochSec | null {
  const row = store.db.prepare(
    `SELECT at FROM event WHERE session_id = ? AND kind IN ('stamp', 'stamp-skipped')
      ORDER BY id DESC LIMIT 1`,
  ).get(sessionId);
  return row === undefined ? null : row.at as number;
}
