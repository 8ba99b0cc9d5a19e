import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Whether a focused run holds for a session. */
export function isFocused(store: Store, sessionId: string, now: EpochSec): boolean {
  return store.db.prepare(
    "SELECT 1 FROM intent WHERE session_id = ? AND cleared_at IS NULL AND ends_at > ?",
  ).get(sessionId, now) !== undefined;
}
