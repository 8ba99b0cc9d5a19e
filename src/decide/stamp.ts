import type { AccountKey } from "../model/account.ts";
import type { EpochSec, Pct, Tokens } from "../model/units.ts";
import type { Look, Watermark } from "../model/watermark.ts";
import { isSameWindow, type Window } from "../model/window.ts";
import { coldTokens, isColdNews } from "./cold_cache.ts";
import type { Empties } from "./empties.ts";
import type { View } from "./hud.ts";
import type { Note } from "./notes.ts";
import { quote, quotesOf } from "./quote.ts";
import {
  AMPLE_ROOM_TOKENS,
  EMPTY_MOVED_SEC,
  EMPTY_MOVED_SHARE,
  ROOM_MOVED_SHARE,
} from "./thresholds.ts";

/**
 * What a stamp can tell; `withoutTold()` leaves out what its session knows. An empty list: nothing is
 * known, so nothing is said. Quota is left out while `isQuotaDue()` says so.
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
      notes.push({ kind: "empties", ...ahead.empties });
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
 * The notes of a stamp without what its session knows: it has not lost what it was told. Quota is
 * never left out, and one figure always stands.
 */
export function withoutTold(notes: readonly Note[], told: Watermark, now: EpochSec): Note[] {
  const hasQuota = notes.some(({ kind }) => kind === "quota");
  return notes.filter((note) => {
    if (note.kind === "empties") return isEmptyNews(note, told) || hasEmptyMoved(note, told, now);
    if (note.kind === "room") return !hasQuota || isRoomNews(note.roomTokens, told.roomTokens);
    return note.kind !== "cold" || isColdNews(note.tokens, told.coldTokens);
  });
}

// While there is room for days of work, a figure some percent lower changes no plan.
function isRoomNews(roomTokens: Tokens, toldTokens: Tokens | null): boolean {
  return toldTokens === null || roomTokens < AMPLE_ROOM_TOKENS ||
    Math.abs(toldTokens - roomTokens) > ROOM_MOVED_SHARE * toldTokens;
}

/** Whether a session was not told yet that this window runs empty before its reset. */
export function isEmptyNews({ resetAt }: Empties, { empty }: Watermark): boolean {
  // A reset that moves by minutes is the same one, told by another source.
  return empty === null || !isSameWindow(empty.resetAt, resetAt);
}

function hasEmptyMoved({ earliestAt }: Empties, { empty }: Watermark, now: EpochSec): boolean {
  const least = Math.max(EMPTY_MOVED_SEC, EMPTY_MOVED_SHARE * (earliestAt - now));
  return empty !== null && Math.abs(earliestAt - empty.earliestAt) > least;
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
