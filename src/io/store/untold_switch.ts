import type { Store } from "./database.ts";

/** Whether a session's account changed and its agent was not told yet. */
export function hasUntoldSwitch(store: Store, sessionId: string): boolean {
  return store.db.prepare(
    "SELECT 1 FROM login_change WHERE session_id = ? AND told_at IS NULL",
  ).get(sessionId) !== undefined;
}
