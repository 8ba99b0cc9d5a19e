import { DAY, type EpochSec, HOUR, MINUTE, type Zone } from "./units.ts";

const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };
/** Longest span in days: what is to hold longer has no end. */
const MAX_DAYS = 3660;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The instant that a person means by `90m`, `12h`, `7d`, `2w` from now, `2026-06-16` (the end of
 * that day, local time) or `2026-06-16T18:00` (also with a space); null when it is none of these.
 */
export function parseUntil(text: string, now: EpochSec, zone: Zone): EpochSec | null {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(text.trim()) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const seconds = Number(amount) * (UNITS[unit] ?? 0);
    return seconds <= MAX_DAYS * DAY ? now + seconds : null;
  }
  const [, year, month, day, hour, minute] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?$/.exec(text.trim()) ?? [];
  const days = daysSinceEpoch(Number(year), Number(month), Number(day));
  if (days === null || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59) return null;
  const local = hour === undefined
    ? (days + 1) * DAY
    : days * DAY + Number(hour) * HOUR + Number(minute) * MINUTE;
  // The offset is that of the instant itself: a first guess finds the instant, the second corrects
  // it where daylight saving changes in between.
  const guess = local - zone.offsetMin(local) * MINUTE;
  return local - zone.offsetMin(guess) * MINUTE;
}

/**
 * The instant of an ISO date or date and time, seconds cut; null when it is none. One without an
 * offset is local, and a date alone is the end of that day.
 */
export function parseInstant(text: string, zone: Zone): EpochSec | null {
  const [, date, time, offset, hours, minutes] =
    /^(\d{4}-\d\d-\d\d)(?:([T ]\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(Z|([+-]\d\d):?(\d\d))?)?$/
      .exec(text.trim()) ?? [];
  if (date === undefined) return null;
  const local = date + (time ?? "");
  if (offset === undefined) return parseUntil(local, 0, zone);
  const sign = offset.startsWith("-") ? -1 : 1;
  const offsetMin = sign * (Math.abs(Number(hours ?? 0)) * 60 + Number(minutes ?? 0));
  return parseUntil(local, 0, { name: "", offsetMin: () => offsetMin });
}

// Days from the epoch to a date of the Gregorian calendar; null when there is no such date.
function daysSinceEpoch(year: number, month: number, day: number): number | null {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const monthDays = (MONTH_DAYS[month - 1] ?? 0) + (isLeap && month === 2 ? 1 : 0);
  if (!(year >= 1970 && day >= 1 && day <= monthDays)) return null;
  const leapDays = (before: number) =>
    Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const ofYears = (year - 1970) * 365 + leapDays(year - 1) - leapDays(1969);
  const ofMonths = MONTH_DAYS.slice(0, month - 1).reduce((sum, days) => sum + days, 0);
  return ofYears + ofMonths + (isLeap && month > 2 ? 1 : 0) + day - 1;
}
