import type { EpochSec } from "../model/units.ts";
import { type WindowKey, windowLengthSec } from "../model/window.ts";
import { RESET_HORIZON_LENGTHS, RESET_HORIZON_SEC } from "./thresholds.ts";

/** Whether a reset lies further ahead than a window of this key can reach: damage, not a date. */
export function isBeyondHorizon(key: WindowKey, resetAt: EpochSec, now: EpochSec): boolean {
  const length = windowLengthSec(key);
  const horizon = length === null ? RESET_HORIZON_SEC : RESET_HORIZON_LENGTHS * length;
  return resetAt > now + horizon;
}
