import type { Ceiling, ContextReading, Room } from "../model/context.ts";
import type { EpochSec, Pct, Tokens } from "../model/units.ts";
import type { Window, WindowKey } from "../model/window.ts";
import { decideDescent, type Descent } from "./descent.ts";
import type { Estimate, Spread } from "./fit_price.ts";
import type { Pace } from "./pace.ts";
import { quote } from "./quote.ts";
import {
  DESCEND_PCT,
  FIT_FRESH_SHARE,
  FIT_SMALL_SHARE,
  FIT_TIGHT_SHARE,
  LAND_PCT,
  LARGEST_CONTEXT_TOKENS,
  REFILL_SOON_SEC,
} from "./thresholds.ts";

/** Verdict on one budget. */
export type Fit = "fits" | "tight" | "exceeds" | "unknown";

/** Why a window got its verdict: the first rule of `WINDOW_RULES` that applies. */
export type WindowReason =
  | "refilled"
  | "old"
  | "old-low"
  | "land"
  | "refills-soon"
  | "refills-first"
  | "cheap"
  | "focused"
  | "approach"
  | "descend"
  | "over"
  | "over-any"
  | "spread"
  | "hot-week"
  | "room"
  | "price-unknown";

/** What is known of one window when a job is held against it. */
export interface WindowCase {
  readonly window: Window;
  readonly divisible: boolean;
  /** The person let this run spend to the floor: caution becomes a warning. */
  readonly focused: boolean;
  /** Points that the job costs; null: the price of a point is not earned yet. */
  readonly cost: Spread | null;
  /** The least and the most points where the price is not earned; null: no bound is known. */
  readonly leastPoints: number | null;
  readonly mostPoints: number | null;
  /** Seconds in which the fastest work seen would empty the window; null: not known. */
  readonly fastestEmptySec: number | null;
  /** Of a window that is paced by days; null for others. */
  readonly pace: Pace | null;
}

/** How a job fits one window. */
export interface WindowFit {
  readonly key: WindowKey;
  readonly verdict: Fit;
  readonly reason: WindowReason;
  /** Null: no true figure can be told. */
  readonly headroomPct: Pct | null;
  readonly resetAt: EpochSec | null;
  readonly cost: Spread | null;
  /** Points that it costs in any case, without a price as well; null: not known. */
  readonly leastPoints: number | null;
  /** How to work in this window now, whatever the job. */
  readonly regime: Descent["kind"];
}

interface Standing extends WindowCase {
  readonly headroomPct: Pct;
  readonly regime: Descent["kind"];
  readonly toResetSec: number | null;
  /** Upper end of what it costs, by price or by bound. */
  readonly most: number | null;
}

interface Rule {
  readonly reason: WindowReason;
  /** The verdict, or null where the rule does not apply. */
  readonly judge: (standing: Standing) => Fit | null;
}

// The first rule that applies decides. Each stands where it does because of its reason.
const WINDOW_RULES: readonly Rule[] = [
  // Two points are the error of whole figures and one response: whatever starts there dies there.
  { reason: "land", judge: ({ headroomPct }) => headroomPct <= LAND_PCT ? "exceeds" : null },
  // Caution in the last minutes of a window wastes its rest; what is not done goes on in the next.
  {
    reason: "refills-soon",
    judge: ({ toResetSec }) => toResetSec !== null && toResetSec <= REFILL_SOON_SEC ? "fits" : null,
  },
  // The runway: even the fastest work this account was seen to do does not empty it before it refills.
  {
    reason: "refills-first",
    judge: ({ toResetSec, fastestEmptySec }) =>
      toResetSec !== null && fastestEmptySec !== null && fastestEmptySec >= toResetSec
        ? "fits"
        : null,
  },
  // The person asked for it: what is not known to exceed the rest is warned of, not refused.
  {
    reason: "focused",
    judge: (standing) => {
      const isLow = standing.regime === "approach" || standing.regime === "descend";
      return standing.focused && isLow && !isOver(standing) ? "tight" : null;
    },
  },
  // Finishing moves only: what is proven small, or what can stop and is proven to fit at all.
  {
    reason: "approach",
    judge: (standing) => {
      if (standing.regime !== "approach") return null;
      const ends = standing.divisible && standing.most !== null && !isOver(standing) &&
        (standing.cost !== null || standing.most <= standing.headroomPct);
      return ends || isSmall(standing) ? "tight" : "exceeds";
    },
  },
  // The unit of caution is divisibility: what would be lost whole must be proven small, what can stop
  // may start, and is watched.
  {
    reason: "descend",
    judge: (standing) => {
      if (standing.regime !== "descend") return null;
      if (isOver(standing)) return "exceeds";
      return standing.divisible || isSmall(standing) ? "tight" : "exceeds";
    },
  },
  // Over the middle of the spread it is likelier to end at the wall than not.
  {
    reason: "over",
    judge: (standing) => standing.cost !== null && isOver(standing) ? "exceeds" : null,
  },
  // Not even the largest plan holds it, so the price need not be known.
  { reason: "over-any", judge: (standing) => isOver(standing) ? "exceeds" : null },
  // A hot week is paced in days: more than a day's sustainable share makes it hotter.
  {
    reason: "hot-week",
    judge: ({ pace, cost }) =>
      pace?.kind === "hot" && cost !== null && cost.mid > pace.sustainPctPerDay ? "tight" : null,
  },
  // Only the dear end of the spread does not leave the last points that a landing needs.
  {
    reason: "spread",
    judge: ({ cost, headroomPct }) =>
      cost !== null && cost.high > headroomPct - LAND_PCT ? "tight" : null,
  },
  // No plan is so small that this could empty it, so the price need not be known.
  {
    reason: "cheap",
    judge: ({ cost, most, headroomPct }) =>
      cost === null && most !== null && most <= headroomPct - LAND_PCT ? "fits" : null,
  },
  // Between the smallest plan and the largest one nobody knows: it may start in steps, and is watched.
  { reason: "price-unknown", judge: ({ cost }) => cost === null ? "tight" : null },
  { reason: "room", judge: () => "fits" },
];

