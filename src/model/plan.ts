import type { AccountKey } from "./account.ts";
import type { EpochSec, Tokens } from "./units.ts";
import type { WindowKey } from "./window.ts";

/** Work that waits for a window to refill. */
export interface Plan {
  readonly sessionId: string;
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

/** Whether the window that a plan waits for has refilled. Never where its reset is not known. */
export function isReady(plan: Plan, now: EpochSec): boolean {
  return plan.clearedAt === null && plan.resetAt !== null && now >= plan.resetAt;
}
