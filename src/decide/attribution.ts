import type { Account, AccountKey, Attribution } from "../model/account.ts";
import { accountKey } from "../model/account.ts";
import { DAY, type EpochSec } from "../model/units.ts";
import { findWindow, SAME_RESET_SLACK_SEC, type WindowReading } from "../model/window.ts";
import { isBeyondHorizon } from "./horizon.ts";
import { SAMPLE_DAYS } from "./thresholds.ts";

/** The account that a report belongs to, with the weekly reset to remember for it. */
export interface Owner {
  readonly key: AccountKey;
  readonly weeklyResetAt: EpochSec | null;
}

/** A report and what is known around it. */
export interface Report {
  readonly windows: readonly WindowReading[];
  readonly configDir: string;
  /** The account this session reported before, or null. */
  readonly sessionAccount: AccountKey | null;
}

/**
 * The account whose windows a report shows, among the accounts of its configuration directory; null
 * when it cannot be told. The phase of the weekly reset is the mark: while a week runs, one
 * account's reset does not move, so another reset is another account. Once the week is over, the
 * next one may start at another phase; then only an account that cannot be confused adopts it. A
 * report that dates no running week opens no second account.
 */
export function decideOwner(
  accounts: readonly Account[],
  report: Report,
  now: EpochSec,
): Owner | null {
  if (report.windows.length === 0) return null;
  const weeklyResetAt = weeklyMark(report.windows, now);
  const own = accounts.find((account) => account.key === report.sessionAccount) ?? null;
  const only = accounts.length === 1 ? accounts[0] ?? null : null;
  const match = accounts.find((account) => isSamePhase(account.weeklyResetAt, weeklyResetAt));
  if (match !== undefined) return { key: match.key, weeklyResetAt: later(match, weeklyResetAt) };
  if (weeklyResetAt === null || weeklyResetAt <= now) {
    const owner = own ?? only;
    if (owner !== null) return { key: owner.key, weeklyResetAt: owner.weeklyResetAt };
    if (accounts.length > 0) return null;
    return { key: accountKey(report.configDir, null), weeklyResetAt: null };
  }
  const mover = [own, only].find((account) => account !== null && canMove(account, now)) ?? null;
  const key = mover?.key ?? unusedKey(accounts, accountKey(report.configDir, weeklyResetAt));
  return { key, weeklyResetAt };
}

function weeklyMark(windows: readonly WindowReading[], now: EpochSec): EpochSec | null {
  const resetAt = findWindow(windows, "seven_day")?.resetAt ?? null;
  return resetAt === null || isBeyondHorizon("seven_day", resetAt, now) ? null : resetAt;
}

function later(account: Account, resetAt: EpochSec | null): EpochSec | null {
  return Math.max(account.weeklyResetAt ?? 0, resetAt ?? 0) || null;
}

// An account keeps the key of the phase it was first seen with. Another account may have that phase
// by now.
function unusedKey(accounts: readonly Account[], key: AccountKey): AccountKey {
  return accounts.some((account) => account.key === key) ? `${key}-${accounts.length + 1}` : key;
}

function canMove(account: Account, now: EpochSec): boolean {
  return account.weeklyResetAt === null || account.weeklyResetAt <= now;
}

function isSamePhase(a: EpochSec | null, b: EpochSec | null): boolean {
  if (a === null || b === null) return false;
  const week = 7 * DAY;
  const distance = Math.abs(a - b) % week;
  return Math.min(distance, week - distance) <= SAME_RESET_SLACK_SEC;
}

/** What is known of a session when its windows are asked for. */
export interface AskingSession {
  readonly account: AccountKey | null;
  /** Null: no response yet. With one it would have reported windows if it had any. */
  readonly answeredAt: EpochSec | null;
  /** What it reported, also where the account it belongs to could not be told. */
  readonly windows: readonly WindowReading[];
}

/** Whose windows a session spends. `keyedSeen`: a session without windows used this directory. */
export function decideAttribution(
  session: AskingSession | null,
  accounts: readonly Account[],
  keyedSeen: boolean,
  now: EpochSec,
): Attribution {
  if (session !== null && session.account !== null) {
    return { kind: "known", key: session.account };
  }
  if (session !== null && session.windows.length > 0) return { kind: "ambiguous" };
  if (session !== null && session.answeredAt !== null) return { kind: "none" };
  const recent = accounts.filter((account) => now - account.seenAt < SAMPLE_DAYS * DAY);
  if (recent.length > 1) return { kind: "ambiguous" };
  const only = recent[0];
  return only === undefined || keyedSeen ? { kind: "none" } : { kind: "assumed", key: only.key };
}
