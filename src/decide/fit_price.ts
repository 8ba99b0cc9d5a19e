import type { WeightPerPoint } from "../model/calibration.ts";
import { usdOfWeight, type WeightedTokens } from "../model/flow.ts";
import type { Tokens } from "../model/units.ts";
import { type WindowKey, windowLengthSec } from "../model/window.ts";
import { LEAST_POINT_USD } from "./thresholds.ts";

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

/**
 * The most points a weight can cost in a window of a plan, before a point's price is earned; null for
 * budgets that somebody sets as they like.
 */
export function mostPoints(key: WindowKey, weight: WeightedTokens | null): number | null {
  return weight === null || windowLengthSec(key) === null
    ? null
    : usdOfWeight(weight) / LEAST_POINT_USD;
}
