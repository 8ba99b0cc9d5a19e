import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** What is old enough to leave. */
export interface Retention {
  readonly samplesBefore: EpochSec;
  readonly entriesBefore: EpochSec;
  readonly entryRows: number;
  readonly accountsBefore: EpochSec;
}

/**
 * Rows of one table that a pruning deletes at most, some ten milliseconds of holding the write lock;
 * what is left over goes the next time.
 */
export const PRUNE_ROWS = 5_000;

// The words of the index `pin_end`: SQLite knows it by them.
const PIN_ENDED = "min(ifnull(removed_at, 9e9), ifnull(expires_at, 9e9)) < ?";

/**
 * Deletes what is past its retention. The newest sample of each window stays whatever its age: it
 * is the figure the account stands at.
 */
export function prune(store: Store, retention: Retention): void {
  const { samplesBefore, entriesBefore, entryRows, accountsBefore } = retention;
  const isSurpassed = `EXISTS (SELECT 1 FROM window_sample newer
    WHERE newer.account_key = old.account_key AND newer.window_key = old.window_key
      AND newer.id > old.id)`;
  remove(store, "window_sample", "id", `at < ? AND ${isSurpassed}`, samplesBefore);
  remove(store, "context_sample", "id", "at < ?", samplesBefore);
  remove(store, "session", "id", "seen_at < ?", samplesBefore);
  remove(store, "flow", "key", "at < ?", samplesBefore);
  remove(store, "flow_minute", "(account_key, minute)", "last_at < ?", samplesBefore);
  remove(store, "compaction", "id", "at < ?", samplesBefore);
  remove(store, "cursor", "path", "seen_at < ?", samplesBefore);
  remove(store, "band", "session_id", "at < ?", samplesBefore);
  remove(store, "notice", "(scope, kind, about)", "at < ?", samplesBefore);
  remove(store, "snapshot", "id", "at < ?", samplesBefore);
  remove(store, "checkpoint", "session_id", "at < ?", samplesBefore);
  remove(store, "handoff", "session_id", "at < ?", samplesBefore);
  remove(store, "intent", "id", "created_at < ?", samplesBefore);
  remove(store, "pin", "id", PIN_ENDED, samplesBefore);
  // A pin without an end stays while anybody may count on its words: a project's always does.
  const isOrphan = "NOT EXISTS (SELECT 1 FROM session WHERE session.id = old.session_id)";
  remove(
    store,
    "pin",
    "id",
    `session_id IS NOT NULL AND created_at < ? AND ${isOrphan}`,
    entriesBefore,
  );
  // A plan that waits for a monthly limit outlives its age.
  remove(store, "plan", "id", "created_at < ?1 AND ifnull(reset_at, 0) < ?1", entriesBefore);
  remove(store, "login_change", "id", "at < ?", samplesBefore);
  pruneAccounts(store, accountsBefore);
  remove(store, "event", "id", "at < ?", entriesBefore);
  remove(store, "event", "id", "id <= (SELECT max(id) FROM event) - ?", entryRows);
}

// A dormant account takes along what stands for it: the figure it stood at, what was learned, its name.
function pruneAccounts(store: Store, before: EpochSec): void {
  const isLeaving = "account_key IN (SELECT key FROM account WHERE seen_at < ?)";
  remove(store, "window_sample", "id", isLeaving, before);
  // As few rows as there are accounts.
  for (const table of ["calibration", "profile", "account_place"]) {
    store.db.prepare(`DELETE FROM ${table} WHERE ${isLeaving}`).run(before);
  }
  store.db.prepare("DELETE FROM account WHERE seen_at < ?").run(before);
  store.db.prepare("DELETE FROM login WHERE at < ?").run(before);
}

function remove(store: Store, table: string, key: string, where: string, bound: number): void {
  const columns = key.replace(/[()]/g, "");
  store.db.prepare(
    `DELETE FROM ${table} WHERE ${key} IN
       (SELECT ${columns} FROM ${table} old WHERE ${where} LIMIT ${PRUNE_ROWS})`,
  ).run(bound);
}
