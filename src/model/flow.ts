import type { EpochSec } from "./units.ts";

/** Price-weighted tokens: 1.0 is the price of one input token of the base model. */
export type WeightedTokens = number;

/**
 * Dollars per million of the unit of weight: one base input token of Sonnet 5.5, the client's default
 * model (Anthropic's public price list, 2026-11-20).
 */
export const WEIGHT_UNIT_USD_PER_MILLION = 2;

/** US dollars that a weight stands for. */
export function usdOfWeight(weight: WeightedTokens): number {
  return weight * WEIGHT_UNIT_USD_PER_MILLION / 1e6;
}

/** What sessions spent at an instant: one message, or all messages of a minute at its last instant. */
export interface FlowPoint {
  readonly at: EpochSec;
  readonly weight: WeightedTokens;
}
