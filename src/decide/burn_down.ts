import type { HeadroomSample } from "../model/burn.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import { hasReset, isSameWindow, type Window, windowLengthSec } from "../model/window.ts";
import type { Forecast } from "./forecast.ts";

/** A figure at an instant. */
export interface Figure {
  readonly at: EpochSec;
  readonly headroomPct: Pct;
}

/** How one window ran down and may go on, from its start to its reset. */
export interface BurnDown {
  readonly startAt: EpochSec;
  readonly endAt: EpochSec;
  readonly now: EpochSec;
  /** Figures of this window, oldest first; each holds until the next, the last until now. */
  readonly figures: readonly Figure[];
  /** From the standing figure to empty, at the earliest and at the latest; null: no forecast. */
  readonly band: {
    readonly headroomPct: Pct;
    readonly earliestAt: EpochSec;
    readonly latestAt: EpochSec;
    /** It may be empty before it refills. */
    readonly isRisk: boolean;
  } | null;
}

/** The burn-down of a window, or null where nobody knows when it refills, or it has. */
export function decideBurnDown(
  window: Window,
  samples: readonly HeadroomSample[],
  forecast: Forecast | null,
  now: EpochSec,
): BurnDown | null {
  const { key, resetAt, headroomPct } = window;
  if (resetAt === null || hasReset(window, now)) return null;
  const own = samples.filter((sample) => isSameWindow(sample.resetAt, resetAt));
  const lengthSec = windowLengthSec(key);
  const startAt = lengthSec === null ? own[0]?.at ?? window.observedAt : resetAt - lengthSec;
  // A clock that was set back, or figures of a window that has no room to be drawn in.
  if (startAt >= Math.min(now, resetAt)) return null;
  const figures = own.map(({ at, headroomPct }) => ({ at: clamp(at, startAt, now), headroomPct }));
  return { startAt, endAt: resetAt, now, figures, band: bandOf(forecast, headroomPct) };
}

function bandOf(forecast: Forecast | null, headroomPct: Pct): BurnDown["band"] {
  switch (forecast?.kind) {
    case "exhausts":
    case "may-exhaust":
    case "lasts": {
      const { earliestAt, latestAt, kind } = forecast;
      return { headroomPct, earliestAt, latestAt, isRisk: kind !== "lasts" };
    }
    default:
      return null;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
