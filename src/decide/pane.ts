import type { AccountKey } from "../model/account.ts";
import type { HeadroomSample } from "../model/burn.ts";
import type { Room } from "../model/context.ts";
import type { Key } from "../model/key.ts";
import type { Pin } from "../model/pin.ts";
import type { Plan } from "../model/plan.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec, Pct, Tokens } from "../model/units.ts";
import type { Wall } from "../model/wall.ts";
import { hasReset, type Window, type WindowKey } from "../model/window.ts";
import { decideSharedBurn, type SharedBurn } from "./burner.ts";
import type { SessionRate } from "./peers.ts";
import { type BurnDown, decideBurnDown } from "./burn_down.ts";
import { decideDescent, type Descent } from "./descent.ts";
import type { Forecast } from "./forecast.ts";
import type { Pace } from "./pace.ts";
import type { PlanState } from "./plans.ts";
import { mainWindow, quote } from "./quote.ts";
import { AGE_DISCLOSED_SEC, COMPACT_SOON_PCT } from "./thresholds.ts";

/** What a person chose to look at; null: what was reported last. */
export interface Choice {
  readonly account: AccountKey | null;
  readonly session: string | null;
  readonly window: WindowKey | null;
  readonly help: boolean;
}

/** Nothing chosen: the pane follows whoever works. */
export const FOLLOWING: Choice = { account: null, session: null, window: null, help: false };

/** Stands for the sessions that spend no known account: an API key, or several are possible. */
export const NO_ACCOUNT: AccountKey = "";

/** A session as the pane shows it. */
export interface SessionPicture {
  readonly session: Session;
  /** `NO_ACCOUNT` where it is not known. */
  readonly account: AccountKey;
  /** Why its account is not known though it has one; null: it is known, or has none. */
  readonly withheld: "echo" | "ambiguous" | null;
  readonly room: Room | null;
  /** New tokens of each of the last minutes, oldest first. */
  readonly minutes: readonly Tokens[];
}

/** An open plan and how it stands. */
export interface PlanPicture {
  readonly plan: Plan;
  readonly state: PlanState;
}

/** What the store told, of the account and the window that are looked at. */
export interface Picture {
  /** In an order that stays while they report. */
  readonly accounts: readonly AccountKey[];
  readonly account: AccountKey;
  /** What a person calls the account; null: unnamed, or none. */
  readonly name: string | null;
  /** What the account's sessions spend right now. */
  readonly rates: readonly SessionRate[];
  readonly windows: readonly Window[];
  /** The window that is looked at, and what is known of it; null where there is none. */
  readonly looked: {
    readonly key: WindowKey;
    readonly samples: readonly HeadroomSample[];
    readonly forecast: Forecast;
    readonly tokensLeft: Tokens | null;
  } | null;
  readonly pace: Pace | null;
  /** Of every account, the one seen last first. */
  readonly sessions: readonly SessionPicture[];
  readonly plans: readonly PlanPicture[];
  /** Of every project. */
  readonly pins: readonly Pin[];
  /** Newest first. */
  readonly walls: readonly Wall[];
}

/** One window, as far as something true can be said of it. */
export interface WindowRow {
  readonly key: WindowKey;
  readonly isLooked: boolean;
  /** `old`: longer ago than is quoted to an agent; a person may still judge it. */
  readonly standing: "left" | "old" | "refilled" | "unknown";
  readonly headroomPct: Pct;
  readonly resetAt: EpochSec | null;
  /** Null: too fresh to be worth telling. */
  readonly ageSec: number | null;
  readonly descent: Descent["kind"];
  readonly tokensLeft: Tokens | null;
}

/** One session in the list. */
export interface SessionRow extends SessionPicture {
  readonly isLooked: boolean;
  readonly tokensPerMin: number;
}

/** Everything that one frame draws. */
export interface Scene {
  readonly now: EpochSec;
  /** Seconds since the account's sessions last reported; null: never. */
  readonly ageSec: number | null;
  readonly accounts: readonly AccountKey[];
  /** How many of them are known; the one of sessions without a known account comes last. */
  readonly known: number;
  /** Place of the account that is looked at, from 0. */
  readonly place: number;
  /** What a person calls it; null: unnamed, or none. */
  readonly name: string | null;
  /** How its sessions share its burn; null: no two of them burn. */
  readonly shared: SharedBurn | null;
  readonly windows: readonly WindowRow[];
  readonly forecast: Forecast | null;
  readonly burnDown: BurnDown | null;
  readonly pace: Pace | null;
  readonly session: SessionRow | null;
  /** Its context is about to be compacted. */
  readonly isRoomLow: boolean;
  readonly sessions: readonly SessionRow[];
  readonly plans: readonly PlanPicture[];
  readonly pins: readonly Pin[];
  readonly walls: readonly Wall[];
  readonly help: boolean;
}

/** Minutes whose flow is a session's rate: as long as it takes to tell who burns right now. */
const RATE_MINUTES = 15;

