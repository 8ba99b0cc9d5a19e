import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** What is old enough to leave. */
export interface Retention {
  readonly samplesBefore: EpochSec;
  readonly entriesBefore: EpochSec;
  readonly entryRows: number;
}

/**
 * Deletes what is past its retention. The newest sample of each window stays whatever its age: it
 * is the figure the account stands at.
 */
export function prune(store: Store, retention: Retention): void {
  store.db.prepare(
    `DELETE FROM window_sample WHERE at < ? AND id NOT IN
       (SELECT max(id) FROM window_sample GROUP BY account_key, window_key)`,
  ).run(retention.samplesBefore);
  store.db.prepare("DELETE FROM context_sample WHERE at < ?").run(retention.samplesBefore);
  store.db.prepare("DELETE FROM session WHERE seen_at < ?").run(retention.samplesBefore);
  store.db.prepare("DELETE FROM event WHERE at < ?").run(retention.entriesBefore);
  store.db.prepare(
    "DELETE FROM event WHERE id <= (SELECT max(id) FROM event) - ?",
  ).run(retention.entryRows);
}
