import type { EpochSec, Pct } from "../model/units.ts";
import { hasReset, type Window, type WindowKey, windowLengthSec } from "../model/window.ts";
import { AGE_DISCLOSED_SEC, AGE_SILENT_SEC, QUOTED_WINDOWS, WEEK_STAMP_PCT } from "./thresholds.ts";

/** A window as it is quoted: what is left of it, or that it has refilled. */
export type Quote =
  | {
    readonly kind: "left";
    readonly key: WindowKey;
    readonly headroomPct: Pct;
    readonly resetAt: EpochSec | null;
    /** Seconds since a response confirmed the figure; null while that is recent. */
    readonly ageSec: number | null;
  }
  | { readonly kind: "refilled"; readonly key: WindowKey; readonly resetAt: EpochSec };

/** The windows that a stamp quotes, the main one first. */
export function quotesOf(windows: readonly Window[], now: EpochSec): Quote[] {
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
