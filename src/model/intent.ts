import type { AccountKey } from "./account.ts";
import type { EpochSec } from "./units.ts";
import type { WindowKey } from "./window.ts";

/** A focused run: one goal that may spend the window to its floor. */
export interface Intent {
  readonly id: number;
  readonly sessionId: string;
  readonly account: AccountKey | null;
  readonly goal: string;
  /** The stop hook may continue it once the window has refilled. */
  readonly armed: boolean;
  /** The window it spends and that window's reset when it was set; null: not known. */
  readonly key: WindowKey | null;
  readonly resetAt: EpochSec | null;
  readonly createdAt: EpochSec;
  /** From then on it holds no more. */
  readonly endsAt: EpochSec;
  /** When the stop hook continued it; null: never. */
  readonly continuedAt: EpochSec | null;
  /** When it was ended or replaced; null: it holds. */
  readonly clearedAt: EpochSec | null;
}

/** Whether a focused run holds now. */
export function isRunning(intent: Intent, now: EpochSec): boolean {
  return intent.clearedAt === null && now < intent.endsAt;
}

/** Longest goal, in characters. */
export const INTENT_GOAL_CHARS = 500;

/** Why a focused run was not started. */
export type IntentRefusal =
  | { readonly kind: "empty-goal" }
  | { readonly kind: "long-goal"; readonly chars: number }
  /** It would be over at once, or hold for more seconds than it may. */
  | { readonly kind: "bad-length"; readonly isShort: boolean; readonly maxSec: number };
