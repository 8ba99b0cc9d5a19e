import type { AccountKey } from "../model/account.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import type { Look } from "../model/watermark.ts";
import { hasReset, type Window, windowLengthSec } from "../model/window.ts";
import { coldTokens } from "./cold_cache.ts";
import type { View } from "./hud.ts";
import type { Note, Quote } from "./notes.ts";
import { AGE_DISCLOSED_SEC, AGE_SILENT_SEC, QUOTED_WINDOWS, WEEK_STAMP_PCT } from "./thresholds.ts";

/**
 * What a prompt is stamped with. An empty list: nothing is known, so nothing is said. Quota is left
 * out while `isQuotaDue()` says so.
 */
export function decideStamp(
  view: Pick<View, "windows" | "room" | "cache" | "ahead">,
  criticalPct: Pct | null,
  now: EpochSec,
): Note[] {
  const { windows, room, ahead } = view;
  const quotes = quotesOf(windows, now);
  const notes: Note[] = [];
  if (quotes.length > 0 && isQuotaDue(view, criticalPct, now)) {
    notes.push({ kind: "quota", quotes, tokensLeft: ahead?.tokensLeft ?? null });
    if (ahead !== null && ahead.empties !== null) {
      const { earliestAt, latestAt } = ahead.empties;
      notes.push({ kind: "empties", earliestAt, latestAt });
    }
  }
  if (room !== null) notes.push({ kind: "room", roomTokens: room.roomTokens, then: room.then });
  const cold = coldTokens(view.cache, now);
  if (cold !== null) {
    notes.push({ kind: "cold", tokens: cold, cause: view.cache?.lastMissCause ?? null });
  }
  return notes;
}

/**
 * Whether stamps and receipts speak of quota. `criticalPct` set: only once a quoted window has so
 * little left, or runs empty before its reset.
 */
export function isQuotaDue(
  { windows, ahead }: Pick<View, "windows" | "ahead">,
  criticalPct: Pct | null,
  now: EpochSec,
): boolean {
  if (criticalPct === null || (ahead?.empties ?? null) !== null) return true;
  return quotesOf(windows, now)
    .some((quote) => quote.kind === "left" && quote.headroomPct <= criticalPct);
}

function quotesOf(windows: readonly Window[], now: EpochSec): Quote[] {
  const main = mainWindow(windows);
  return [...(main === null ? [] : [main]), ...scarceWindows(windows, WEEK_STAMP_PCT)]
    .flatMap((window) => quote(window, now) ?? []).slice(0, QUOTED_WINDOWS);
}

/** The window that is always quoted: the five hours, or where there are none the scarcest. */
export function mainWindow<T extends Window>(windows: readonly T[]): T | null {
  const fiveHours = windows.find((window) => window.key === "five_hour");
  if (fiveHours !== undefined) return fiveHours;
  return windows.reduce<T | null>(
    (least, window) => least === null || window.headroomPct < least.headroomPct ? window : least,
    null,
  );
}

/** The windows beside the main one that are under `belowPct`, the scarcest first. */
export function scarceWindows(windows: readonly Window[], belowPct: Pct): Window[] {
  const main = mainWindow(windows);
  return windows.filter((window) => window !== main && window.headroomPct < belowPct)
    .toSorted((a, b) => a.headroomPct - b.headroomPct);
}

/** A window as it may be quoted at `now`, or null when nothing true can be said of it. */
export function quote(window: Window, now: EpochSec): Quote | null {
  if (hasReset(window, now)) return refilled(window, now);
  const ageSec = now - window.observedAt;
  if (ageSec > AGE_SILENT_SEC) return null;
  return {
    kind: "left",
    key: window.key,
    headroomPct: window.headroomPct,
    resetAt: window.resetAt,
    ageSec: ageSec > AGE_DISCLOSED_SEC ? ageSec : null,
  };
}

// Within one length of the reset the window is fresh but for what others spent; later ones may have
// begun and ended unseen.
function refilled(window: Window, now: EpochSec): Quote | null {
  const length = windowLengthSec(window.key);
  if (window.resetAt === null || length === null || now - window.resetAt >= length) return null;
  return { kind: "refilled", key: window.key, resetAt: window.resetAt };
}

/**
 * Where the main window stands now; the next receipt counts from here. An older figure is no look:
 * what is missing from it was not spent after now.
 */
export function lookAt(main: Window | null, account: AccountKey | null, now: EpochSec): Look {
  const quoted = main === null ? null : quote(main, now);
  if (main === null || account === null || quoted?.kind !== "left" || quoted.ageSec !== null) {
    return { at: now, account: null, key: null, headroomPct: null, resetAt: null };
  }
  const { key, headroomPct, resetAt } = main;
  return { at: now, account, key, headroomPct, resetAt };
}
