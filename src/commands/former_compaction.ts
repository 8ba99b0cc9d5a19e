import { readCompactions } from "../io/store/compactions.ts";
import type { Store } from "../io/store/database.ts";
import { readSessionEntries } from "../io/store/entries.ts";
import type { Entry } from "../model/entry.ts";
import type { EpochSec } from "../model/units.ts";

// Newer than any resume in between that was told of pins.
const LOOK_BACK_ROWS = 20;

/** What a session was given back after its last compaction; null: nothing yet. */
export function lastGivenBack(store: Store, sessionId: string): Entry | null {
  return readSessionEntries(store, sessionId, "injection", LOOK_BACK_ROWS)
    .find(({ detail }) => detail.source === "compact") ?? null;
}

/**
 * When a session was last compacted before an instant; 0: never. Its transcript tells of every
 * compaction once it is read, the journal of those that we answered.
 */
export function lastCompactionBefore(
  store: Store,
  sessionId: string,
  before: EpochSec,
): EpochSec {
  const answered = lastGivenBack(store, sessionId)?.at ?? 0;
  return [...readCompactions(store, sessionId, 0).map(({ at }) => at), answered]
    .reduce((latest, at) => at < before && at > latest ? at : latest, 0);
}
