import type { AccountKey } from "../model/account.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import { findWindow, hasReset, type Window } from "../model/window.ts";
import { ALTERNATE_FRESH_PCT, WEEK_STAMP_PCT } from "./thresholds.ts";

/** An account that one could work on, as it stands. */
export interface Candidate {
  readonly key: AccountKey;
  /** What a person calls it; null: unnamed. */
  readonly name: string | null;
  readonly windows: readonly Window[];
}

/** What may be begun on an account: anything, little, or nobody knows. */
export type Freshness = "fresh" | "thin" | "unknown";

/** Another account that has room. */
export interface Alternate {
  readonly key: AccountKey;
  readonly name: string;
  /** Percent of its main window left; null: it has refilled since it was last seen. */
  readonly headroomPct: Pct | null;
}

/** Percent left of the five hours, or where there are none of the scarcest window; null: not known. */
export function mainHeadroom(windows: readonly Window[], now: EpochSec): Pct | null {
  const main = findWindow(windows, "five_hour");
  if (main !== null) return headroomNow(main, now);
  return windows.length === 0
    ? null
    : Math.min(...windows.map((window) => headroomNow(window, now)));
}

/** Whether work that is begun on an account is likely to be finished there. */
export function freshnessOf(windows: readonly Window[], now: EpochSec): Freshness {
  const headroomPct = mainHeadroom(windows, now);
  if (headroomPct === null) return "unknown";
  const main = findWindow(windows, "five_hour");
  const isScarce = windows.some((window) =>
    window !== main && headroomNow(window, now) < WEEK_STAMP_PCT
  );
  return headroomPct >= ALTERNATE_FRESH_PCT && !isScarce ? "fresh" : "thin";
}

/**
 * The account to go on with when the own one runs low: fresh, and named, because a person has to
 * recognise it. The one with most left; null: all are thin or unknown, so waiting is all there is.
 */
export function decideAlternate(
  own: AccountKey,
  candidates: readonly Candidate[],
  now: EpochSec,
): Alternate | null {
  const fresh = candidates.flatMap(({ key, name, windows }): Alternate[] => {
    if (key === own || name === null || freshnessOf(windows, now) !== "fresh") return [];
    const headroomPct = mainHeadroom(windows, now);
    return [{ key, name, headroomPct: headroomPct === 100 ? null : headroomPct }];
  });
  return fresh.toSorted((a, b) => (b.headroomPct ?? 100) - (a.headroomPct ?? 100))[0] ?? null;
}

// Nobody spends an account that is not logged in, so its figure holds however old it is; and a
// window that ended since begins whole.
function headroomNow(window: Window, now: EpochSec): Pct {
  return hasReset(window, now) ? 100 : window.headroomPct;
}
