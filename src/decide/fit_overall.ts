import type { EpochSec, Pct, Tokens } from "../model/units.ts";
import type { WindowKey } from "../model/window.ts";
import type { Alternate } from "./alternates.ts";
import type { ContextFit, WindowFit } from "./fit.ts";
import type { Estimate } from "./fit_price.ts";
import { BLIND_JOB_CALLS, BLIND_JOB_TOKENS, LAND_PCT } from "./thresholds.ts";

/** The verdict on a job as a whole. */
export type Overall = "fits" | "tight" | "exceeds" | "defer";

/** What to do about it: one sentence. */
export type Advice =
  | { readonly kind: "go" }
  /** Nothing is known that could speak for or against it. */
  | { readonly kind: "unjudged" }
  /** It would be lost whole, it is large, and this budget is not seen. */
  | { readonly kind: "blind"; readonly budget: "windows" | "context" }
  /** Whether this window holds it cannot be told before the price of a point is learned. */
  | { readonly kind: "unpriced"; readonly key: WindowKey; readonly divisible: boolean }
  /** An old figure shows that little is left at most. */
  | { readonly kind: "old-low"; readonly key: WindowKey }
  /** Start small: what is left of this window asks for it. */
  | { readonly kind: "low-window"; readonly key: WindowKey; readonly divisible: boolean }
  /** The same, but the person lets this run spend it. */
  | { readonly kind: "focused"; readonly key: WindowKey }
  | { readonly kind: "narrow-context"; readonly context: ContextFit }
  | { readonly kind: "hot-week"; readonly key: WindowKey }
  | { readonly kind: "wide-price"; readonly key: WindowKey }
  | { readonly kind: "split-context"; readonly context: ContextFit }
  /** It can stop: this much fits now, the rest after the reset. Null: not known. */
  | {
    readonly kind: "part-now";
    readonly key: WindowKey;
    readonly partTokens: Tokens | null;
    readonly resetAt: EpochSec | null;
  }
  /** More than a whole window. */
  | { readonly kind: "split-window"; readonly key: WindowKey; readonly partTokens: Tokens | null }
  /** It must wait, and nothing says until when. */
  | { readonly kind: "no-reset"; readonly key: WindowKey }
  /** Another account has room for it. */
  | {
    readonly kind: "switch";
    readonly key: WindowKey;
    readonly name: string;
    readonly headroomPct: Pct | null;
  }
  | {
    readonly kind: "defer";
    readonly key: WindowKey;
    readonly resetAt: EpochSec;
    /** Waiting alone does not make it fit. */
    readonly split: boolean;
    /** Other work is to end as well: what is left of a window is for finishing only. */
    readonly stop: boolean;
  };

export interface Decision {
  readonly overall: Overall;
  readonly advice: Advice;
}

/**
 * The verdict on a job from those on its budgets. Waiting is for windows only: a reset refills quota,
 * never context. `isWithheld`: windows that there are, or may be, are not seen.
 */
export function decideOverall(
  estimate: Estimate,
  windows: readonly WindowFit[],
  context: ContextFit,
  isWithheld = false,
): Decision {
  if (windows.some(({ verdict }) => verdict === "exceeds")) {
    return decideOver(estimate, windows, context);
  }
  if (context.verdict === "exceeds") {
    return { overall: "exceeds", advice: { kind: "split-context", context } };
  }
  const tight = adviseTight(estimate, windows, context);
  if (tight !== null) return { overall: "tight", advice: tight };
  const isJudged = context.verdict === "fits" ||
    windows.some(({ reason }) => reason !== "old");
  if (!isJudged) return { overall: "tight", advice: { kind: "unjudged" } };
  const blind = isBlindJob(estimate) ? unseenBudget(windows, context, isWithheld) : null;
  if (blind !== null) return { overall: "tight", advice: { kind: "blind", budget: blind } };
  return { overall: "fits", advice: { kind: "go" } };
}

// Small steps and small jobs need no figures; a large bet without them is no bet that fits.
function isBlindJob({ tokens, calls, divisible }: Estimate): boolean {
  return !divisible && (tokens > BLIND_JOB_TOKENS || (calls ?? 0) > BLIND_JOB_CALLS);
}

