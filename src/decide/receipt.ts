import type { AccountKey } from "../model/account.ts";
import type { WeightPerPoint } from "../model/calibration.ts";
import type { WeightedTokens } from "../model/flow.ts";
import type { Pct } from "../model/units.ts";
import type { Look } from "../model/watermark.ts";
import { isSameWindow, type WindowKey } from "../model/window.ts";
import type { Temper } from "./modes.ts";
import type { Quote } from "./quote.ts";
import { LEAST_POINT_USD } from "./thresholds.ts";

/** A window as it may be quoted now, with whose it is. */
export interface Quoted {
  readonly account: AccountKey;
  readonly quote: Extract<Quote, { kind: "left" }>;
}

/** What was spent between two looks at a window. */
export interface Spending {
  /** The first look; null when there was none. */
  readonly before: Look | null;
  /** Null where nothing may be quoted: the figure is unknown or old, or the window has refilled. */
  readonly after: Quoted | null;
  /** What this session itself spent in between, from its transcript. */
  readonly ownWeight: WeightedTokens;
  readonly ownUsd: number;
  /** What everything else that is known of the account spent in between. */
  readonly othersWeight: WeightedTokens;
  /** Learned price of a point; null until it is earned. */
  readonly perPoint: WeightPerPoint | null;
}

/** What an action cost, as far as it is known. */
export interface Receipt {
  /** Points of the window; null where they cannot be told apart from a reset or from others. */
  readonly points: Pct | null;
  readonly key: WindowKey | null;
  readonly usd: number;
  /** What is left of the window now; null where that is not known well enough. */
  readonly headroomPct: Pct | null;
}

/**
 * The receipt for an action, or null when it cost less than the mode's floors. A difference across
 * a reset or two accounts is no cost, and what others spent is not billed.
 */
export function decideReceipt(spending: Spending, temper: Temper): Receipt | null {
  return receiptOf(ownPoints(spending), spending.ownUsd, spending.after, temper);
}

/** The receipt of a subagent, priced from its own transcript; null under the mode's floors. */
export function decideAgentReceipt(
  spent: { readonly weight: WeightedTokens; readonly usd: number },
  after: Quoted | null,
  perPoint: WeightPerPoint | null,
  temper: Temper,
): Receipt | null {
  const points = after === null || perPoint === null ? null : spent.weight / perPoint.mid;
  return receiptOf(points, spent.usd, after, temper);
}

/** Whether a window fell far enough since a look that somebody has to be billed for it. */
export function fellBy(before: Look | null, after: Quoted | null): Pct {
  if (before === null || after === null) return 0;
  const { quote } = after;
  if (before.account !== after.account || before.key !== quote.key) return 0;
  // A reset that nobody can rule out is one.
  if (before.headroomPct === null || before.resetAt === null || quote.resetAt === null) return 0;
  if (!isSameWindow(before.resetAt, quote.resetAt)) return 0;
  // Figures have tenths; their difference must not become 1.9999999999999998.
  return Math.max(0, Math.round((before.headroomPct - quote.headroomPct) * 10) / 10);
}

function receiptOf(
  points: Pct | null,
  usd: number,
  after: Quoted | null,
  temper: Temper,
): Receipt | null {
  const earned = (points !== null && points >= temper.receiptPct) || usd >= temper.receiptUsd;
  if (!earned) return null;
  const { key, headroomPct, ageSec } = after?.quote ??
    { key: null, headroomPct: null, ageSec: null };
  return { points, key, usd, headroomPct: ageSec === null ? headroomPct : null };
}

// The step of the window bounds what the action can have cost; the transcripts say how much of the
// step was ours. The price of a point leaves out machines that we do not see: the learned one, or
// until there is one the least that it can be.
function ownPoints(spending: Spending): Pct | null {
  const { before, after, ownWeight, ownUsd, othersWeight, perPoint } = spending;
  const step = fellBy(before, after);
  if (step <= 0 || ownWeight <= 0) return null;
  const shared = step * ownWeight / (ownWeight + othersWeight);
  const affordable = perPoint === null ? ownUsd / LEAST_POINT_USD : ownWeight / perPoint.low;
  return Math.min(shared, affordable);
}
