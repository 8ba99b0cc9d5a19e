import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** What is old enough to leave. */
export interface Retention {
  readonly samplesBefore: EpochSec;
  readonly entriesBefore: EpochSec;
  readonly entryRows: number;
}

/**
 * Rows of one table that a pruning deletes at most, some ten milliseconds of holding the write lock;
 * what is left over goes the next time.
 */
export const PRUNE_ROWS = 5_000;

/**
 * Deletes what is past its retention. The newest sample of each window stays whatever its age: it
 * is the figure the account stands at.
 */
export function prune(store: Store, retention: Retention): void {
  const { samplesBefore, entriesBefore, entryRows } = retention;
  remove(
    store,
    "window_sample",
    [samplesBefore],
    `at < ? AND EXISTS (
    SELECT 1 FROM window_sample newer WHERE newer.account_key = old.account_key
      AND newer.window_key = old.window_key AND newer.id > old.id)`,
  );
  remove(store, "context_sample", [samplesBefore], "at < ?");
  remove(store, "session", [samplesBefore], "seen_at < ?");
  remove(store, "flow", [samplesBefore], "at < ?");
  remove(store, "compaction", [samplesBefore], "at < ?");
  remove(store, "cursor", [samplesBefore], "seen_at < ?");
  remove(store, "band", [samplesBefore], "at < ?");
  remove(store, "notice", [samplesBefore], "at < ?");
  remove(store, "event", [entriesBefore], "at < ?");
  remove(store, "event", [entryRows], "id <= (SELECT max(id) FROM event) - ?");
}

function remove(store: Store, table: string, values: readonly number[], where: string): void {
  store.db.prepare(
    `DELETE FROM ${table} WHERE rowid IN
       (SELECT rowid FROM ${table} old WHERE ${where} LIMIT ${PRUNE_ROWS})`,
  ).run(...values);
}
