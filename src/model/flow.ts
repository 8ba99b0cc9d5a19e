import type { EpochSec } from "./units.ts";

/** Price-weighted tokens: 1.0 is the price of one input token of the base model. */
export type WeightedTokens = number;

/** What sessions spent at an instant: one message, or all messages of a minute at its last instant. */
export interface FlowPoint {
  readonly at: EpochSec;
  readonly weight: WeightedTokens;
}
