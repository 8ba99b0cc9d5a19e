import {
  DAY,
  type EpochSec,
  HOUR,
  MINUTE,
  type Pct,
  type Tokens,
  type Zone,
} from "../model/units.ts";

/** `60%`; rounded down, because a person plans with it, and `<1%` rather than nothing. */
export function formatPct(pct: Pct): string {
  return pct > 0 && pct < 1 ? "<1%" : `${Math.floor(pct)}%`;
}

/** `950`, `38k`, `1.2M`. */
export function formatTokens(tokens: Tokens): string {
  if (tokens < 1_000) return String(Math.round(tokens));
  if (tokens < 999_500) return `${Math.round(tokens / 1_000)}k`;
  return `${(tokens / 1_000_000).toFixed(1).replace(/\.0$/, "")}M`;
}

/** `45s`, `12m`, `4h 38m`, `5h`, `1d 6h`; never negative. */
export function formatDuration(seconds: number): string {
  const sec = Math.max(0, Math.floor(seconds));
  if (sec < MINUTE) return `${sec}s`;
  if (sec < HOUR) return `${Math.floor(sec / MINUTE)}m`;
  if (sec < DAY) return twoParts(Math.floor(sec / HOUR), "h", Math.floor(sec % HOUR / MINUTE), "m");
  return twoParts(Math.floor(sec / DAY), "d", Math.floor(sec % DAY / HOUR), "h");
}

function twoParts(many: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${many}${unit}` : `${many}${unit} ${rest}${restUnit}`;
}

/** `$26.03`. */
export function formatUsd(usd: number): string {
  return `$${usd.toFixed(2)}`;
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
];

/** `14:00` in the zone. */
export function formatClock(at: EpochSec, zone: Zone): string {
  const minutes = Math.floor(localSec(at, zone) % DAY / MINUTE);
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** `14:00`; a day or more away from `now` `Sat 14:00`, a week or more `Jul 21 14:00`. */
export function formatInstant(at: EpochSec, now: EpochSec, zone: Zone): string {
  const clock = formatClock(at, zone);
  const distance = Math.abs(at - now);
  if (distance < DAY) return clock;
  const day = distance < 7 * DAY ? WEEKDAYS[weekday(at, zone)] : formatDate(at, zone);
  return `${day} ${clock}`;
}

/** `Tue, Jul 1, 09:12 Asia/Tokyo`. */
export function formatNow(at: EpochSec, zone: Zone): string {
  return `${WEEKDAYS[weekday(at, zone)]}, ${formatDate(at, zone)}, ` +
    `${formatClock(at, zone)} ${zone.name}`;
}

/** What of that holds all day: `Tue, Jul 1 Asia/Tokyo`. */
export function formatDay(at: EpochSec, zone: Zone): string {
  return `${WEEKDAYS[weekday(at, zone)]}, ${formatDate(at, zone)} ${zone.name}`;
}

/** Two clocks, `18:40–19:55`, or one where they are the same minute. */
export function formatBand(from: EpochSec, to: EpochSec, zone: Zone): string {
  const [early, late] = [formatClock(from, zone), formatClock(to, zone)];
  return early === late ? early : `${early}–${late}`;
}

function formatDate(at: EpochSec, zone: Zone): string {
  const { month, day } = civilDate(Math.floor(localSec(at, zone) / DAY));
  return `${MONTHS[month - 1]} ${day}`;
}

function localSec(at: EpochSec, zone: Zone): number {
  return at + zone.offsetMin(at) * MINUTE;
}

function weekday(at: EpochSec, zone: Zone): number {
  // The epoch began on a Thursday.
  return (Math.floor(localSec(at, zone) / DAY) + 4) % 7;
}

// Days since the epoch to a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level
// date algorithms", civil_from_days): the pure layers have neither Date nor Intl.
function civilDate(days: number): { month: number; day: number } {
  const shifted = days + 719_468;
  const dayOfEra = shifted % 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  return {
    month: shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
