import type { EpochSec } from "./units.ts";
import { DAY } from "./units.ts";

/** Names one set of windows. Opaque; safe as a directory name. */
export type AccountKey = string;

/** What tells accounts apart: the client names none, so the phase of the weekly reset must. */
export interface Account {
  readonly key: AccountKey;
  /** The client's configuration directory that its sessions use. */
  readonly configDir: string;
  /** The latest weekly reset seen, or null before the first weekly figure. */
  readonly weeklyResetAt: EpochSec | null;
  readonly firstSeenAt: EpochSec;
  readonly seenAt: EpochSec;
}

/** Whose windows a session spends, and how we know. */
export type Attribution =
  /** The session itself reported the account's figures. */
  | { readonly kind: "known"; readonly key: AccountKey }
  /** No report yet, but its configuration directory has served one account only. */
  | { readonly kind: "assumed"; readonly key: AccountKey }
  /**
   * Its last figures were of this account, but the login of its directory changed since: they are
   * withheld until its next reply. `to`: the account logged in now; null: not known yet.
   */
  | {
    readonly kind: "echo";
    readonly key: AccountKey;
    readonly to: AccountKey | null;
    readonly at: EpochSec;
  }
  /** Several accounts are possible: figures are withheld. */
  | { readonly kind: "ambiguous" }
  /** The session has no windows (an API key) or nothing is known at all. */
  | { readonly kind: "none" };

/** A key for an account first seen with these marks. Equal marks give equal keys. */
export function accountKey(configDir: string, weeklyResetAt: EpochSec | null): AccountKey {
  const phase = weeklyResetAt === null ? "none" : String(weeklyResetAt % (7 * DAY));
  return `a-${fnv1a(`${configDir}\n${phase}`)}`;
}

// FNV-1a, 32 bit: enough to keep a handful of accounts apart, and needs no platform API.
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
