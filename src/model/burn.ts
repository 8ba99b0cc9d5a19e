import type { EpochSec, Pct } from "./units.ts";

/** A figure of one window at the instant it was first known; stored only when it changes. */
export interface HeadroomSample {
  readonly at: EpochSec;
  readonly headroomPct: Pct;
  readonly resetAt: EpochSec | null;
}
