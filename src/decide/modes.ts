import type { Mode } from "../model/config.ts";
import type { Pct } from "../model/units.ts";

/** When a mode speaks. What is said is the same in all of them. */
export interface Temper {
  /** Percents left whose crossing is told, from high to low. */
  readonly edges: readonly Pct[];
  /** Seconds between two updates that can wait. */
  readonly throttleSec: number;
  /** Points of a window that one action must cost to earn a receipt. */
  readonly receiptPct: Pct;
  /** Dollars that one action must cost to earn a receipt. */
  readonly receiptUsd: number;
}

const TEMPERS: Readonly<Record<Mode, Temper>> = {
  // A quarter left is time to plan, a tenth to shrink the bets, a twentieth to finish.
  ondemand: { edges: [25, 10, 5, 2], throttleSec: 120, receiptPct: 2, receiptUsd: 1 },
  // Someone who saves wants to hear earlier and of smaller sums.
  powersave: { edges: [40, 25, 10, 5, 2], throttleSec: 60, receiptPct: 1, receiptUsd: 0.5 },
  // Someone who runs wants to hear only what changes the plan.
  performance: { edges: [10, 5, 2], throttleSec: 300, receiptPct: 5, receiptUsd: 3 },
};

/** How a mode behaves. */
export function temperOf(mode: Mode): Temper {
  return TEMPERS[mode];
}

/** The lowest edge at or above a headroom; 100 where none was crossed. */
export function edgeOf(headroomPct: Pct, edges: readonly Pct[]): Pct {
  return Math.min(100, ...edges.filter((edge) => headroomPct <= edge));
}
