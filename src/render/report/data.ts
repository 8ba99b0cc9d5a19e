import type { Look } from "../../decide/forecast_truth.ts";
import type { ReceiptSum, RunSum, WindowRun } from "../../decide/look_back.ts";
import type { AccountKey } from "../../model/account.ts";
import { DAY, type EpochSec, type Zone } from "../../model/units.ts";
import type { SessionCompaction } from "../../model/usage.ts";
import type { Wall } from "../../model/wall.ts";
import { windowLabel } from "../../model/window.ts";
import { formatClock, formatDuration, formatInstant, formatNow, formatPct } from "../format.ts";

/** One window of an account over the time that is looked at. */
export interface WindowChapter {
  readonly sum: RunSum;
  readonly runs: readonly WindowRun[];
  readonly looks: readonly Look[];
}

/** The windows of one account. */
export interface AccountChapter {
  readonly key: AccountKey;
  /** What a person calls it. */
  readonly name: string | null;
  readonly chapters: readonly WindowChapter[];
}

/** Everything that a report tells. */
export interface Report {
  readonly since: EpochSec;
  readonly until: EpochSec;
  readonly zone: Zone;
  /** The one used last first. */
  readonly accounts: readonly AccountChapter[];
  readonly receipts: readonly ReceiptSum[];
  readonly compactions: readonly SessionCompaction[];
  readonly walls: readonly Wall[];
}

/** Days of a report from which a weekday could be either of two. */
const WEEK_DAYS = 6;

/** An instant of a report: `Tue 14:00`, in a longer one `Jun 24 14:00`. */
export function sayWhen(
  at: EpochSec,
  { since, until, zone }: Report,
  isLong = until - since > WEEK_DAYS * DAY,
): string {
  return formatInstant(at, at + (isLong ? 7 : 1) * DAY, zone);
}

/** The time that a report is about. */
export function saySpan({ since, until, zone }: Report): string {
  return `${formatNow(since, zone).replace(` ${zone.name}`, "")} to ${formatNow(until, zone)}`;
}

/** An account by its name, or by its place. */
export function sayAccount({ name }: AccountChapter, place: number): string {
  return name === null ? `Account ${place + 1}` : `Account ${name}`;
}

/** What is said in place of a report where there is nothing to report. */
export const NOTHING_SEEN =
  "No session has reported in this time. Start claude in a terminal and send a prompt: the first " +
  "reply brings the first figures. tokenroom doctor checks the wiring, --since 14d looks as far back " +
  "as figures are kept.";

/** Whether nothing at all is known of the time. */
export function isEmpty({ accounts, receipts, compactions, walls }: Report): boolean {
  return accounts.length + receipts.length + compactions.length + walls.length === 0;
}

/** Every look of every window. */
export function looksOf({ accounts }: Report): Look[] {
  return accounts.flatMap(({ chapters }) => chapters.flatMap(({ looks }) => looks));
}

/** What the windows of one key came to, as a sentence. */
export function saySum({ key, ended, emptied, unusedPct, unusedWindows }: RunSum): string {
  const label = windowLabel(key);
  const ran = emptied === 0 ? "none ran empty" : `${emptied} ran empty`;
  if (ended === 0 || unusedPct === null) return `No window of ${label} ended in this time; ${ran}.`;
  const many = ended === 1 ? `1 window of ${label} ended` : `${ended} windows of ${label} ended`;
  const all = ended === 1 ? "" : ` on average, ${sayWindows(unusedWindows)} in all`;
  return `${many}; ${ran}; at most ${formatPct(unusedPct)} expired unused${all}.`;
}

/** A share of windows: `1.4 windows`. */
export function sayWindows(windows: number): string {
  const shown = windows.toFixed(1);
  return `${shown} ${shown === "1.0" ? "window" : "windows"}`;
}

/** How a window ended. */
export function sayEnd(run: WindowRun, report: Report): string {
  if (run.emptiedAt !== null) {
    const before = run.resetAt === null
      ? ""
      : `, ${formatDuration(run.resetAt - run.emptiedAt)} early`;
    return `empty ${sayWhen(run.emptiedAt, report)}${before}`;
  }
  return run.isOver ? "expired" : "runs";
}

/** What a forecast said. */
export function sayForecast({ forecast }: Look, zone: Zone): string {
  switch (forecast.kind) {
    case "silent":
      return "nothing";
    case "spent":
      return "spent";
    case "lasts":
      return "lasts";
    case "exhausts":
    case "may-exhaust": {
      const band = `${formatClock(forecast.earliestAt, zone)}–${
        formatClock(forecast.latestAt, zone)
      }`;
      return `${forecast.kind === "exhausts" ? "empty" : "may be empty"} ${band}`;
    }
  }
}

/** What came. */
export function sayTruth({ emptiedAt }: Look, zone: Zone): string {
  return emptiedAt === null ? "lasted" : `empty ${formatClock(emptiedAt, zone)}`;
}

/** How the forecasts did, as a sentence. */
export function sayScore(looks: readonly Look[]): string {
  const count = (verdict: Look["verdict"]) =>
    looks.filter((look) => look.verdict === verdict).length;
  const [right, wrong, silent] = [count("right"), count("wrong"), count("silent")];
  if (looks.length === 0) return "No window ended of which enough was seen to score a forecast.";
  return `${right} right, ${wrong} wrong, ${silent} silent, looking anew from a quarter, a half and ` +
    "three quarters of each window that ended.";
}
