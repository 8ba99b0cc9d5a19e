import { lineSinceReset, medianOfBuckets, widened } from "./baselines.ts";
import { play } from "./instants.ts";
import { addPaceInstant, emptyPaceScore, type PaceScore } from "./pace_score.ts";
import { addInstant, addScore, emptyScore, pinball, type Score } from "./score.ts";
import { listSeeds, type Seeds } from "./seeds.ts";
import { readSequences, sequenceInstants } from "./sequences.ts";
import { WORKLOADS } from "./workloads.ts";

/** How well prices quoted from a calibration did. */
export interface PriceScore {
  figures: number;
  quoted: number;
  /** The true price lies between low and high. */
  held: number;
  /** Sum of |mid / truth - 1|. */
  error: number;
  /** Sum of high / low. */
  spread: number;
}

/** Everything of one workload. */
export interface Row {
  readonly name: string;
  readonly score: Score;
  readonly prices: PriceScore;
  /** Null for windows of hours. */
  readonly pace: PaceScore | null;
  /** Loss of each method of `WIDENED`, summed over the scored instants. */
  readonly widenedLoss: number[];
}

/** The whole evaluation. */
export interface Evaluation {
  readonly seeds: Seeds;
  readonly rows: readonly Row[];
  readonly overall: Row;
  readonly sequences: readonly { readonly name: string; readonly score: Score }[];
}

/** Baselines that got a band as ours did, by the factors that tune.ts found for them. */
export const WIDENED = [
  { name: "line since reset, own band", method: widened(lineSinceReset, 0.6, 1) },
  { name: "median of buckets, own band", method: widened(medianOfBuckets, 0.4, 0.8) },
];

/** Plays every workload with every seed of a set. */
export function evaluate(seeds: Seeds): Evaluation {
  const rows = WORKLOADS.map(({ name, key, plan }) => {
    const row = emptyRow(name, key === "seven_day");
    for (const seed of listSeeds(seeds)) {
      const run = play({ name, key, plan }, seed);
      for (const instant of run.instants) {
        addInstant(row.score, instant);
        if (row.pace !== null) addPaceInstant(row.pace, instant);
        if (instant.idle) continue;
        WIDENED.forEach(({ method }, index) => {
          row.widenedLoss[index]! += pinball(method(instant), instant);
        });
      }
      for (const { quoted, truth } of run.prices) {
        row.prices.figures++;
        if (quoted === null) continue;
        row.prices.quoted++;
        if (truth >= quoted.low && truth <= quoted.high) row.prices.held++;
        row.prices.error += Math.abs(quoted.mid / truth - 1);
        row.prices.spread += quoted.high / quoted.low;
      }
    }
    return row;
  });
  const overall = emptyRow("overall", false);
  for (const { score, prices, widenedLoss } of rows) {
    addScore(overall.score, score);
    widenedLoss.forEach((loss, index) => overall.widenedLoss[index]! += loss);
    for (const key of Object.keys(prices) as (keyof PriceScore)[]) {
      overall.prices[key] += prices[key];
    }
  }
  const sequences = readSequences().map((sequence) => {
    const score = emptyScore();
    for (const instant of sequenceInstants(sequence)) addInstant(score, instant);
    return { name: sequence.name, score };
  });
  return { seeds, rows, overall, sequences };
}

function emptyRow(name: string, isWeek: boolean): Row {
  return {
    name,
    score: emptyScore(),
    prices: { figures: 0, quoted: 0, held: 0, error: 0, spread: 0 },
    pace: isWeek ? emptyPaceScore() : null,
    widenedLoss: WIDENED.map(() => 0),
  };
}

/** A requirement, with what was found. */
export interface Target {
  readonly text: string;
  readonly found: string;
  readonly met: boolean;
}

const COVERAGE_PCT: readonly [number, number] = [75, 85];
const GAIN_PCT = 25;
const PRICES_HELD_PCT = 85;

/** What the evaluation must show. */
export function judge({ overall }: Evaluation): Target[] {
  const { score, prices } = overall;
  const between = (text: string, sharePct: number): Target => ({
    text: `${text}: 80% within 5 points`,
    found: `${sharePct.toFixed(1)}%`,
    met: sharePct >= COVERAGE_PCT[0] && sharePct <= COVERAGE_PCT[1],
  });
  const priceHeldPct = prices.held / prices.quoted * 100;
  return [
    between("bands hold the truth", score.held / score.given * 100),
    between(
      "bands that lie before the reset hold the truth",
      score.wholeHeld / score.whole * 100,
    ),
    ...Object.entries(score.baselineLoss).map(([name, loss]) => {
      const gain = gainPct(score.loss, loss);
      return {
        text: `loss at least ${GAIN_PCT}% below: ${name}`,
        found: `${gain.toFixed(0)}% below`,
        met: gain >= GAIN_PCT,
      };
    }),
    {
      text: `quoted prices hold the truth: 90%, at least ${PRICES_HELD_PCT}%`,
      found: `${priceHeldPct.toFixed(1)}%`,
      met: priceHeldPct >= PRICES_HELD_PCT,
    },
  ];
}

/** How much lower one loss is than another, in percent. */
export function gainPct(loss: number, other: number): number {
  return (1 - loss / other) * 100;
}
