import { isBeyondHorizon } from "../decide/horizon.ts";
import { mainWindow } from "../decide/quote.ts";
import { WALL_SAME_SEC } from "../decide/thresholds.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry, readSessionEntries } from "../io/store/entries.ts";
import { appendWindow, confirmWindow } from "../io/store/windows.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec } from "../model/units.ts";
import { decodeWall, type Wall } from "../model/wall.ts";
import { isSameWindow, type Window, type WindowKey, windowLengthSec } from "../model/window.ts";
import type { Situation } from "./situation.ts";

/** What refused a turn; null where it is not told. */
interface Refused {
  readonly key: WindowKey | null;
  readonly resetAt: EpochSec | null;
}

/**
 * Records that a session's turn ended at a limit: the window is spent until its reset. One that was
 * recorded just now, by the other of the two who may see it, stands. Belongs in a transaction.
 */
export function recordWall(
  store: Store,
  sessionId: string,
  session: Pick<Session, "account" | "activity" | "projectDir"> | null,
  { attribution, windows }: Pick<Situation, "attribution" | "windows">,
  refused: Refused | null,
  now: EpochSec,
): Wall {
  const [last] = readSessionEntries(store, sessionId, "wall", 1);
  if (last !== undefined && Math.abs(now - last.at) < WALL_SAME_SEC) return decodeWall(last);
  const key = refused?.key ?? mainWindow(windows)?.key ?? null;
  const standing = windows.find((window) => window.key === key) ?? null;
  const resetAt = [refused?.resetAt ?? null, standing?.resetAt ?? null]
    .find((at) => isAhead(at, key, now)) ?? null;
  // A limit that no report ever showed may be that of one model: then only the journal keeps it.
  const isOurs = attribution.kind === "known" || attribution.kind === "assumed";
  const isWindow = key !== null && (standing !== null || windowLengthSec(key) !== null);
  if (isOurs && isWindow && resetAt !== null) {
    const spent: Window = { key, headroomPct: 0, resetAt, observedAt: now, sessionId };
    // Spent until its reset, whatever the last percentage said.
    const wasSpent = standing?.headroomPct === 0 && isSameWindow(standing.resetAt, resetAt);
    if (wasSpent) confirmWindow(store, attribution.key, spent);
    else appendWindow(store, attribution.key, spent, now);
  }
  const account = session?.account ?? null;
  const projectDir = session?.projectDir ?? null;
  appendEntry(store, {
    at: now,
    kind: "wall",
    sessionId,
    account,
    detail: {
      window: key,
      resetAt,
      headroomPct: standing?.headroomPct ?? null,
      costUsd: session?.activity.costUsd ?? null,
      projectDir,
    },
  });
  return { at: now, sessionId, account, key, resetAt, projectDir };
}

// A reset in the past or absurdly far ahead is damage, and marks nothing.
function isAhead(resetAt: EpochSec | null, key: WindowKey | null, now: EpochSec): boolean {
  return resetAt !== null && resetAt > now && !isBeyondHorizon(key ?? "", resetAt, now);
}
