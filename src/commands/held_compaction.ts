import { COMPACT_SOON_PCT } from "../decide/thresholds.ts";
import type { Store } from "../io/store/database.ts";
import { readSessionEntries } from "../io/store/entries.ts";
import type { Room } from "../model/context.ts";
import { asInstant } from "../model/decode.ts";
import type { EpochSec } from "../model/units.ts";

/**
 * Until when the guard holds the compaction of a session that is near its ceiling, or null. The
 * client tells nobody why it does not compact.
 */
export function readHeldUntil(
  store: Store,
  sessionId: string,
  room: Room | null,
  now: EpochSec,
): EpochSec | null {
  if (room === null || room.headroomPct >= COMPACT_SOON_PCT) return null;
  const [held] = readSessionEntries(store, sessionId, "compaction-held", 1);
  const resetAt = asInstant(held?.detail.resetAt);
  return resetAt !== null && resetAt > now ? resetAt : null;
}
