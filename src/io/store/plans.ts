import { asList, asText, parseJson } from "../../model/decode.ts";
import type { Plan } from "../../model/plan.ts";
import type { EpochSec } from "../../model/units.ts";
import type { WindowKey } from "../../model/window.ts";
import type { Store } from "./database.ts";

/** Whose plans are asked for: those of a session, those of its project, and those of nobody. */
interface Listener {
  readonly sessionId: string;
  readonly projectDir: string | null;
}

// The column takes no NULL, and no session is named so. The queries say it in the same place as the
// session, where its index serves both.
const NOBODY = "";

/**
 * Queues a plan and returns its number. What it replaces is cleared: of a session's walls the newest
 * tells best where the work stands, and what an agent puts off again in the same words is one plan.
 * Nobody's plan was the only one that its program kept. Belongs in a transaction.
 */
export function queuePlan(store: Store, plan: Omit<Plan, "id" | "toldAt" | "clearedAt">): number {
  store.db.prepare(
    `UPDATE plan SET cleared_at = ? WHERE session_id = ? AND cause = ? AND cleared_at IS NULL
       AND (? OR summary = ?)`,
  ).run(
    plan.createdAt,
    plan.sessionId ?? NOBODY,
    plan.cause,
    plan.cause === "wall" || plan.sessionId === null ? 1 : 0,
    plan.summary,
  );
  const { lastInsertRowid } = store.db.prepare(
    `INSERT INTO plan (session_id, project_dir, account_key, cause, summary, queue, blocked_on,
       reset_at, est_tokens, armed, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    plan.sessionId ?? NOBODY,
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
  return Number(lastInsertRowid);
}

/** The plans that still wait, ready or not, newest first. */
export function readOpenPlans(store: Store, listener: Listener, limit: number): Plan[] {
  return store.db.prepare(
    `SELECT * FROM plan WHERE id IN
       (SELECT id FROM plan WHERE session_id IN (?, '') AND cleared_at IS NULL
        UNION SELECT id FROM plan WHERE project_dir = ? AND cleared_at IS NULL)
      ORDER BY created_at DESC, id DESC LIMIT ?`,
  ).all(listener.sessionId, listener.projectDir, limit).map(fromRow);
}

/** Every plan that still waits, newest first. For people: nothing bounds how many projects there are. */
export function readAllOpenPlans(store: Store, limit: number): Plan[] {
  return store.db.prepare(
    "SELECT * FROM plan WHERE cleared_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ?",
  ).all(limit).map(fromRow);
}

/** Lets an open plan wait for another window, or for another reset of its own. */
export function postponePlan(
  store: Store,
  id: number,
  { key, resetAt }: { readonly key: WindowKey | null; readonly resetAt: EpochSec },
): void {
  store.db.prepare("UPDATE plan SET blocked_on = ?, reset_at = ? WHERE id = ?")
    .run(key, resetAt, id);
}

/** Ends a plan, done or dropped; false where no such plan is open. */
export function clearPlan(store: Store, id: number, now: EpochSec): boolean {
  const { changes } = store.db.prepare(
    "UPDATE plan SET cleared_at = ? WHERE id = ? AND cleared_at IS NULL",
  ).run(now, id);
  return changes > 0;
}

// Rows are written by this file alone, so their shapes hold; damaged text is no JSON any more.
function fromRow(row: Record<string, unknown>): Plan {
  return {
    id: row.id as number,
    sessionId: row.session_id === NOBODY ? null : row.session_id as string,
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