/** What one frame draws at an instant. */
export function decideScene(picture: Picture, choice: Choice, now: EpochSec): Scene {
  const { looked } = picture;
  const own = picture.sessions.filter(({ account }) => account === picture.account);
  const chosen = own.find(({ session }) => session.id === choice.session) ?? own[0] ?? null;
  // Not by who reported last: rows that change places every second cannot be read.
  const listed = own.toSorted((a, b) => b.session.startedAt - a.session.startedAt);
  const sessions = listed.map((row): SessionRow => ({
    ...row,
    isLooked: row === chosen,
    tokensPerMin: rateOf(row.minutes),
  }));
  const window = picture.windows.find(({ key }) => key === looked?.key);
  const seenAt = Math.max(...own.map(({ session }) => session.seenAt));
  const project = chosen?.session.projectDir ?? null;
  return {
    now,
    ageSec: own.length === 0 ? null : Math.max(0, now - seenAt),
    accounts: picture.accounts,
    known: picture.accounts.filter((key) => key !== NO_ACCOUNT).length,
    place: Math.max(0, picture.accounts.indexOf(picture.account)),
    name: picture.name,
    shared: decideSharedBurn(picture.rates),
    windows: picture.windows.map((each) => windowRow(each, looked, now)),
    forecast: window === undefined || hasReset(window, now) ? null : looked?.forecast ?? null,
    burnDown: window === undefined || looked === null
      ? null
      : decideBurnDown(window, looked.samples, looked.forecast, now),
    pace: picture.pace,
    session: sessions.find(({ isLooked }) => isLooked) ?? null,
    isRoomLow: (chosen?.room?.headroomPct ?? 100) < COMPACT_SOON_PCT,
    sessions,
    plans: picture.plans.filter(({ state }) => state.kind !== "over"),
    pins: picture.pins.filter((pin) =>
      pin.sessionId === null
        ? pin.projectDir === null || (pin.projectDir === project && chosen !== null)
        : pin.sessionId === chosen?.session.id
    ),
    walls: picture.walls,
    help: choice.help,
  };
}

/** What is chosen after a key; `quit` has no answer here. */
export function choose(choice: Choice, key: Key, scene: Scene): Choice {
  if (choice.help) return { ...choice, help: false };
  switch (key) {
    case "help":
      return { ...choice, help: true };
    case "back":
      return FOLLOWING;
    case "account": {
      const next = scene.accounts[(scene.place + 1) % Math.max(1, scene.accounts.length)];
      return { ...FOLLOWING, account: next ?? null };
    }
    case "left":
    case "right": {
      const keys = scene.windows.map((row) => row.key);
      const place = scene.windows.findIndex((row) => row.isLooked);
      return { ...choice, window: step(keys, place, key === "right" ? 1 : -1) ?? choice.window };
    }
    case "up":
    case "down": {
      const ids = scene.sessions.map(({ session }) => session.id);
      const place = scene.sessions.findIndex((row) => row.isLooked);
      return { ...choice, session: step(ids, place, key === "down" ? 1 : -1) ?? choice.session };
    }
    case "quit":
      return choice;
  }
}

/** The window to look at: the chosen one while it is there, else the main one. */
export function lookedWindow(windows: readonly Window[], chosen: WindowKey | null): Window | null {
  return windows.find(({ key }) => key === chosen) ?? mainWindow(windows);
}

/** The account to look at: the chosen one while it is there, else that of the newest session. */
export function lookedAccount(
  accounts: readonly AccountKey[],
  newest: AccountKey | null,
  chosen: AccountKey | null,
): AccountKey {
  if (chosen !== null && accounts.includes(chosen)) return chosen;
  return newest ?? accounts[0] ?? NO_ACCOUNT;
}

// A list ends where it ends: who holds a key down finds the end, not the beginning again.
function step<T>(items: readonly T[], place: number, by: number): T | undefined {
  return items[Math.min(items.length - 1, Math.max(0, place + by))];
}

function rateOf(minutes: readonly Tokens[]): number {
  const recent = minutes.slice(-RATE_MINUTES);
  return recent.reduce((sum, tokens) => sum + tokens, 0) / RATE_MINUTES;
}

function windowRow(window: Window, looked: Picture["looked"], now: EpochSec): WindowRow {
  const { key, headroomPct, resetAt } = window;
  const isLooked = key === looked?.key;
  const shown = quote(window, now);
  const ageSec = Math.max(0, now - window.observedAt);
  const standing = shown?.kind ?? (hasReset(window, now) ? "unknown" : "old");
  return {
    key,
    isLooked,
    standing,
    headroomPct,
    resetAt,
    ageSec: ageSec > AGE_DISCLOSED_SEC ? ageSec : null,
    descent: decideDescent(window, now).kind,
    tokensLeft: isLooked && standing === "left" ? looked.tokensLeft : null,
  };
}
