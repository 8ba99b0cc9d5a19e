import { decidePace, type Pace } from "../../decide/pace.ts";
import {
  type Choice,
  lookedAccount,
  lookedWindow,
  NO_ACCOUNT,
  type Picture,
  type SessionPicture,
} from "../../decide/pane.ts";
import { PEERS_LOOK_BACK_SEC, WALL_TOLD_SEC } from "../../decide/thresholds.ts";
import type { Host } from "../../io/host.ts";
import { readAllAccounts } from "../../io/store/account_records.ts";
import type { Store } from "../../io/store/database.ts";
import { readEntries } from "../../io/store/entries.ts";
import { readFlowRates } from "../../io/store/flows.ts";
import { readPinsOfProject } from "../../io/store/pins.ts";
import { readAllOpenPlans } from "../../io/store/plans.ts";
import { readProfileOf } from "../../io/store/profiles.ts";
import { readFlowByMinute } from "../../io/store/session_flows.ts";
import { readRecentSessions } from "../../io/store/sessions.ts";
import { readSamples, readWindows } from "../../io/store/windows.ts";
import type { AccountKey } from "../../model/account.ts";
import type { Session } from "../../model/session.ts";
import { DAY, type EpochSec } from "../../model/units.ts";
import { decodeWall, type Wall } from "../../model/wall.ts";
import { findWindow, type Window, windowLengthSec } from "../../model/window.ts";
import { keyOf, readAccountWindows } from "../account_windows.ts";
import { standingOf } from "../open_plans.ts";
import { readOutlook } from "../outlook.ts";
import { viewOf } from "../situation.ts";
import { settingsOf } from "../settings.ts";

/** Sessions looked at: more than anybody has at work at once. */
const SESSIONS = 30;
/** Seconds after which a session that says nothing is left out. */
const SESSION_SEC = DAY;
/** Seconds for which an account is offered that no session of today spends. */
const ACCOUNT_SEC = 7 * DAY;
/** Minutes of flow that a row shows. */
const FLOW_MINUTES = 15;
const PLANS = 20;
const ENTRIES = 50;
const PINNED_WEEK = "seven_day";

/** Reads what the pane shows of the chosen account and window; null before the first report. */
export function readPicture(store: Store, choice: Choice, host: Host): Picture | null {
  const now = host.now();
  const sessions = readSessions(store, host);
  const newest = sessions[0];
  if (newest === undefined) return null;
  const accounts = accountsOf(store, sessions, now);
  const account = lookedAccount(accounts, newest.account, choice.account);
  const windows = account === NO_ACCOUNT ? [] : readWindows(store, account);
  const window = lookedWindow(windows, choice.window);
  return {
    accounts,
    account,
    name: account === NO_ACCOUNT ? null : readProfileOf(store, account)?.name ?? null,
    rates: account === NO_ACCOUNT ? [] : readFlowRates(store, account, {
      after: now - PEERS_LOOK_BACK_SEC,
      until: now,
    }),
    windows,
    looked: window === null ? null : look(store, account, window, now),
    pace: paceOf(store, account, windows, now),
    sessions,
    plans: readAllOpenPlans(store, PLANS).map((plan) => standingOf(store, plan, now)),
    pins: readPinsOfProject(store, null, now),
    walls: wallsOf(store, account, now),
  };
}

function readSessions(store: Store, host: Host): SessionPicture[] {
  const now = host.now();
  const recent = readRecentSessions(store, SESSIONS);
  const flows = readFlowByMinute(store, FLOW_MINUTES, now);
  const endedAt = new Map(
    readEntries(store, "session-end", ENTRIES).reverse().map((
      entry,
    ) => [entry.sessionId, entry.at]),
  );
  const isOpen = ({ id, seenAt }: Session) =>
    now - seenAt <= SESSION_SEC && (endedAt.get(id) ?? 0) < seenAt;
  const open = recent.filter(isOpen);
  // Where all have ended, the last one still tells how the budgets stood.
  return (open.length > 0 ? open : recent.slice(0, 1)).map((session) => ({
    session,
    ...accountOf(store, session, host),
    room: viewOf(store, session, settingsOf(session.configDir, host), host).room,
    minutes: flows.get(session.id) ?? [],
  }));
}

function accountOf(
  store: Store,
  session: Session,
  host: Host,
): Pick<SessionPicture, "account" | "withheld"> {
  const { attribution } = readAccountWindows(store, session, session.configDir ?? "", host);
  const { kind } = attribution;
  const withheld = kind === "echo" || kind === "ambiguous" ? kind : null;
  return { account: keyOf(attribution) ?? NO_ACCOUNT, withheld };
}

function accountsOf(
  store: Store,
  sessions: readonly SessionPicture[],
  now: EpochSec,
): AccountKey[] {
  const seen = readAllAccounts(store).filter(({ seenAt }) => now - seenAt <= ACCOUNT_SEC);
  const keys = new Set([
    ...seen.map(({ key }) => key),
    ...sessions.map(({ account }) => account),
  ]);
  // By name, those without windows last: an order by what reported last would change under the eye.
  return [...keys].sort((a, b) => a === NO_ACCOUNT ? 1 : b === NO_ACCOUNT ? -1 : a < b ? -1 : 1);
}

function look(
  store: Store,
  account: AccountKey,
  window: Window,
  now: EpochSec,
): NonNullable<Picture["looked"]> {
  const { forecast, tokensLeft } = readOutlook(store, account, window, now);
  const after = now - (windowLengthSec(window.key) ?? ACCOUNT_SEC);
  const samples = readSamples(store, account, window.key, { after, until: now });
  return { key: window.key, samples, forecast, tokensLeft };
}

function paceOf(
  store: Store,
  account: AccountKey,
  windows: readonly Window[],
  now: EpochSec,
): Pace | null {
  const week = findWindow(windows, PINNED_WEEK);
  const lengthSec = windowLengthSec(PINNED_WEEK);
  if (week === null || lengthSec === null) return null;
  // A little more than a day, so that a figure from before it is among them.
  const span = { after: now - 2 * DAY, until: now };
  const samples = readSamples(store, account, PINNED_WEEK, span);
  return decidePace({ ...week, lengthSec, samples }, now);
}

function wallsOf(store: Store, account: AccountKey, now: EpochSec): Wall[] {
  return readEntries(store, "wall", ENTRIES)
    .filter((entry) => now - entry.at <= WALL_TOLD_SEC)
    .filter((entry) => (entry.account ?? NO_ACCOUNT) === account)
    .map(decodeWall);
}