/** Every rule's reason in its order, for documents and tests. */
export const WINDOW_REASONS: readonly WindowReason[] = WINDOW_RULES.map(({ reason }) => reason);

/** How a job fits one window: the first rule that applies decides. */
export function fitWindow(given: WindowCase, now: EpochSec): WindowFit {
  const { window, cost } = given;
  const quoted = quote(window, now);
  const regime = decideDescent(window, now).kind;
  const leastPoints = cost?.mid ?? given.leastPoints;
  const about = { key: window.key, resetAt: window.resetAt, cost, leastPoints };
  if (quoted?.kind === "refilled") {
    // What is over tells nothing of how to work now, and its reset lies behind.
    const fresh = { ...about, headroomPct: null, resetAt: null, regime: "cruise" as const };
    return { ...fresh, verdict: "fits", reason: "refilled" };
  }
  if (quoted === null) return { ...about, headroomPct: null, ...judgeOld(window, now) };
  const standing: Standing = {
    ...given,
    headroomPct: window.headroomPct,
    regime,
    toResetSec: window.resetAt === null ? null : window.resetAt - now,
    most: cost?.high ?? given.mostPoints,
  };
  for (const { reason, judge } of WINDOW_RULES) {
    const verdict = judge(standing);
    if (verdict !== null) {
      return { ...about, headroomPct: window.headroomPct, regime, verdict, reason };
    }
  }
  return { ...about, headroomPct: window.headroomPct, regime, verdict: "fits", reason: "room" };
}

// Within a window use only grows: what an old figure shows as low has not become more since.
function judgeOld(
  { headroomPct, resetAt }: Window,
  now: EpochSec,
): Pick<WindowFit, "verdict" | "reason" | "regime"> {
  const toResetSec = resetAt === null ? -1 : resetAt - now;
  if (toResetSec > 0 && headroomPct <= LAND_PCT) {
    return { verdict: "exceeds", reason: "land", regime: "land" };
  }
  const isLow = toResetSec > REFILL_SOON_SEC && headroomPct <= DESCEND_PCT;
  return isLow
    ? { verdict: "tight", reason: "old-low", regime: "cruise" }
    : { verdict: "unknown", reason: "old", regime: "cruise" };
}

function isOver({ cost, leastPoints, headroomPct }: Standing): boolean {
  const least = cost?.mid ?? leastPoints;
  return least !== null && least > headroomPct;
}

function isSmall({ most, headroomPct }: Standing): boolean {
  return most !== null && most <= headroomPct * FIT_SMALL_SHARE;
}

/** Why the context got its verdict. */
export type ContextReason =
  | "over"
  | "narrow"
  | "calls"
  | "room"
  | "larger-than-any"
  | "fresh"
  | "state-unknown"
  | "no-report";

/** What is known of the context when a job is held against it. */
export interface ContextCase {
  readonly context: ContextReading | null;
  readonly ceiling: Ceiling | null;
  readonly room: Room | null;
  /** Requests that fit before the ceiling at this session's pace; null: not known. */
  readonly callsLeft: number | null;
}

/** How a job fits into the context. */
export interface ContextFit {
  readonly verdict: Fit;
  readonly reason: ContextReason;
  readonly roomTokens: Tokens | null;
  readonly ceilingTokens: Tokens | null;
  readonly then: Ceiling["then"] | null;
}

/** How a job fits into the context: in real tokens, against what lies before the ceiling. */
export function fitContext(estimate: Estimate, given: ContextCase): ContextFit {
  const { ceiling, room, context } = given;
  const about = {
    roomTokens: room?.roomTokens ?? null,
    ceilingTokens: ceiling?.tokens ?? null,
    then: ceiling?.then ?? null,
  };
  const judged = room === null
    ? judgeUnmeasured(estimate, context, ceiling)
    : judgeRoom(estimate, room, given.callsLeft);
  return { ...about, verdict: judged[0], reason: judged[1] };
}

function judgeRoom(
  { tokens, calls }: Estimate,
  room: Room,
  callsLeft: number | null,
): readonly [Fit, ContextReason] {
  if (tokens > room.roomTokens) return ["exceeds", "over"];
  // Estimates are rather too low: the last fifth is for what was not thought of.
  if (tokens > room.roomTokens * FIT_TIGHT_SHARE) return ["tight", "narrow"];
  // The pace of late tells of late work, so it warns and does not refuse.
  if (calls !== null && callsLeft !== null && calls > callsLeft) return ["tight", "calls"];
  return ["fits", "room"];
}

// Before the first reply and after a compaction nothing is measured, but most of it is free.
function judgeUnmeasured(
  { tokens }: Estimate,
  context: ContextReading | null,
  ceiling: Ceiling | null,
): readonly [Fit, ContextReason] {
  const end = ceiling?.tokens ?? context?.windowTokens ?? LARGEST_CONTEXT_TOKENS;
  if (tokens > end) return ["exceeds", "larger-than-any"];
  if (context === null) return ["unknown", "no-report"];
  if (ceiling === null || context.state === "measured") return ["unknown", "state-unknown"];
  return tokens <= ceiling.tokens * FIT_FRESH_SHARE
    ? ["fits", "fresh"]
    : ["unknown", "state-unknown"];
}
