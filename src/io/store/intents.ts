import type { Intent } from "../../model/intent.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Starts a focused run; the session's former one ends. Belongs in a transaction. */
export function writeIntent(
  store: Store,
  intent: Omit<Intent, "id" | "continuedAt" | "clearedAt">,
): number {
  clearIntent(store, intent.sessionId, intent.createdAt);
  const { lastInsertRowid } = store.db.prepare(
    `INSERT INTO intent (session_id, account_key, goal, armed, window_key, reset_at, created_at,
       ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    intent.sessionId,
    intent.account,
    intent.goal,
    intent.armed ? 1 : 0,
    intent.key,
    intent.resetAt,
    intent.createdAt,
    intent.endsAt,
  );
  return Number(lastInsertRowid);
}

/** The focused run of a session that was not ended, or null; it may be over by its clock. */
export function readIntent(store: Store, sessionId: string): Intent | null {
  const row = store.db.prepare(
    "SELECT * FROM intent WHERE session_id = ? AND cleared_at IS NULL ORDER BY id DESC LIMIT 1",
  ).get(sessionId);
  return row === undefined ? null : fromRow(row);
}

/** Ends a session's focused run; false where it has none. */
export function clearIntent(store: Store, sessionId: string, now: EpochSec): boolean {
  const { changes } = store.db.prepare(
    "UPDATE intent SET cleared_at = ? WHERE session_id = ? AND cleared_at IS NULL",
  ).run(now, sessionId);
  return changes > 0;
}

/** Notes that the stop hook continued a run, and the window it spends from now on. */
export function markContinued(
  store: Store,
  id: number,
  resetAt: EpochSec | null,
  now: EpochSec,
): void {
  store.db.prepare("UPDATE intent SET continued_at = ?, reset_at = ? WHERE id = ?")
    .run(now, resetAt, id);
}

/** Notes which reset of its window a run looks at from now on. */
export function aimIntent(store: Store, id: number, resetAt: EpochSec): void {
  store.db.prepare("UPDATE intent SET reset_at = ? WHERE id = ?").run(resetAt, id);
}

// Rows are written by this file alone, so their shapes hold.
function fromRow(row: Record<string, unknown>): Intent {
  return {
    id: row.id as number,
    sessionId: row.session_id as string,
    account: row.account_key as string | null,
    goal: row.goal as string,
    armed: row.armed === 1,
    key: row.window_key as string | null,
    resetAt: row.reset_at as number | null,
    createdAt: row.created_at as number,
    endsAt: row.ends_at as number,
    continuedAt: row.continued_at as number | null,
    clearedAt: row.cleared_at as number | null,
  };
}
