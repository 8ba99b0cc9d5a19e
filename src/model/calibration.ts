import { asInstant, asList, asNumber, asRecord } from "./decode.ts";
import type { WeightedTokens } from "./flow.ts";
import type { EpochSec, Pct } from "./units.ts";

/** A stretch within one window over which headroom fell by some points while `weight` was spent. */
export interface CalibrationSpan {
  readonly weight: WeightedTokens;
  /** Points of headroom, more than 0. */
  readonly points: number;
}

/** The stretch that is being measured. */
export interface OpenSpan extends CalibrationSpan {
  /** Changes of the figure since it was opened; 0 points and 0 steps at first. */
  readonly steps: number;
}

/** What is learned of one window of one account so far. Plain JSON. */
export interface Calibration {
  /** The last figure taken in. */
  readonly seenAt: EpochSec;
  readonly headroomPct: Pct;
  readonly resetAt: EpochSec | null;
  /** Step of the client's figures: 1 until one with a decimal was seen, then 0.1. */
  readonly resolutionPct: 1 | 0.1;
  /** Null until the figure was seen to change: only then is it known where within a step it is. */
  readonly open: OpenSpan | null;
  /** Closed spans, oldest first, a bounded number. */
  readonly spans: readonly CalibrationSpan[];
}

/** A figure as it changed, with what the account's known sessions spent since the one before. */
export interface CalibrationStep {
  readonly at: EpochSec;
  readonly headroomPct: Pct;
  readonly resetAt: EpochSec | null;
  /** Flow of the account after the calibration's `seenAt`, up to and including `at`. */
  readonly weight: WeightedTokens;
}

/** Weighted tokens of known sessions per point of headroom. */
export interface WeightPerPoint {
  readonly low: WeightedTokens;
  readonly mid: WeightedTokens;
  readonly high: WeightedTokens;
}

/** A stored calibration, or null when it is damaged: learning starts anew then. */
export function decodeCalibration(raw: unknown): Calibration | null {
  const record = asRecord(raw);
  const seenAt = asInstant(record?.seenAt);
  const headroomPct = asNumber(record?.headroomPct);
  if (record === null || seenAt === null || headroomPct === null) return null;
  const open = decodeSpan(record.open);
  const steps = asNumber(asRecord(record.open)?.steps);
  return {
    seenAt,
    headroomPct,
    resetAt: asInstant(record.resetAt),
    resolutionPct: record.resolutionPct === 0.1 ? 0.1 : 1,
    open: open !== null && steps !== null ? { ...open, steps } : null,
    spans: asList(record.spans).flatMap((span) => {
      const decoded = decodeSpan(span);
      return decoded === null || decoded.points <= 0 || decoded.weight <= 0 ? [] : [decoded];
    }),
  };
}

function decodeSpan(raw: unknown): CalibrationSpan | null {
  const weight = asNumber(asRecord(raw)?.weight);
  const points = asNumber(asRecord(raw)?.points);
  return weight === null || points === null || weight < 0 || points < 0 ? null : { weight, points };
}
