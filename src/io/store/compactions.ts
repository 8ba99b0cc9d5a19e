import type { EpochSec, Tokens } from "../../model/units.ts";
import type { Compaction } from "../../model/usage.ts";
import type { Store } from "./database.ts";

/** Whose compaction it was, and where it was expected. */
export interface CompactionPlace {
  readonly sessionId: string;
  readonly modelId: string | null;
  /** Where the client's rule puts the model's ceiling; null: not known. */
  readonly expectedTokens: Tokens | null;
}

/** Compactions that tell where a client really compacts: enough for a median. */
const NEWEST = 5;

/** Notes a compaction; false when it was known, which changes nothing. */
export function writeCompaction(
  store: Store,
  place: CompactionPlace,
  compaction: Compaction,
): boolean {
  const { changes } = store.db.prepare(
    `INSERT OR IGNORE INTO compaction
       (id, session_id, at, cause, before_tokens, after_tokens, model_id, expected_tokens)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    compaction.id,
    place.sessionId,
    compaction.at,
    compaction.trigger,
    compaction.beforeTokens,
    compaction.afterTokens,
    place.modelId,
    place.expectedTokens,
  );
  return changes > 0;
}

/** The compactions of a session after an instant, oldest first. */
export function readCompactions(store: Store, sessionId: string, after: EpochSec): Compaction[] {
  return store.db.prepare(
    `SELECT id, at, cause AS "trigger", before_tokens AS beforeTokens,
       after_tokens AS afterTokens FROM compaction WHERE session_id = ? AND at > ? ORDER BY at`,
  ).all(sessionId, after) as unknown as Compaction[];
}

/** When a session was last compacted; 0 when it never was. */
export function readLastCompactionAt(store: Store, sessionId: string): EpochSec {
  const row = store.db.prepare("SELECT max(at) AS at FROM compaction WHERE session_id = ?")
    .get(sessionId);
  return Number(row?.at ?? 0);
}

/** Context before the newest automatic compactions of a model where one was expected, newest first. */
export function readAutoCompactions(
  store: Store,
  modelId: string,
  expectedTokens: Tokens,
): Tokens[] {
  return store.db.prepare(
    `SELECT before_tokens AS tokens FROM compaction
      WHERE model_id = ? AND expected_tokens = ? AND cause = 'auto' AND before_tokens > 0
      ORDER BY at DESC LIMIT ${NEWEST}`,
  ).all(modelId, expectedTokens).map((row) => row.tokens as number);
}
