import type { Account, AccountKey } from "../model/account.ts";
import { DAY, type EpochSec, HOUR } from "../model/units.ts";

/** Why two accounts may be one. Only a person can tell; nothing is merged by itself. */
export interface AccountHint {
  readonly kind: "same-login" | "same-week" | "next-week" | "early-reset";
  readonly account: Account;
  /** The one that was seen first. */
  readonly into: Account;
}

// Two logins whose weeks end within a minute of each other are hardly two.
const SAME_WEEK_SEC = 60;

/**
 * Pairs of accounts that may be one: two directories with one login, two directories whose weeks
 * end at one instant, an account that was first seen when the week of another one of its directory
 * had ended, and one that took another's place within its week, as after a reset by the service.
 * `loginOf`: what the client's own status said of a directory's login; null: not known.
 * `areNamedApart`: the person gave the two names.
 */
export function accountHints(
  accounts: readonly Account[],
  loginOf: (configDir: string) => string | null,
  areNamedApart: (a: AccountKey, b: AccountKey) => boolean,
): AccountHint[] {
  const byAge = accounts.toSorted((a, b) => a.firstSeenAt - b.firstSeenAt);
  return byAge.flatMap((account, index) =>
    byAge.slice(0, index).flatMap((into): AccountHint[] => {
      const isTold = account.configDir === into.configDir && areNamedApart(account.key, into.key);
      const kind = isTold ? null : hintOf(account, into, byAge, loginOf);
      return kind === null ? [] : [{ kind, account, into }];
    })
  );
}

function hintOf(
  account: Account,
  into: Account,
  all: readonly Account[],
  loginOf: (configDir: string) => string | null,
): AccountHint["kind"] | null {
  if (account.configDir === into.configDir) {
    if (isNextWeek(account, into.weeklyResetAt)) return "next-week";
    return isEarlyReset(account, into) ? "early-reset" : null;
  }
  const login = loginOf(account.configDir);
  const isAlone = [account, into].every(({ configDir }) =>
    all.filter((other) => other.configDir === configDir).length === 1
  );
  if (isAlone && login !== null && login === loginOf(into.configDir)) return "same-login";
  const [a, b] = [account.weeklyResetAt, into.weeklyResetAt];
  return a !== null && b !== null && Math.abs(a - b) <= SAME_WEEK_SEC ? "same-week" : null;
}

function isNextWeek(account: Account, endedAt: EpochSec | null): boolean {
  return endedAt !== null && account.weeklyResetAt !== null && account.firstSeenAt >= endedAt &&
    account.weeklyResetAt - 7 * DAY >= endedAt - HOUR;
}

// Where the service resets a week early, the former one never comes back.
function isEarlyReset(account: Account, into: Account): boolean {
  return into.weeklyResetAt !== null && account.firstSeenAt < into.weeklyResetAt &&
    into.seenAt <= account.firstSeenAt;
}
