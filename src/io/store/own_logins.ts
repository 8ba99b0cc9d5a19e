import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** When a session's login was last seen to change; null: never. */
export function readLastLoginOf(store: Store, sessionId: string): EpochSec | null {
  const row = store.db.prepare("SELECT max(at) AS at FROM login_change WHERE session_id = ?")
    .get(sessionId);
  return (row?.at as number | null | undefined) ?? null;
}
