import type { JournalLine } from "../../model/entry.ts";
import type { EpochSec } from "../../model/units.ts";
import type { SessionCompaction } from "../../model/usage.ts";
import type { Store } from "./database.ts";
import { entryFromRow } from "./entries.ts";

/** Entries read at most; the journal keeps about as many. */
const MAX_LINES = 100_000;

/** The journal since an instant, oldest first. `afterId`: only what was written after that entry. */
export function readJournal(store: Store, since: EpochSec, afterId = 0): JournalLine[] {
  return store.db.prepare(
    `SELECT id, at, kind, session_id, account_key, detail FROM event
      WHERE at >= ? AND id > ? ORDER BY id LIMIT ${MAX_LINES}`,
  ).all(since, afterId).map((row) => ({ ...entryFromRow(row), id: row.id as number }));
}

/** Every session's compactions since an instant, oldest first. */
export function readAllCompactions(store: Store, since: EpochSec): SessionCompaction[] {
  return store.db.prepare(
    `SELECT id, session_id AS sessionId, at, cause AS "trigger", before_tokens AS beforeTokens,
       after_tokens AS afterTokens FROM compaction WHERE at >= ? ORDER BY at`,
  ).all(since) as unknown as SessionCompaction[];
}
