import type { WeightPerPoint } from "./calibration.ts";
import type { FlowPoint } from "./flow.ts";
import type { EpochSec, Pct } from "./units.ts";

/** A figure of one window at the instant it was first known; stored only when it changes. */
export interface HeadroomSample {
  readonly at: EpochSec;
  readonly headroomPct: Pct;
  readonly resetAt: EpochSec | null;
}

/** Everything known of how one window of one account was spent. */
export interface BurnHistory {
  /** Figures over at least one and a half lengths of the window where there are so many, oldest first. */
  readonly samples: readonly HeadroomSample[];
  /** Flow of the account's sessions on this machine over the same time, oldest first. */
  readonly flow: readonly FlowPoint[];
  /** When a response last confirmed the newest figure, or null. */
  readonly observedAt: EpochSec | null;
  /** What a point costs, once that is earned. */
  readonly weightPerPoint: WeightPerPoint | null;
  /** Length of the window, or null when it is not fixed. */
  readonly lengthSec: number | null;
}
