import type { EpochSec } from "../model/units.ts";
import type { Forecast } from "./forecast.ts";

/** A window that will be empty before it refills, and when. */
export interface Empties {
  readonly resetAt: EpochSec;
  readonly earliestAt: EpochSec;
  readonly latestAt: EpochSec;
}

/** The band of a forecast that lies before the reset as a whole; null where none does. */
export function emptiesOf(forecast: Forecast, resetAt: EpochSec | null): Empties | null {
  if (forecast.kind !== "exhausts" || resetAt === null) return null;
  return { resetAt, earliestAt: forecast.earliestAt, latestAt: forecast.latestAt };
}
