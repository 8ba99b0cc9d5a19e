import type { WeightPerPoint } from "../model/calibration.ts";
import { usdOfWeight, type WeightedTokens } from "../model/flow.ts";
import type { Tokens } from "../model/units.ts";
import type { WindowKey } from "../model/window.ts";
import {
  LEAST_POINT_USD,
  LEAST_TOKEN_WEIGHT,
  LEAST_WEEK_POINT_USD,
  MOST_POINT_USD,
  MOST_WEEK_POINT_USD,
  USUAL_CALL_WEIGHT,
  USUAL_TOKEN_WEIGHT,
} from "./thresholds.ts";

/** A job as its agent sizes it. */
export interface Estimate {
  /** Tokens that it reads for the first time or writes. */
  readonly tokens: Tokens;
  /** Requests to the model that it takes; null: not said. */
  readonly calls: number | null;
  /** It may stop after any step and keep what is done. */
  readonly divisible: boolean;
}

/** What turns an estimate into the price of work as this session and its account do it. */
export interface Rates {
  /** New tokens per weight in the account's recent work; null: nothing was spent lately. */
  readonly tokensPerWeight: number | null;
  /** Weight of one request of this session lately, the re-read conversation included; null: unknown. */
  readonly weightPerCall: WeightedTokens | null;
  /** Weight of what a cold cache writes anew before the job begins; 0 while it is warm. */
  readonly coldWeight: WeightedTokens;
}

/** A range that is meant to hold the truth in nine of ten cases. */
export interface Spread {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/**
 * What a job weighs, or null where the account's mix of work is not known. The dearer of two ways to
 * count: by its tokens, and by its requests, each of which reads the whole conversation again.
 */
export function weighJob(estimate: Estimate, rates: Rates): WeightedTokens | null {
  if (rates.tokensPerWeight === null || rates.tokensPerWeight <= 0) return null;
  const byTokens = estimate.tokens / rates.tokensPerWeight;
  const byCalls = (estimate.calls ?? 0) * (rates.weightPerCall ?? 0);
  return Math.max(byTokens, byCalls) + rates.coldWeight;
}

/** Points of a window that a weight costs; null until a point's price is earned. */
export function pointsOf(
  weight: WeightedTokens | null,
  perPoint: WeightPerPoint | null,
): Spread | null {
  if (weight === null || perPoint === null) return null;
  return {
    low: weight / perPoint.high,
    mid: weight / perPoint.mid,
    high: weight / perPoint.low,
  };
}

/** What a job costs where its price is not earned. */
export interface Bounds {
  /** Also in the most generous window known; null: nothing bounds the window. */
  readonly leastPoints: number | null;
  /** In the smallest one, at the usual weight of work where the account's own is not known. */
  readonly mostPoints: number;
}

// Dollars that a point of a plan's window holds.
const POINT_USD: ReadonlyMap<WindowKey, { readonly least: number; readonly most: number }> =
  new Map([
    ["five_hour", { least: LEAST_POINT_USD, most: MOST_POINT_USD }],
    ["seven_day", { least: LEAST_WEEK_POINT_USD, most: MOST_WEEK_POINT_USD }],
  ]);

/** The least and the most points of a window that a job costs, before a point's price is earned. */
export function boundPoints(
  key: WindowKey,
  estimate: Estimate,
  rates: Rates,
  perPoint: WeightPerPoint | null,
): Bounds {
  const learned = rates.tokensPerWeight !== null && rates.tokensPerWeight > 0
    ? 1 / rates.tokensPerWeight
    : null;
  const weigh = (perToken: number, perCall: number) =>
    Math.max(
      estimate.tokens * (learned ?? perToken),
      (estimate.calls ?? 0) * (rates.weightPerCall ?? perCall),
    ) + rates.coldWeight;
  // A request of unknown weight proves nothing.
  const least = weigh(LEAST_TOKEN_WEIGHT, 0);
  const most = weigh(USUAL_TOKEN_WEIGHT, USUAL_CALL_WEIGHT);
  if (perPoint !== null) {
    return { leastPoints: least / perPoint.high, mostPoints: most / perPoint.low };
  }
  const usd = POINT_USD.get(key);
  return {
    leastPoints: usd === undefined ? null : usdOfWeight(least) / usd.most,
    mostPoints: usdOfWeight(most) / (usd?.least ?? LEAST_POINT_USD),
  };
}
