import type { Note } from "../decide/notes.ts";
import { growthPerCall } from "../decide/growth.ts";
import { CHECKPOINT_CURRENT_SEC } from "../decide/thresholds.ts";
import { readCheckpoint } from "../io/store/checkpoints.ts";
import { readLastCompactionAt } from "../io/store/compactions.ts";
import { readContexts } from "../io/store/contexts.ts";
import type { Store } from "../io/store/database.ts";
import type { EpochSec } from "../model/units.ts";

/**
 * The notes with the room's told as nearly used up: how many calls fit, and whether the agent's own
 * note is recent enough to go on from.
 */
export function asNearCeiling(
  notes: readonly Note[],
  store: Store,
  sessionId: string,
  now: EpochSec,
): Note[] {
  return notes.map((note) => {
    if (note.kind !== "room") return note;
    const growth = growthPerCall(readContexts(store, sessionId, CALLS));
    const calls = growth === null ? null : Math.floor(note.roomTokens / growth);
    const { roomTokens, then } = note;
    const checkpoint = checkpointOf(store, sessionId, now);
    return { kind: "near-ceiling", roomTokens, then, calls, checkpoint };
  });
}

// Measurements whose growth tells the pace of now.
const CALLS = 20;

// A note of before the last compaction tells of work that was summed up since.
function checkpointOf(
  store: Store,
  sessionId: string,
  now: EpochSec,
): { readonly at: EpochSec; readonly isCurrent: boolean } | null {
  const at = readCheckpoint(store, sessionId)?.at ?? null;
  if (at === null) return null;
  const isRecent = now - at <= CHECKPOINT_CURRENT_SEC;
  return { at, isCurrent: isRecent && at > readLastCompactionAt(store, sessionId) };
}
