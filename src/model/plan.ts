import type { AccountKey } from "./account.ts";
import type { EpochSec, Tokens } from "./units.ts";
import type { WindowKey } from "./window.ts";

/** Work that waits for a window to refill. */
export interface Plan {
  readonly id: number;
  /** The session that queued it; null: none of ours, so it waits for whoever comes, in any project. */
  readonly sessionId: string | null;
  readonly projectDir: string | null;
  readonly account: AccountKey | null;
  /** `wall`: a turn died while work was in flight; `agent`: the agent put it off itself. */
  readonly cause: "wall" | "agent";
  readonly summary: string;
  /** What is to be done, in order; empty where only the summary tells it. */
  readonly queue: readonly string[];
  /** The window it waits for, and when that refills; null: not known. */
  readonly blockedOn: WindowKey | null;
  readonly resetAt: EpochSec | null;
  readonly estTokens: Tokens | null;
  /** The stop hook may continue it without being asked. */
  readonly armed: boolean;
  readonly createdAt: EpochSec;
  /** When it was told as ready; null: not yet. */
  readonly toldAt: EpochSec | null;
  /** When it was done, dropped or replaced; null: it still waits. */
  readonly clearedAt: EpochSec | null;
}

/** Longest summary, in characters: a plan is a pointer to work, not the work. */
export const PLAN_SUMMARY_CHARS = 500;
/** Most steps, and the longest one in characters. */
export const PLAN_STEPS = 20;
export const PLAN_STEP_CHARS = 300;
/** Most plans of one session that wait at once: more is a list, and a list belongs into a file. */
export const PLANS_PER_SESSION = 10;
/** Largest estimate: more than any account has in a month is a slip of the pen. */
export const PLAN_MAX_TOKENS: Tokens = 1_000_000_000;

/** Why a plan was not queued. */
export type PlanRefusal =
  | { readonly kind: "empty-summary" }
  | { readonly kind: "long-summary"; readonly chars: number }
  | { readonly kind: "many-steps"; readonly count: number }
  /** `step`: its place in the queue, from 1. */
  | { readonly kind: "empty-step"; readonly step: number }
  | { readonly kind: "long-step"; readonly step: number; readonly chars: number }
  | { readonly kind: "bad-estimate" }
  /** So many of this session wait already. */
  | { readonly kind: "many-plans"; readonly count: number }
  /** `known`: the windows that it could wait for. */
  | { readonly kind: "unknown-window"; readonly known: readonly WindowKey[] };
