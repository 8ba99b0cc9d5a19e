import { decideForecast } from "../../src/decide/forecast.ts";
import {
  type Band,
  lastTwoPoints,
  lineSinceReset,
  medianOfBuckets,
  type Method,
} from "./baselines.ts";
import type { Instant } from "./instants.ts";

/** The methods compared with ours, by the names of the report. */
export const BASELINES = {
  "last two points": lastTwoPoints,
  "median of buckets, 90 min": medianOfBuckets,
  "line since reset": lineSinceReset,
} as const satisfies Record<string, Method>;

export type BaselineName = keyof typeof BASELINES;
export const BASELINE_NAMES = Object.keys(BASELINES) as BaselineName[];

/** Sums over instants; shares are made of them at the end. */
export interface Score {
  /** Instants at which somebody worked on this machine: those that count. */
  instants: number;
  /** Of these, the window was spent before its reset. */
  exhausting: number;
  /** Too little was known to say anything. */
  silent: number;
  /** A band was given: its early end lies before the reset. */
  given: number;
  /** Of these, the truth lies inside, as if the window did not refill. */
  held: number;
  /** Of these, the truth came before the band. */
  early: number;
  /** Of these, the truth lies inside, where reaching the reset counts as reaching it. */
  lived: number;
  /** The whole band lies before the reset: the alarm of the HUD. */
  whole: number;
  wholeHeld: number;
  /** Such alarms after which the window was indeed spent before its reset. */
  alarmsTrue: number;
  /** Said to last, and was spent. */
  surprised: number;
  /** Sum of widths up to the reset, in percent of the window's length. */
  widthPct: number;
  /** Expected instant on the right side of the reset. */
  right: number;
  /** Sum of pinball losses at 10% and 90%, in percent of the window's length. */
  loss: number;
  readonly baselineLoss: Record<BaselineName, number>;
  /** Instants left out because nobody worked, and how many of them led to a spent window. */
  idle: number;
  idleExhausting: number;
}

/** A score of nothing. */
export function emptyScore(): Score {
  return {
    instants: 0,
    exhausting: 0,
    silent: 0,
    given: 0,
    held: 0,
    early: 0,
    lived: 0,
    whole: 0,
    wholeHeld: 0,
    alarmsTrue: 0,
    surprised: 0,
    widthPct: 0,
    right: 0,
    loss: 0,
    baselineLoss: { "last two points": 0, "median of buckets, 90 min": 0, "line since reset": 0 },
    idle: 0,
    idleExhausting: 0,
  };
}

/** Adds what our forecast and the others say at an instant. */
export function addInstant(score: Score, instant: Instant): void {
  const { now, resetAt, exhaustAt, lengthSec } = instant;
  const exhausts = exhaustAt < resetAt;
  if (instant.idle) {
    score.idle++;
    if (exhausts) score.idleExhausting++;
    return;
  }
  score.instants++;
  if (exhausts) score.exhausting++;
  for (const name of BASELINE_NAMES) {
    score.baselineLoss[name] += pinball(BASELINES[name](instant), instant);
  }
  const forecast = decideForecast(instant.history, now);
  const band = "earliestAt" in forecast ? forecast : null;
  score.loss += pinball(band, instant);
  if (band === null) {
    score.silent++;
    if (!exhausts) score.right++;
    return;
  }
  if ((now + band.runwaySec < resetAt) === exhausts) score.right++;
  if (band.kind === "lasts") {
    if (exhausts) score.surprised++;
    return;
  }
  const held = exhaustAt >= band.earliestAt && exhaustAt <= band.latestAt;
  score.given++;
  if (held) score.held++;
  if (exhaustAt < band.earliestAt) score.early++;
  else if (Math.min(exhaustAt, resetAt) <= band.latestAt) score.lived++;
  score.widthPct += (Math.min(band.latestAt, resetAt) - band.earliestAt) / lengthSec * 100;
  if (band.kind === "may-exhaust") return;
  score.whole++;
  if (held) score.wholeHeld++;
  if (exhausts) score.alarmsTrue++;
}

/** Adds one score to another. */
export function addScore(sum: Score, score: Score): void {
  for (const name of BASELINE_NAMES) sum.baselineLoss[name] += score.baselineLoss[name];
  for (const [key, value] of Object.entries(score)) {
    if (typeof value === "number") (sum as unknown as Record<string, number>)[key]! += value;
  }
}

/**
 * Pinball losses at 10% (early end) and 90% (late end) in percent of the window's length. The truth
 * and both ends count up to the reset: behind it the window is full again. No band: it lasts.
 */
export function pinball(band: Band | null, instant: Instant): number {
  const { resetAt, exhaustAt, lengthSec } = instant;
  const truth = Math.min(exhaustAt, resetAt);
  const early = Math.min(band?.earliestAt ?? resetAt, resetAt);
  const late = Math.min(band?.latestAt ?? resetAt, resetAt);
  const loss = (at: number, share: number) =>
    truth >= at ? share * (truth - at) : (1 - share) * (at - truth);
  return (loss(early, 0.1) + loss(late, 0.9)) / lengthSec * 100;
}
