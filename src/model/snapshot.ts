import type { PromptCache } from "./cache.ts";
import type { ContextReading } from "./context.ts";
import { findWindow, isSameWindow, type WindowReading } from "./window.ts";

/** Counters of a session that grow with every response: the proof that it is not idle. */
export interface Activity {
  /** Cost of the session at API prices in US dollars, or null. */
  readonly costUsd: number | null;
  /** Time spent waiting for the API in milliseconds, or null. */
  readonly apiMs: number | null;
}

/** Everything one report of a harness told at one instant. Harness neutral. */
export interface Snapshot {
  readonly sessionId: string;
  readonly transcriptPath: string | null;
  readonly cwd: string | null;
  readonly projectDir: string | null;
  readonly harness: string;
  readonly harnessVersion: string | null;
  readonly modelId: string | null;
  readonly modelName: string | null;
  readonly windows: readonly WindowReading[];
  readonly context: ContextReading | null;
  readonly cache: PromptCache | null;
  readonly activity: Activity;
  /**
   * Whether a response just came, where the reader saw it come. Absent: the report may repeat an old
   * one, and `activity` tells.
   */
  readonly answered?: boolean;
}

/**
 * Whether the session had a response between two reports of it. Cost decides where both tell it:
 * time also passes in requests that fail. A counter that falls proves nothing.
 */
export function hasMoved(before: Activity, after: Activity): boolean {
  if (before.costUsd !== null && after.costUsd !== null) return after.costUsd > before.costUsd;
  return before.apiMs !== null && after.apiMs !== null && after.apiMs > before.apiMs;
}

/** Whether a report tells another figure of a window that the one before it told too. */
export function hasNewFigures(
  before: readonly WindowReading[],
  after: readonly WindowReading[],
): boolean {
  return after.some(({ key, headroomPct, resetAt }) => {
    const said = findWindow(before, key);
    return said !== null &&
      (said.headroomPct !== headroomPct || !isSameWindow(said.resetAt, resetAt));
  });
}
