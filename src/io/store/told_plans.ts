import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";
import { claimNotice } from "./notices.ts";

/** Marks that a session was told of a ready plan; true the first time. */
export function claimPlan(store: Store, sessionId: string, id: number, now: EpochSec): boolean {
  return claimNotice(store, { scope: sessionId, kind: "plan", about: String(id) }, now);
}

/** Notes that a plan was told as ready; one that was before keeps its instant. */
export function markPlanTold(store: Store, id: number, now: EpochSec): void {
  store.db.prepare("UPDATE plan SET told_at = ? WHERE id = ? AND told_at IS NULL").run(now, id);
}

/** The open plan that a session's wall queued, or null. */
export function findWallPlan(
  store: Store,
  wall: { readonly sessionId: string; readonly at: EpochSec },
): number | null {
  const row = store.db.prepare(
    `SELECT id FROM plan WHERE session_id = ? AND created_at = ? AND cause = 'wall'
       AND cleared_at IS NULL`,
  ).get(wall.sessionId, wall.at);
  return row === undefined ? null : row.id as number;
}

/** Whether the plan that a session's wall queued was ended. */
export function isWallPlanCleared(
  store: Store,
  wall: { readonly sessionId: string; readonly at: EpochSec },
): boolean {
  return store.db.prepare(
    `SELECT 1 FROM plan WHERE session_id = ? AND created_at = ? AND cause = 'wall'
       AND cleared_at IS NOT NULL`,
  ).get(wall.sessionId, wall.at) !== undefined;
}
