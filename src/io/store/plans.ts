import { asList, asText, parseJson } from "../../model/decode.ts";
import type { Plan } from "../../model/plan.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Whose plans are asked for: those of a session, and those of its project. */
interface Listener {
  readonly sessionId: string;
  readonly projectDir: string | null;
}

/**
 * Queues a plan. The session's former plan of the same cause is cleared by it: the newest tells best
 * where the work stands. Belongs in a transaction.
 */
export function queuePlan(store: Store, plan: Omit<Plan, "toldAt" | "clearedAt">): void {
  store.db.prepare(
    "UPDATE plan SET cleared_at = ? WHERE session_id = ? AND cause = ? AND cleared_at IS NULL",
  ).run(plan.createdAt, plan.sessionId, plan.cause);
  store.db.prepare(
    `INSERT INTO plan (session_id, project_dir, account_key, cause, summary, queue, blocked_on,
       reset_at, est_tokens, armed, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    plan.sessionId,
    plan.projectDir,
    plan.account,
    plan.cause,
    plan.summary,
    JSON.stringify(plan.queue),
    plan.blockedOn,
    plan.resetAt,
    plan.estTokens,
    plan.armed ? 1 : 0,
    plan.createdAt,
  );
}

/** The plans that still wait, ready or not, newest first. */
export function readOpenPlans(store: Store, listener: Listener, limit: number): Plan[] {
  return store.db.prepare(
    `SELECT * FROM plan WHERE id IN
       (SELECT id FROM plan WHERE session_id = ? AND cleared_at IS NULL
        UNION SELECT id FROM plan WHERE project_dir = ? AND cleared_at IS NULL)
      ORDER BY created_at DESC, id DESC LIMIT ?`,
  ).all(listener.sessionId, listener.projectDir, limit).map(fromRow);
}

/** Notes that the open plan which a session's wall queued was told as ready. */
export function markWallPlanTold(
  store: Store,
  wall: { readonly sessionId: string; readonly at: EpochSec },
  now: EpochSec,
): void {
  store.db.prepare(
    `UPDATE plan SET told_at = ? WHERE session_id = ? AND created_at = ? AND cause = 'wall'
       AND cleared_at IS NULL AND told_at IS NULL`,
  ).run(now, wall.sessionId, wall.at);
}

// Rows are written by this file alone, so their shapes hold; damaged text is no JSON any more.
function fromRow(row: Record<string, unknown>): Plan {
  return {
    sessionId: row.session_id as string,
    projectDir: row.project_dir as string | null,
    account: row.account_key as string | null,
    cause: row.cause as Plan["cause"],
    summary: row.summary as string,
    queue: asList(parseJson(row.queue as string)).flatMap((item) => asText(item) ?? []),
    blockedOn: row.blocked_on as string | null,
    resetAt: row.reset_at as number | null,
    estTokens: row.est_tokens as number | null,
    armed: row.armed === 1,
    createdAt: row.created_at as number,
    toldAt: row.told_at as number | null,
    clearedAt: row.cleared_at as number | null,
  };
}
