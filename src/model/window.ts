import { DAY, type EpochSec, HOUR, MINUTE, type Pct } from "./units.ts";

/** A budget that refills at a clock: `five_hour`, `seven_day`, `spend_limit`, or another key. */
export type WindowKey = string;

/** What one payload said of a window. */
export interface WindowReading {
  readonly key: WindowKey;
  /** Percent left, 0 to 100, one decimal. */
  readonly headroomPct: Pct;
  readonly resetAt: EpochSec | null;
}

/** The figure an account stands at, merged from all its sessions. */
export interface Window extends WindowReading {
  /** When the client last had this figure confirmed by a response. */
  readonly observedAt: EpochSec;
  /** The session that told it. */
  readonly sessionId: string;
}

/** Windows one report may bring; more than any plan has, so one with more is damaged or hostile. */
export const MAX_WINDOWS = 12;

// Maps, because a key comes from outside: a record would answer to `constructor` as well.
const LENGTHS: ReadonlyMap<WindowKey, number> = new Map([
  ["five_hour", 5 * HOUR],
  ["seven_day", 7 * DAY],
]);
const LABELS: ReadonlyMap<WindowKey, string> = new Map([
  ["five_hour", "5h"],
  ["seven_day", "7d"],
  ["spend_limit", "spend"],
]);
// An unknown key is quoted in a text that has to stay short.
const MAX_LABEL_CHARS = 24;

/** Length in seconds of a window whose length is fixed, or null. */
export function windowLengthSec(key: WindowKey): number | null {
  return LENGTHS.get(key) ?? null;
}

/** The short name people and the agent read. */
export function windowLabel(key: WindowKey): string {
  return LABELS.get(key) ??
    key.replace(/^seven_day_/, "7d ").slice(0, MAX_LABEL_CHARS).replaceAll("_", " ");
}

/** Two sources were seen to date one window ten minutes apart, and a reset jitters by seconds. */
export const SAME_RESET_SLACK_SEC = 15 * MINUTE;

/** Whether two resets belong to one and the same window. Unknown resets match anything. */
export function isSameWindow(a: EpochSec | null, b: EpochSec | null): boolean {
  return a === null || b === null || Math.abs(a - b) <= SAME_RESET_SLACK_SEC;
}

/** Whether the window has refilled by `now`. */
export function hasReset(window: { readonly resetAt: EpochSec | null }, now: EpochSec): boolean {
  return window.resetAt !== null && now >= window.resetAt;
}

/** The window of a key, or null. */
export function findWindow<T extends WindowReading>(
  windows: readonly T[],
  key: WindowKey,
): T | null {
  return windows.find((window) => window.key === key) ?? null;
}
