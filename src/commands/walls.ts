import type { Note } from "../decide/notes.ts";
import { WALL_TOLD_SEC } from "../decide/thresholds.ts";
import type { Store } from "../io/store/database.ts";
import { readEntries } from "../io/store/entries.ts";
import { claimNotice } from "../io/store/notices.ts";
import { readWindow } from "../io/store/windows.ts";
import { readCapture } from "../io/store/snapshots.ts";
import {
  claimPlan,
  findWallPlan,
  isWallPlanCleared,
  markPlanTold,
} from "../io/store/told_plans.ts";
import type { EpochSec } from "../model/units.ts";
import { decodeWall, type Wall } from "../model/wall.ts";
import { isSameWindow } from "../model/window.ts";

// Newer than any wall that is still told, also where a turn was tried again and again.
const LOOK_BACK_ROWS = 100;

/**
 * The walls that a session was not told yet: the last of its own, and the last of its project's
 * other sessions. Telling marks them and those before them as told. Belongs in a transaction.
 */
export function takeWalls(
  store: Store,
  listener: { readonly sessionId: string; readonly projectDir: string | null },
  now: EpochSec,
): Note[] {
  const { sessionId, projectDir } = listener;
  const untold = readEntries(store, "wall", LOOK_BACK_ROWS).map(decodeWall)
    .filter((wall) => now - wall.at <= WALL_TOLD_SEC)
    .filter((wall) =>
      wall.sessionId === sessionId || (projectDir !== null && wall.projectDir === projectDir)
    )
    .filter((wall) => {
      const about = `${wall.sessionId ?? ""} ${wall.at}`;
      return claimNotice(store, { scope: sessionId, kind: "wall", about }, now);
    });
  const isOwn = (wall: Wall) => wall.sessionId === sessionId;
  const others = untold.filter((wall) => !isOwn(wall) && !isWorkDone(store, wall));
  return [untold.find(isOwn), others[0]]
    .flatMap((wall) => wall === undefined ? [] : [tell(store, listener.sessionId, wall, now)]);
}

// What it cut off was taken up and ended since.
function isWorkDone(store: Store, { sessionId, at }: Wall): boolean {
  return sessionId !== null && isWallPlanCleared(store, { sessionId, at });
}

// A window that began anew before its time has refilled, whatever the wall said of it.
function resetOf(store: Store, { account, key, resetAt }: Wall): EpochSec | null {
  if (account === null || key === null || resetAt === null) return resetAt;
  const standing = readWindow(store, account, key)?.resetAt ?? resetAt;
  return standing > resetAt && !isSameWindow(standing, resetAt) ? null : resetAt;
}

function tell(store: Store, listenerId: string, wall: Wall, now: EpochSec): Note {
  const { sessionId, key, at } = wall;
  const resetAt = wall.resetAt !== null && now >= wall.resetAt
    ? wall.resetAt
    : resetOf(store, wall);
  if (sessionId === null) return { kind: "wall", key, at, resetAt, facts: null };
  const plan = findWallPlan(store, { sessionId, at });
  if (plan !== null && resetAt !== null && now >= resetAt) {
    // The note of a wall tells its plan too.
    claimPlan(store, listenerId, plan, now);
    markPlanTold(store, plan, now);
  }
  const capture = readCapture(store, sessionId, "wall", at);
  return { kind: "wall", key, at, resetAt, facts: capture?.at === at ? capture.facts : null };
}
