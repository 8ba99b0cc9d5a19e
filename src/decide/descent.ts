import type { EpochSec } from "../model/units.ts";
import { MINUTE } from "../model/units.ts";
import type { Window } from "../model/window.ts";
import { quote } from "./quote.ts";
import { APPROACH_PCT, DESCEND_PCT, LAND_PCT, REFILL_SOON_SEC } from "./thresholds.ts";

/** How to work as a window runs down: the unit of caution is divisibility, not percent. */
export type Descent =
  /** Normal work. */
  | { readonly kind: "cruise" }
  /** It refills before it matters: normal work, whatever is left. */
  | { readonly kind: "refills-soon"; readonly minutes: number }
  /** No indivisible jobs; small steps, committed as they land. */
  | { readonly kind: "descend" }
  /** Finishing moves only. */
  | { readonly kind: "approach" }
  /** A focused run: go on where others would descend or approach. */
  | { readonly kind: "focused" }
  /** Start nothing. */
  | { readonly kind: "land" };

// From the lightest on.
const GRAVITY: readonly Descent["kind"][] = [
  "cruise",
  "refills-soon",
  "descend",
  "approach",
  "focused",
  "land",
];

/** The way to work with what is left of a window. */
export function decideDescent(
  window: Pick<Window, "headroomPct" | "resetAt">,
  now: EpochSec,
): Descent {
  const { headroomPct, resetAt } = window;
  if (headroomPct > DESCEND_PCT) return { kind: "cruise" };
  const toReset = resetAt === null ? null : resetAt - now;
  if (headroomPct > LAND_PCT && toReset !== null && toReset <= REFILL_SOON_SEC) {
    return { kind: "refills-soon", minutes: Math.max(1, Math.round(toReset / MINUTE)) };
  }
  if (headroomPct > APPROACH_PCT) return { kind: "descend" };
  return headroomPct > LAND_PCT ? { kind: "approach" } : { kind: "land" };
}

/** Whether one way to work asks for more caution than another. */
export function isGraver(a: Descent, b: Descent): boolean {
  return GRAVITY.indexOf(a.kind) > GRAVITY.indexOf(b.kind);
}

/** The way to work with the window that asks for most caution; null where nothing true is known. */
export function gravestDescent(windows: readonly Window[], now: EpochSec): Descent | null {
  return windows.filter((window) => quote(window, now)?.kind === "left")
    .map((window) => decideDescent(window, now))
    .reduce<Descent | null>((a, b) => a !== null && !isGraver(b, a) ? a : b, null);
}

/** The way to work in a focused run, which spends a window down to where everyone lands. */
export function focus(descent: Descent): Descent {
  return descent.kind === "descend" || descent.kind === "approach" ? { kind: "focused" } : descent;
}
