/** Seconds since the Unix epoch, UTC. Instants end in `At`. */
export type EpochSec = number;
/** Percent, 0 to 100. */
export type Pct = number;
/** A count of model tokens, 0 or more. */
export type Tokens = number;

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

/** The person's local time zone as data, so that pure layers need neither `Intl` nor the clock. */
export interface Zone {
  /** IANA name, or `UTC+9` where the machine does not tell one. */
  readonly name: string;
  /** Minutes to add to UTC at a given instant (daylight saving moves it). */
  readonly offsetMin: (at: EpochSec) => number;
}
