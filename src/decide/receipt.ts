import type { WeightPerPoint } from "../model/calibration.ts";
import type { WeightedTokens } from "../model/flow.ts";
import type { Pct } from "../model/units.ts";
import { isSameWindow, type WindowKey, type WindowReading } from "../model/window.ts";
import type { Temper } from "./modes.ts";

/** What was spent between two looks at a window. */
export interface Spending {
  /** The window at the first look; null when it was not known. */
  readonly before: WindowReading | null;
  readonly after: WindowReading | null;
  /** What this session and its subagents spent in between, from transcripts. */
  readonly ownWeight: WeightedTokens;
  readonly ownUsd: number;
  /** What other known sessions of the account spent in between. */
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
  /** What is left of the window now. */
  readonly headroomPct: Pct | null;
}

/**
 * The receipt for an action, or null when it cost less than the mode's floors. A difference across
 * a reset is no cost, and what others spent is not billed.
 */
export function decideReceipt(spending: Spending, temper: Temper): Receipt | null {
  const points = ownPoints(spending);
  const earned = (points !== null && points >= temper.receiptPct) ||
    spending.ownUsd >= temper.receiptUsd;
  if (!earned) return null;
  return {
    points,
    key: spending.after?.key ?? null,
    usd: spending.ownUsd,
    headroomPct: spending.after?.headroomPct ?? null,
  };
}

// The step of the window bounds what the action can have cost; the transcripts say how much of the
// step was ours. Where the price of a point is learned, machines that we do not see are left out too.
function ownPoints(spending: Spending): Pct | null {
  const { before, after, ownWeight, othersWeight, perPoint } = spending;
  if (before === null || after === null || before.resetAt === null) return null;
  if (!isSameWindow(before.resetAt, after.resetAt) || ownWeight <= 0) return null;
  const step = before.headroomPct - after.headroomPct;
  if (step <= 0) return null;
  const shared = step * ownWeight / (ownWeight + othersWeight);
  return perPoint === null ? shared : Math.min(shared, ownWeight / perPoint.low);
}

/** The receipt of a subagent, priced from its own transcript; null under the mode's floors. */
export function decideAgentReceipt(
  spent: { readonly weight: WeightedTokens; readonly usd: number },
  after: WindowReading | null,
  perPoint: WeightPerPoint | null,
  temper: Temper,
): Receipt | null {
  const points = after === null || perPoint === null ? null : spent.weight / perPoint.mid;
  const earned = (points !== null && points >= temper.receiptPct) || spent.usd >= temper.receiptUsd;
  if (!earned) return null;
  const { key, headroomPct } = after ?? { key: null, headroomPct: null };
  return { points, key, usd: spent.usd, headroomPct };
}
