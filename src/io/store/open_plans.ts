import type { Store } from "./database.ts";

/** Whether a session, its project or nobody has a plan that was not ended, ready or not. */
export function hasOpenPlan(
  store: Store,
  listener: { readonly sessionId: string; readonly projectDir: string | null },
): boolean {
  return store.db.prepare(
    `SELECT 1 FROM plan WHERE session_id IN (?, '') AND cleared_at IS NULL
     UNION ALL SELECT 1 FROM plan WHERE project_dir = ? AND cleared_at IS NULL LIMIT 1`,
  ).get(listener.sessionId, listener.projectDir) !== undefined;
}
