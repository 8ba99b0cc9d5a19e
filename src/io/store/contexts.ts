import type { EpochSec, Tokens } from "../../model/units.ts";
import type { ContextSample } from "../../model/context.ts";
import type { Store } from "./database.ts";

/** Stores one measurement of a session's context. */
export function appendContext(
  store: Store,
  sessionId: string,
  measured: { readonly usedTokens: Tokens; readonly windowTokens: Tokens | null },
  now: EpochSec,
): void {
  store.db.prepare(
    "INSERT INTO context_sample (session_id, at, used_tokens, window_tokens) VALUES (?, ?, ?, ?)",
  ).run(sessionId, now, measured.usedTokens, measured.windowTokens);
}

/** The newest measurements of a session's context, oldest first. */
export function readContexts(store: Store, sessionId: string, limit: number): ContextSample[] {
  return store.db.prepare(
    `SELECT at, used_tokens AS usedTokens FROM context_sample WHERE session_id = ?
      ORDER BY id DESC LIMIT ?`,
  ).all(sessionId, limit).reverse() as unknown as ContextSample[];
}

/**
 * Context that a session passed without a compaction: the second largest measured after an instant,
 * because the largest may be the one that is compacted next. Null when there were not two.
 */
export function readPassedContext(
  store: Store,
  sessionId: string,
  after: EpochSec,
): Tokens | null {
  const row = store.db.prepare(
    `SELECT DISTINCT used_tokens AS tokens FROM context_sample WHERE session_id = ? AND at > ?
      ORDER BY used_tokens DESC LIMIT 1 OFFSET 1`,
  ).get(sessionId, after);
  return row === undefined ? null : row.tokens as number;
}
