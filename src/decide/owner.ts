import { type Account, type AccountKey, accountKey } from "../model/account.ts";
import { DAY, type EpochSec, HOUR } from "../model/units.ts";
import {
  findWindow,
  isSameWindow,
  SAME_RESET_SLACK_SEC,
  type WindowReading,
} from "../model/window.ts";
import { isRecent, phaseDistance } from "./attribution.ts";
import { isBeyondHorizon } from "./horizon.ts";

/** The account that a report belongs to, with the weekly reset to remember for it. */
export interface Owner {
  readonly key: AccountKey;
  readonly weeklyResetAt: EpochSec | null;
  /** It may be the same account as another one that is known, in a week of a new phase. */
  readonly isDoubtful: boolean;
}

/** A report and what is known around it. */
export interface Report {
  readonly windows: readonly WindowReading[];
  readonly configDir: string;
  /** The account this session reported before, or null. */
  readonly sessionAccount: AccountKey | null;
  /** When the five hours of an account reset, as it stands; asked only where the week leaves doubt. */
  readonly fiveHoursOf: (key: AccountKey) => EpochSec | null;
}

/**
 * The account whose windows a report shows, among the accounts of its configuration directory; null
 * when it cannot be told. The phase of the weekly reset is the mark: while a week runs, one
 * account's reset does not move, so another reset is another account. Once the week is over, the
 * next one may start at another phase, though not before the former one ended; then only an account
 * that cannot be confused adopts it. A report that dates no running week opens no second account.
 * The five hours tell accounts apart where the week does not.
 */
export function decideOwner(
  accounts: readonly Account[],
  report: Report,
  clock: EpochSec,
): Owner | null {
  if (report.windows.length === 0) return null;
  const toldAt = findWindow(report.windows, "seven_day")?.resetAt ?? null;
  const isFar = toldAt !== null && isBeyondHorizon("seven_day", toldAt, clock);
  // A week that begins later than now says that the clock is behind, and how far at least.
  const beganAt = (toldAt ?? 0) - WEEK_SEC;
  const now = Math.max(clock, beganAt - SAME_RESET_SLACK_SEC);
  const own = accounts.find((account) => account.key === report.sessionAccount) ?? null;
  const recent = accounts.filter((account) => isRecent(account, clock));
  const likely = recent.length === 0 ? accounts : recent;
  const only = likely.length === 1 ? likely[0] ?? null : null;
  const match = toldAt === null ? null : nearestPhase(accounts, own, toldAt);
  // The phase of a week needs no clock, so a wrong one does not lose an account that is known.
  if (match !== null && toldAt !== null) {
    // A week that may be the next one of the session's own account tells no switch.
    const mayBeOwn = own !== null && match !== own &&
      match.firstSeenAt >= (own.weeklyResetAt ?? 0) &&
      canMove(own, beganAt, now) && compareFiveHours(own, report, now) !== "other";
    return { ...known(match, isFar ? null : toldAt), isDoubtful: mayBeOwn };
  }
  if (isFar) return null;
  if (toldAt === null || toldAt <= now) {
    const owner = own ?? only;
    if (owner !== null) {
      return owner === only || areOwnHours(owner, report, now) ? known(owner) : null;
    }
    if (accounts.length > 0) return null;
    return { key: accountKey(report.configDir, null), weeklyResetAt: null, isDoubtful: false };
  }
  const movers = accounts.filter((account) =>
    canMove(account, beganAt, now) && compareFiveHours(account, report, now) !== "other"
  );
  const mover = movers.find((account) => account === own || account === only);
  const isSure = movers.length === 1 ||
    (mover !== undefined && compareFiveHours(mover, report, now) === "same");
  if (mover !== undefined && isSure) return known(mover, toldAt);
  const key = unusedKey(accounts, accountKey(report.configDir, toldAt));
  return { key, weeklyResetAt: toldAt, isDoubtful: movers.length > 0 };
}

const WEEK_SEC = 7 * DAY;
const FIVE_HOURS_SEC = 5 * HOUR;

// The start of a week is not told; its end may be rounded to an hour.
const WEEK_START_SLACK_SEC = HOUR;

function nearestPhase(
  accounts: readonly Account[],
  own: Account | null,
  toldAt: EpochSec,
): Account | null {
  let nearest: { readonly account: Account; readonly sec: number } | null = null;
  for (const account of own === null ? accounts : [own, ...accounts]) {
    if (account.weeklyResetAt === null) continue;
    const sec = phaseDistance(account.weeklyResetAt, toldAt);
    if (sec <= SAME_RESET_SLACK_SEC && (nearest === null || sec < nearest.sec)) {
      nearest = { account, sec };
    }
  }
  return nearest?.account ?? null;
}

function known(account: Account, toldAt: EpochSec | null = null): Owner {
  const { key } = account;
  const weeklyResetAt = Math.max(account.weeklyResetAt ?? 0, toldAt ?? 0) || null;
  return { key, weeklyResetAt, isDoubtful: false };
}

// An account keeps the key of the phase it was first seen with. Another account may have that phase
// by now.
function unusedKey(accounts: readonly Account[], key: AccountKey): AccountKey {
  return accounts.some((account) => account.key === key) ? `${key}-${accounts.length + 1}` : key;
}

function canMove({ weeklyResetAt }: Account, beganAt: EpochSec, now: EpochSec): boolean {
  return weeklyResetAt === null ||
    (weeklyResetAt <= now && beganAt >= weeklyResetAt - WEEK_START_SLACK_SEC);
}

// Whether a report without a running week may be an account's own. A response of one that has weeks
// dates its week too, so what comes without is an earlier one, told again: its five hours are known. An
// account that has had no week for long has none, and begins five hours that nobody knew.
function areOwnHours(account: Account, report: Report, now: EpochSec): boolean {
  if (findWindow(report.windows, "five_hour") === null) return true;
  const compared = compareFiveHours(account, report, now);
  const hasWeeks = (account.weeklyResetAt ?? 0) > now - WEEK_SEC;
  return hasWeeks ? compared === "same" : compared !== "other";
}

// While five hours run, their reset does not move either. Those that ended before the told ones began
// are over, whatever the clock says.
function compareFiveHours(
  account: Account,
  report: Report,
  now: EpochSec,
): "same" | "other" | null {
  const told = findWindow(report.windows, "five_hour")?.resetAt ?? null;
  if (told === null || told <= now) return null;
  const standing = report.fiveHoursOf(account.key);
  if (standing === null || standing <= Math.max(now, told - FIVE_HOURS_SEC)) return null;
  return isSameWindow(told, standing) ? "same" : "other";
}
