import type { Note } from "../decide/notes.ts";
import { WALL_TOLD_SEC } from "../decide/thresholds.ts";
import { readEntries } from "../io/store/entries.ts";
import { claimNotice } from "../io/store/notices.ts";
import type { Store } from "../io/store/database.ts";
import { decodeWall } from "../model/wall.ts";
import type { EpochSec } from "../model/units.ts";

// Newer than any wall that is still told.
const LOOK_BACK_ROWS = 20;

/**
 * Walls that concern a session and that it was not told yet: its own, and those of its project.
 * Telling marks them as told. Belongs in a transaction.
 */
export function takeWalls(
  store: Store,
  listener: { readonly sessionId: string; readonly projectDir: string | null },
  now: EpochSec,
): Note[] {
  return readEntries(store, "wall", LOOK_BACK_ROWS).map(decodeWall)
    .filter((wall) => now - wall.at <= WALL_TOLD_SEC)
    .filter((wall) =>
      wall.sessionId === listener.sessionId ||
      (wall.projectDir !== null && wall.projectDir === listener.projectDir)
    )
    .filter((wall) => {
      const about = `${wall.sessionId ?? ""} ${wall.at}`;
      return claimNotice(store, { scope: listener.sessionId, kind: "wall", about }, now);
    })
    .map((wall) => ({ kind: "wall", key: wall.key, at: wall.at, resetAt: wall.resetAt }));
}
