import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Whether somebody logged in inside a session after the change numbered `after`. */
export function hasOwnLogin(store: Store, sessionId: string, after: number): boolean {
  return store.db.prepare(
    "SELECT 1 FROM login_change WHERE session_id = ? AND id > ? AND to_key IS NULL LIMIT 1",
  ).get(sessionId, after) !== undefined;
}

/** When a session's login was last seen to change; null: never. */
export function readLastLoginOf(store: Store, sessionId: string): EpochSec | null {
  const row = store.db.prepare("SELECT max(at) AS at FROM login_change WHERE session_id = ?")
    .get(sessionId);
  return (row?.at as number | null | undefined) ?? null;
}
