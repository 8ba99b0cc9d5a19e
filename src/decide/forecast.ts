import type { BurnHistory } from "../model/burn.ts";
import { type EpochSec, HOUR } from "../model/units.ts";
import { hasReset } from "../model/window.ts";
import { type Burn, measureBurn } from "./burn.ts";
import {
  FORECAST_BAND_EARLY,
  FORECAST_BAND_LATE,
  FORECAST_GROUP_BLOCKS,
  FORECAST_HALF_LIFE_BLOCKS,
  FORECAST_MAX_SPREAD,
  FORECAST_MIN_POINTS,
  FORECAST_PRIOR_SPREAD,
  IDLE_SEC,
} from "./thresholds.ts";

/** An exhaustion band, meant to hold the true instant in 80% of cases, with what it stands on. */
export interface ExhaustionBand {
  readonly earliestAt: EpochSec;
  readonly latestAt: EpochSec;
  /** Seconds after which the window is as likely spent as not. */
  readonly runwaySec: number;
  /** Points an hour, idle times counted in. */
  readonly burnPerHour: number;
}

/** When a window runs empty. */
export type Forecast =
  /** The whole band lies before the reset, or no reset is known. */
  | { readonly kind: "exhausts" } & ExhaustionBand
  /** The band begins before the reset and reaches past it. */
  | { readonly kind: "may-exhaust" } & ExhaustionBand
  /** The reset comes first. */
  | { readonly kind: "lasts" } & ExhaustionBand
  /** Nothing is left until the reset. */
  | { readonly kind: "spent" }
  /** Nothing is forecast. `idle`: nobody burns; `little`: too little was seen to tell. */
  | { readonly kind: "silent"; readonly why: "no-figure" | "refilled" | "idle" | "little" };

/** The factors by which the band reaches out from the expected instant, on a logarithmic scale. */
export interface BandFactors {
  readonly early: number;
  readonly late: number;
}

const FACTORS: BandFactors = { early: FORECAST_BAND_EARLY, late: FORECAST_BAND_LATE };

/**
 * When the window runs empty if work goes on as of late. The rate is the mean burn of past blocks,
 * recent ones counting more; the band widens with how unevenly groups of blocks burned, over as many
 * groups as were seen and as lie ahead. `factors` are the tuned ones; only the tuning passes others.
 */
export function decideForecast(
  history: BurnHistory,
  now: EpochSec,
  factors: BandFactors = FACTORS,
): Forecast {
  const newest = history.samples.at(-1) ?? null;
  if (newest === null) return { kind: "silent", why: "no-figure" };
  if (hasReset(newest, now)) return { kind: "silent", why: "refilled" };
  if (newest.headroomPct <= 0) return { kind: "spent" };
  const burn = measureBurn(history, now);
  if (burn.activeAt === null || now - burn.activeAt > IDLE_SEC) {
    return { kind: "silent", why: "idle" };
  }
  const rate = measureRate(burn);
  if (rate === null) return { kind: "silent", why: "little" };
  const headroom = Math.max(burn.resolutionPct / 2, newest.headroomPct - burn.unreportedPoints);
  const blocks = headroom / rate.perBlock;
  const spread = Math.sqrt(
    rate.spread2 * (FORECAST_GROUP_BLOCKS / Math.max(1, blocks) + 1 / rate.groups) +
      burn.resolutionPct ** 2 * (1 / (12 * headroom ** 2) + 1 / (6 * rate.points ** 2)),
  );
  if (spread > FORECAST_MAX_SPREAD) return { kind: "silent", why: "little" };
  const runwaySec = blocks * burn.blockSec;
  const earliestAt = Math.round(now + runwaySec * Math.exp(-factors.early * spread));
  const latestAt = Math.round(now + runwaySec * Math.exp(factors.late * spread));
  const burnPerHour = rate.perBlock * HOUR / burn.blockSec;
  const band = { earliestAt, latestAt, runwaySec: Math.round(runwaySec), burnPerHour };
  if (newest.resetAt === null || latestAt < newest.resetAt) return { kind: "exhausts", ...band };
  return { kind: earliestAt < newest.resetAt ? "may-exhaust" : "lasts", ...band };
}

interface Rate {
  readonly perBlock: number;
  /** Relative variance of the burn of one group of blocks. */
  readonly spread2: number;
  /** How many groups of blocks the rate effectively stands on. */
  readonly groups: number;
  readonly points: number;
}

function measureRate(burn: Burn): Rate | null {
  const { points, exposure } = burn;
  const decay = 2 ** (-1 / FORECAST_HALF_LIFE_BLOCKS);
  let weight = 1;
  let known = 0;
  let known2 = 0;
  let burned = 0;
  for (let block = 0; block < points.length; block++) {
    known += weight * exposure[block]!;
    known2 += weight * weight * exposure[block]!;
    burned += weight * points[block]!;
    weight *= decay;
  }
  const all = points.reduce((sum, value) => sum + value, 0);
  if (known <= 0 || burned <= 0 || all < FORECAST_MIN_POINTS) return null;
  const perBlock = burned / known;
  return {
    perBlock,
    spread2: groupSpread(burn, perBlock, decay),
    groups: known * known / known2 / FORECAST_GROUP_BLOCKS,
    points: all,
  };
}

// Relative variance over overlapping groups, drawn to the prior by as much as one group weighs.
function groupSpread(burn: Burn, perBlock: number, decay: number): number {
  const { points, exposure } = burn;
  const end = Math.min(points.length, burn.watchedBlocks);
  let weight = 1;
  let total = 0;
  let squares = 0;
  let burned = 0;
  let known = 0;
  for (let block = 0; block < end; block++) {
    burned += points[block]!;
    known += exposure[block]!;
    const gone = block - FORECAST_GROUP_BLOCKS;
    if (gone >= 0) {
      burned -= points[gone]!;
      known -= exposure[gone]!;
    }
    // Half-known groups would be compared with whole ones.
    if (gone >= -1 && known >= FORECAST_GROUP_BLOCKS / 2) {
      total += weight;
      squares += weight * (burned / known / perBlock - 1) ** 2;
    }
    weight *= decay;
  }
  const groups = total / FORECAST_GROUP_BLOCKS;
  return (squares / FORECAST_GROUP_BLOCKS + FORECAST_PRIOR_SPREAD ** 2) / (groups + 1);
}
