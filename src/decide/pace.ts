import type { HeadroomSample } from "../model/burn.ts";
import { DAY, type EpochSec, type Pct } from "../model/units.ts";
import { hasReset, isSameWindow } from "../model/window.ts";
import {
  PACE_HOT_RATIO,
  PACE_MIN_ELAPSED_SEC,
  PACE_MIN_USED_PCT,
  PACE_SURE_USED_PCT,
} from "./thresholds.ts";

/** A window that is spent before its reset at its pace so far. */
export type HotPace = Extract<Pace, { kind: "hot" }>;

/** How a long window is paced: its used share against its elapsed share. */
export type Pace =
  | {
    readonly kind: "hot";
    /** Used share over elapsed share; 1 lands exactly at the reset. */
    readonly ratio: number;
    /** When the window is spent at its pace so far. */
    readonly exhaustAt: EpochSec;
    /** Seconds between that and the reset. */
    readonly secBeforeReset: number;
    /** Points a day that would last until the reset. */
    readonly sustainPctPerDay: number;
  }
  | { readonly kind: "cruising"; readonly ratio: number };

/**
 * A window with the figures that led to it, oldest first; those of the last day are enough. They are
 * asked for only where the window ran hot.
 */
export interface PacedWindow {
  readonly headroomPct: Pct;
  readonly resetAt: EpochSec | null;
  readonly lengthSec: number;
  readonly samples: readonly HeadroomSample[];
}

/**
 * The pace of a window, or null while too little of it is used and over to judge. A window that ran
 * hot but whose last day, if known, would last until the reset is cruising again.
 */
export function decidePace(window: PacedWindow, now: EpochSec): Pace | null {
  const { headroomPct, resetAt, lengthSec } = window;
  if (resetAt === null || hasReset({ resetAt }, now)) return null;
  const elapsedSec = now - (resetAt - lengthSec);
  const usedPct = 100 - headroomPct;
  if (elapsedSec <= 0 || usedPct < PACE_MIN_USED_PCT) return null;
  if (elapsedSec < PACE_MIN_ELAPSED_SEC && usedPct < PACE_SURE_USED_PCT) return null;
  const ratio = usedPct / 100 / (elapsedSec / lengthSec);
  if (ratio < PACE_HOT_RATIO) return { kind: "cruising", ratio };
  const sustainPctPerDay = headroomPct * DAY / (resetAt - now);
  const lastDayPct = burnedInLastDay(window.samples, resetAt, now);
  if (lastDayPct !== null && lastDayPct <= sustainPctPerDay) return { kind: "cruising", ratio };
  const exhaustAt = Math.round(now + headroomPct * elapsedSec / usedPct);
  return { kind: "hot", ratio, exhaustAt, secBeforeReset: resetAt - exhaustAt, sustainPctPerDay };
}

// Points burned within a day, or null when the figures of this window do not reach back so far.
function burnedInLastDay(
  samples: readonly HeadroomSample[],
  resetAt: EpochSec,
  now: EpochSec,
): Pct | null {
  const own = samples.filter((sample) => isSameWindow(sample.resetAt, resetAt));
  const newest = own.at(-1);
  const dayAgo = own.findLast((sample) => sample.at <= now - DAY);
  return newest === undefined || dayAgo === undefined
    ? null
    : Math.max(0, dayAgo.headroomPct - newest.headroomPct);
}
