import type { ContextSample } from "../model/context.ts";
import type { Tokens } from "../model/units.ts";
import { CALL_PRICE_MIN } from "./thresholds.ts";

/**
 * Tokens that the context grew by with each measurement since it last shrank, oldest sample first;
 * null until it grew a few times. A measurement may stand for several requests, so calls counted
 * with it are rather too few.
 */
export function growthPerCall(samples: readonly ContextSample[]): Tokens | null {
  let first = samples.length - 1;
  while (first > 0 && samples[first - 1]!.usedTokens <= samples[first]!.usedTokens) first--;
  const steps = samples.length - 1 - first;
  if (steps < CALL_PRICE_MIN - 1) return null;
  const grown = samples.at(-1)!.usedTokens - samples[first]!.usedTokens;
  return grown > 0 ? grown / steps : null;
}
