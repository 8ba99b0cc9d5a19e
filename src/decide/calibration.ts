import type {
  Calibration,
  CalibrationSpan,
  CalibrationStep,
  WeightPerPoint,
} from "../model/calibration.ts";
import type { WeightedTokens } from "../model/flow.ts";
import { isSameWindow } from "../model/window.ts";
import {
  CALIBRATION_ERRORS,
  CALIBRATION_FLOOR,
  CALIBRATION_MAX_SPREAD,
  CALIBRATION_MIN_SPANS,
  CALIBRATION_POINTS,
  CALIBRATION_REACH,
  CALIBRATION_SPANS,
  CALIBRATION_STEPS,
} from "./thresholds.ts";

/**
 * The calibration after one more figure. Steps are gathered into spans of several points, from one
 * change of the figure to another: only there is it known where within its step a window stands. A
 * span ends without result at a reset, at a rise, and where headroom fell although no known session
 * spent anything. A step older than the last one changes nothing.
 */
export function learnCalibration(
  before: Calibration | null,
  step: CalibrationStep,
): Calibration {
  if (before !== null && step.at < before.seenAt) return before;
  const isDecimal = before?.resolutionPct === 0.1 || !Number.isInteger(step.headroomPct);
  const after: Calibration = {
    seenAt: step.at,
    headroomPct: step.headroomPct,
    resetAt: step.resetAt,
    resolutionPct: isDecimal ? 0.1 : 1,
    open: null,
    spans: before?.spans ?? [],
  };
  if (before === null || !isSameWindow(before.resetAt, step.resetAt)) return after;
  const points = before.headroomPct - step.headroomPct;
  if (points < 0) return after;
  if (points > 0 && (before.open === null || step.weight <= 0)) return { ...after, open: FRESH };
  if (before.open === null) return after;
  const open = {
    weight: before.open.weight + Math.max(0, step.weight),
    points: before.open.points + points,
    steps: before.open.steps + (points > 0 ? 1 : 0),
  };
  const enough = isDecimal ? CALIBRATION_POINTS : CALIBRATION_STEPS;
  if (points === 0 || open.steps < CALIBRATION_STEPS || open.points < enough) {
    return { ...after, open };
  }
  const span = { weight: open.weight, points: open.points };
  return { ...after, open: FRESH, spans: [...after.spans, span].slice(-CALIBRATION_SPANS) };
}

const FRESH = { weight: 0, points: 0, steps: 0 } as const;

/**
 * What a point costs, or null while that is not earned: at least `CALIBRATION_MIN_SPANS` spans and a
 * third of all must agree, and high must stay below `CALIBRATION_MAX_SPREAD` times low. The true
 * price is meant to lie between low and high in nine of ten cases. A machine that burns unseen all
 * the time is not told from a cheaper price; then it is the price that this machine sees.
 */
export function estimateWeightPerPoint(calibration: Calibration | null): WeightPerPoint | null {
  const spans = calibration?.spans ?? [];
  const agreeing = agreeingSpans(spans);
  if (agreeing.length < CALIBRATION_MIN_SPANS) return null;
  const mid = total(agreeing, "weight") / total(agreeing, "points");
  const squares = agreeing.map((span) => (logPrice(span) - Math.log(mid)) ** 2);
  const standardError = Math.sqrt(mean(squares) / (agreeing.length - 1));
  const reach = CALIBRATION_FLOOR + CALIBRATION_ERRORS * standardError;
  // Spans that were rejected as too cheap hint at others that were only a little.
  const doubt = 1 + (spans.length - agreeing.length) / spans.length;
  const low = mid * Math.exp(-reach);
  const high = mid * Math.exp(reach * doubt);
  return high > low * CALIBRATION_MAX_SPREAD ? null : { low, mid, high };
}

// Starts from the dearest group that agrees and moves to where spans lie densest around it. What
// burns unseen makes spans look cheap, never dear; the few too dear ones form no group.
function agreeingSpans(spans: readonly CalibrationSpan[]): readonly CalibrationSpan[] {
  const prices = spans.map(logPrice).sort((a, b) => b - a);
  const size = Math.max(CALIBRATION_MIN_SPANS, Math.ceil(spans.length / 3));
  const first = prices.findIndex((dearest, index) => {
    const cheapest = prices[index + size - 1];
    return cheapest !== undefined && dearest - cheapest <= CALIBRATION_REACH;
  });
  if (first < 0) return [];
  let centre = mean(prices.slice(first, first + size));
  for (let round = 0; round < ROUNDS; round++) {
    centre = mean(prices.filter((price) => Math.abs(price - centre) <= CALIBRATION_REACH));
  }
  return spans.filter((span) => Math.abs(logPrice(span) - centre) <= CALIBRATION_REACH);
}

// With at most 40 spans the centre stands still well before.
const ROUNDS = 8;

function logPrice(span: CalibrationSpan): number {
  return Math.log(span.weight / span.points);
}

function total(spans: readonly CalibrationSpan[], of: "weight" | "points"): WeightedTokens {
  return spans.reduce((sum, span) => sum + span[of], 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
