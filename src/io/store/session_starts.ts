import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** When a process last began a session or went on with it; null: not noted. */
export function readLastStart(store: Store, sessionId: string): EpochSec | null {
  const row = store.db.prepare(
    `SELECT at FROM event WHERE session_id = ? AND kind = 'session-start'
      ORDER BY id DESC LIMIT 1`,
  ).get(sessionId);
  return (row?.at as number | undefined) ?? null;
}
