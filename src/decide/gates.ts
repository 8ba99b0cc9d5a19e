import { type EpochSec, MINUTE } from "../model/units.ts";
import { hasReset, type Window } from "../model/window.ts";
import { decideDescent } from "./descent.ts";
import { quote } from "./quote.ts";

/** Whether an expensive launch may go ahead. */
export type LaunchVerdict =
  | { readonly kind: "open" }
  | { readonly kind: "closed"; readonly window: Window };

/**
 * The launch gate: closed while a window is so low that an indivisible job would likely die with it,
 * and it does not refill soon. Unknown or old figures leave it open.
 */
export function decideLaunch(windows: readonly Window[], now: EpochSec): LaunchVerdict {
  for (const window of windows) {
    if (quote(window, now)?.kind !== "left") continue;
    const { kind } = decideDescent(window, now);
    if (kind === "approach" || kind === "land") return { kind: "closed", window };
  }
  return { kind: "open" };
}

/** Tools whose call is an indivisible bet: it runs for long and its work is lost whole. */
const EXPENSIVE_TOOLS: readonly string[] = ["Agent", "Task", "Workflow"];

/** Whether a tool call is an expensive launch. */
export function isExpensiveLaunch(toolName: string): boolean {
  return EXPENSIVE_TOOLS.includes(toolName);
}

/** Whether an automatic compaction may go ahead. */
export type CompactVerdict =
  | { readonly kind: "open" }
  | { readonly kind: "held"; readonly window: Window };

/**
 * The compact guard: holds an automatic compaction while a window refills within `guardMin` minutes;
 * a fresh start after the reset is cheaper than compacting into the end of a window.
 */
export function decideCompaction(
  windows: readonly Window[],
  guardMin: number | null,
  now: EpochSec,
): CompactVerdict {
  if (guardMin === null) return { kind: "open" };
  for (const window of windows) {
    if (window.resetAt === null || hasReset(window, now)) continue;
    if (quote(window, now)?.kind !== "left") continue;
    if (window.resetAt - now <= guardMin * MINUTE) return { kind: "held", window };
  }
  return { kind: "open" };
}
