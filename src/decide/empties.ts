import type { EpochSec } from "../model/units.ts";
import type { Forecast } from "./forecast.ts";
import { REFILL_SOON_SEC } from "./thresholds.ts";

/** A window that will be empty before it refills, and when. */
export interface Empties {
  readonly resetAt: EpochSec;
  readonly earliestAt: EpochSec;
  readonly latestAt: EpochSec;
}

/**
 * The band of a forecast that lies before the reset as a whole; null where none does, and where the
 * window refills so soon that nothing is to be planned.
 */
export function emptiesOf(
  forecast: Forecast,
  resetAt: EpochSec | null,
  now: EpochSec,
): Empties | null {
  if (forecast.kind !== "exhausts" || resetAt === null) return null;
  if (resetAt - now <= REFILL_SOON_SEC) return null;
  return { resetAt, earliestAt: forecast.earliestAt, latestAt: forecast.latestAt };
}
