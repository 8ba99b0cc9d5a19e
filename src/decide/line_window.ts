import type { EpochSec, Pct } from "../model/units.ts";
import { findWindow, hasReset, type Window, type WindowKey } from "../model/window.ts";
import { decideDescent, type Descent } from "./descent.ts";
import { quote } from "./quote.ts";

/** A window as a status bar may show it. */
export interface LineWindow {
  readonly regime: Descent["kind"] | "refilled" | "unknown";
  /** Null: nothing true can be said. */
  readonly headroomPct: Pct | null;
  /** The reset that lies ahead, or null. */
  readonly resetAt: EpochSec | null;
  readonly ageSec: number | null;
}

/** What a status bar may say of a window at `now`. */
export function decideLineWindow(
  windows: readonly Window[],
  key: WindowKey,
  now: EpochSec,
): LineWindow {
  const window = findWindow(windows, key);
  const shown = window === null ? null : quote(window, now);
  if (window === null || shown === null) {
    return { regime: "unknown", headroomPct: null, resetAt: null, ageSec: null };
  }
  if (shown.kind === "refilled") {
    return { regime: "refilled", headroomPct: null, resetAt: null, ageSec: null };
  }
  return {
    regime: decideDescent(window, now).kind,
    headroomPct: window.headroomPct,
    resetAt: hasReset(window, now) ? null : window.resetAt,
    ageSec: Math.max(0, now - window.observedAt),
  };
}
