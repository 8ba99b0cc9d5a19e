import type {
  Calibration,
  CalibrationSpan,
  CalibrationStep,
  WeightPerPoint,
} from "../model/calibration.ts";
import { isSameWindow } from "../model/window.ts";
import {
  CALIBRATION_MAX_SPREAD,
  CALIBRATION_MIN_SPANS,
  CALIBRATION_SPANS,
  CALIBRATION_STEPS,
} from "./thresholds.ts";

/**
 * The calibration after one more figure. Steps are gathered into spans of several points, because
 * where within a step a figure stands is not known; a span ends without result at a reset, at a
 * rise, and where headroom fell although no known session spent anything.
 */
export function learnCalibration(
  calibration: Calibration | null,
  step: CalibrationStep,
): Calibration {
  const resolutionPct = calibration?.resolutionPct === 0.1 || !Number.isInteger(step.headroomPct)
    ? 0.1
    : 1;
  const base = {
    seenAt: step.at,
    headroomPct: step.headroomPct,
    resetAt: step.resetAt,
    resolutionPct,
    spans: calibration?.spans ?? [],
  } as const;
  if (calibration === null) return { ...base, open: null };
  if (step.at < calibration.seenAt) return calibration;
  const points = calibration.headroomPct - step.headroomPct;
  const fell = points > 0 && isSameWindow(calibration.resetAt, step.resetAt);
  if (!fell) {
    const kept = points === 0 && isSameWindow(calibration.resetAt, step.resetAt);
    const open = kept && calibration.open !== null
      ? { ...calibration.open, weight: calibration.open.weight + step.weight }
      : null;
    return { ...base, open };
  }
  const fresh = { weight: 0, points: 0, steps: 0 };
  if (calibration.open === null || step.weight <= 0) return { ...base, open: fresh };
  const open = {
    weight: calibration.open.weight + step.weight,
    points: calibration.open.points + points,
    steps: calibration.open.steps + 1,
  };
  const enough = resolutionPct === 1 ? 5 : 2;
  if (open.steps < CALIBRATION_STEPS || open.points < enough) return { ...base, open };
  const span = { weight: open.weight, points: open.points };
  return { ...base, open: fresh, spans: [...base.spans, span].slice(-CALIBRATION_SPANS) };
}

/**
 * What a point costs, or null while that is not earned: enough spans agree, they are at least half
 * of all, and low and high lie close together. The true price is meant to lie between them in 90%
 * of cases. Sessions elsewhere only ever make a span look cheap, so the estimate stands on the half
 * of the spans that agree best and on those close to it.
 */
export function estimateWeightPerPoint(calibration: Calibration | null): WeightPerPoint | null {
  const spans = calibration?.spans ?? [];
  if (spans.length < CALIBRATION_MIN_SPANS) return null;
  const agreeing = agreeingSpans(spans);
  if (agreeing.length < CALIBRATION_MIN_SPANS) return null;
  const weight = agreeing.reduce((sum, span) => sum + span.weight, 0);
  const mid = weight / agreeing.reduce((sum, span) => sum + span.points, 0);
  const share = (spans.length - agreeing.length) / spans.length;
  const deviation = Math.sqrt(
    agreeing.reduce((sum, span) => sum + (price(span) - Math.log(mid)) ** 2, 0) /
      (agreeing.length - 1),
  );
  const error = Z * Math.sqrt(KAPPA * deviation ** 2 / agreeing.length + FLOOR ** 2);
  const low = mid * Math.exp(-error);
  const high = mid * Math.exp(error * (1 + share));
  return high / low > CALIBRATION_MAX_SPREAD ? null : { low, mid, high };
}
const Z = 1.7;
const KAPPA = 3;
const FLOOR = 0.03;

function price(span: CalibrationSpan): number {
  return Math.log(span.weight / span.points);
}

// From the dearest group that agrees, drawn to where the spans lie densest near it: what is unseen
// makes spans look cheap, never dear, and the few too dear ones are no group.
function agreeingSpans(spans: readonly CalibrationSpan[]): CalibrationSpan[] {
  const prices = spans.map(price).sort((a, b) => b - a);
  const group = Math.max(CALIBRATION_MIN_SPANS, Math.ceil(spans.length / 3));
  const first = prices.findIndex((dear, index) =>
    dear - (prices[index + group - 1] ?? -Infinity) <= REACH
  );
  if (first < 0) return [];
  let centre = mean(prices.slice(first, first + group));
  for (let round = 0; round < ROUNDS; round++) {
    centre = mean(prices.filter((price) => Math.abs(price - centre) <= REACH));
  }
  return spans.filter((span) => Math.abs(price(span) - centre) <= REACH);
}
const REACH = 0.2;
const ROUNDS = 8;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