function unseenBudget(
  windows: readonly WindowFit[],
  context: ContextFit,
  isWithheld: boolean,
): "windows" | "context" | null {
  const areOld = windows.length > 0 && windows.every(({ verdict }) => verdict === "unknown");
  if (isWithheld || areOld) return "windows";
  return context.verdict === "unknown" ? "context" : null;
}

/**
 * The decision where another account has room: what would wait for a window, or go on in small steps,
 * is for that account then. What no window holds stays as it is.
 */
export function preferSwitch(decision: Decision, alternate: Alternate | null): Decision {
  const { advice } = decision;
  if (alternate === null) return decision;
  const waits = (advice.kind === "defer" && !advice.split) || advice.kind === "no-reset";
  if (!waits && advice.kind !== "low-window") return decision;
  const { name, headroomPct } = alternate;
  return {
    overall: waits ? "exceeds" : decision.overall,
    advice: { kind: "switch", key: advice.key, name, headroomPct },
  };
}

function decideOver(
  estimate: Estimate,
  windows: readonly WindowFit[],
  context: ContextFit,
): Decision {
  const over = windows.filter(({ verdict }) => verdict === "exceeds");
  const waiting = over.filter((fit) => mustWait(fit, estimate));
  const endless = waiting.find(({ resetAt }) => resetAt === null);
  if (endless !== undefined) {
    return { overall: "exceeds", advice: { kind: "no-reset", key: endless.key } };
  }
  // The one that refills last: until then one of them would end the work.
  const last = waiting.toSorted((a, b) => (b.resetAt ?? 0) - (a.resetAt ?? 0))[0];
  if (last?.resetAt !== null && last !== undefined) {
    const split = context.verdict === "exceeds" || waiting.some(exceedsWhole);
    return {
      overall: "defer",
      advice: {
        kind: "defer",
        key: last.key,
        resetAt: last.resetAt,
        split,
        stop: windows.some(isEnding),
      },
    };
  }
  const scarcest = over.toSorted((a, b) => (partOf(a, estimate) ?? 0) - (partOf(b, estimate) ?? 0));
  const [first] = scarcest as [WindowFit];
  const { key, resetAt } = first;
  const partTokens = partOf(first, estimate);
  return {
    overall: "exceeds",
    advice: estimate.divisible
      ? { kind: "part-now", key, partTokens, resetAt }
      : { kind: "split-window", key, partTokens },
  };
}

// In a window with room to start, what can stop starts now, and what no window holds is cut.
function mustWait(fit: WindowFit, { divisible }: Estimate): boolean {
  if (isEnding(fit)) return true;
  return !divisible && !exceedsWhole(fit);
}

function isEnding({ regime }: WindowFit): boolean {
  return regime === "land" || regime === "approach";
}

function exceedsWhole({ leastPoints }: WindowFit): boolean {
  return leastPoints !== null && leastPoints > 100;
}

// At the dear end of the price, so that the part ends before the window does.
function partOf({ cost, headroomPct }: WindowFit, { tokens }: Estimate): Tokens | null {
  if (cost === null || headroomPct === null || cost.high <= 0) return null;
  return Math.floor(tokens * Math.max(0, headroomPct - LAND_PCT) / cost.high);
}

function adviseTight(
  { divisible }: Estimate,
  windows: readonly WindowFit[],
  context: ContextFit,
): Advice | null {
  const tight = windows.filter(({ verdict }) => verdict === "tight");
  const low = tight.find(({ reason }) => reason === "approach") ??
    tight.find(({ reason }) => reason === "descend");
  if (low !== undefined) return { kind: "low-window", key: low.key, divisible };
  if (context.verdict === "tight") return { kind: "narrow-context", context };
  const focused = tight.find(({ reason }) => reason === "focused");
  if (focused !== undefined) return { kind: "focused", key: focused.key };
  const hot = tight.find(({ reason }) => reason === "hot-week");
  if (hot !== undefined) return { kind: "hot-week", key: hot.key };
  const old = tight.find(({ reason }) => reason === "old-low");
  if (old !== undefined) return { kind: "old-low", key: old.key };
  const wide = tight.find(({ reason }) => reason === "spread");
  if (wide !== undefined) return { kind: "wide-price", key: wide.key };
  const unpriced = tight.toSorted((a, b) => (a.headroomPct ?? 0) - (b.headroomPct ?? 0))[0];
  return unpriced === undefined ? null : { kind: "unpriced", key: unpriced.key, divisible };
}
