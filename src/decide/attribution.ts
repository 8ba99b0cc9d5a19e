import type { Account, AccountKey, Attribution } from "../model/account.ts";
import type { LoginChange } from "../model/login_change.ts";
import { DAY, type EpochSec } from "../model/units.ts";
import { findWindow, SAME_RESET_SLACK_SEC, type WindowReading } from "../model/window.ts";
import { SAMPLE_DAYS } from "./thresholds.ts";

/** What is known of a session when its windows are asked for. */
export interface AskingSession {
  readonly account: AccountKey | null;
  /** Null: no response yet. With one it would have reported windows if it had any. */
  readonly answeredAt: EpochSec | null;
  /** What it reported, also where the account it belongs to could not be told. */
  readonly windows: readonly WindowReading[];
}

/**
 * Whose windows a session spends. `keyedSeen`: a session without windows used this directory.
 * `change`: what took the login of the session's account away since its last response; where it has
 * none yet, that of the account seen last since that was seen.
 */
export function decideAttribution(
  session: AskingSession | null,
  accounts: readonly Account[],
  keyedSeen: boolean,
  change: LoginChange | null,
  now: EpochSec,
): Attribution {
  if (session !== null && session.account !== null) {
    const { account: key, windows } = session;
    if (change !== null) return { kind: "echo", key, ...change };
    // Another session saw the account begin a week of a new phase. Whether this one spends the same
    // account, its next reply tells.
    const account = accounts.find((each) => each.key === key);
    return account !== undefined && hasMovedOn(account, windows)
      ? { kind: "ambiguous" }
      : { kind: "known", key };
  }
  if (session !== null && session.windows.length > 0) return { kind: "ambiguous" };
  if (session !== null && session.answeredAt !== null) return { kind: "none" };
  const recent = accounts.filter((account) => isRecent(account, now));
  if (recent.length > 1) return { kind: "ambiguous" };
  const only = recent[0];
  if (only === undefined || keyedSeen) return { kind: "none" };
  const { key } = only;
  return change === null ? { kind: "assumed", key } : { kind: "echo", key, ...change };
}

/** Whether an account was used of late; no session is taken to be on one that was not. */
export function isRecent({ seenAt }: Account, now: EpochSec): boolean {
  return now - seenAt < SAMPLE_DAYS * DAY;
}

function hasMovedOn(account: Account, windows: readonly WindowReading[]): boolean {
  const said = findWindow(windows, "seven_day")?.resetAt ?? null;
  return said !== null && account.weeklyResetAt !== null &&
    phaseDistance(account.weeklyResetAt, said) > SAME_RESET_SLACK_SEC;
}

const WEEK_SEC = 7 * DAY;

/** Seconds between the phases of two weekly resets. */
export function phaseDistance(a: EpochSec, b: EpochSec): number {
  const distance = Math.abs(a - b) % WEEK_SEC;
  return Math.min(distance, WEEK_SEC - distance);
}
