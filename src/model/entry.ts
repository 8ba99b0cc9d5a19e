import type { AccountKey } from "./account.ts";
import type { EpochSec } from "./units.ts";

/** One line of the journal: what tokenroom did or noticed. `detail` is JSON-able and small. */
export interface Entry {
  readonly at: EpochSec;
  readonly kind: EntryKind;
  readonly sessionId: string | null;
  readonly account: AccountKey | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An entry with its place in the journal: a later entry has a greater `id`. */
export interface JournalLine extends Entry {
  readonly id: number;
}

export type EntryKind =
  | "session-start"
  | "stamp"
  | "stamp-skipped"
  | "update"
  | "update-held"
  | "launch-denied"
  | "launch-warned"
  | "compaction-held"
  | "consult"
  | "compaction"
  | "injection"
  | "plan-queued"
  | "plan-told"
  | "plan-cleared"
  | "continued"
  | "pinned"
  | "unpinned"
  | "checkpoint"
  | "handoff"
  | "intent"
  | "trim"
  | "session-end"
  | "wall"
  | "figure-rejected"
  | "account-seen"
  | "account-switched"
  | "account-told"
  | "login"
  | "forgotten"
  | "store-replaced"
  | "notes-kept";
