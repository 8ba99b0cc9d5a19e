// Sequences made up in the shape of recorded sessions, by other means than the generator, whose
// habits the constants may have learned.
import { estimateWeightPerPoint, learnCalibration } from "../../src/decide/calibration.ts";
import { IDLE_SEC } from "../../src/decide/thresholds.ts";
import type { Calibration } from "../../src/model/calibration.ts";
import { MINUTE } from "../../src/model/units.ts";
import type { Instant } from "./instants.ts";

/** A sequence; minutes count from the start of its window. */
export interface Sequence {
  readonly name: string;
  readonly lengthMin: number;
  readonly resetMin: number;
  /** When the window was spent, or null: it lasted. */
  readonly emptyMin: number | null;
  /** Minute and percent left, whenever the figure changed. */
  readonly figures: readonly (readonly [number, number])[];
  /** Minute and weighted tokens of each message; empty where no transcript was read. */
  readonly flow: readonly (readonly [number, number])[];
}

const FILES = [
  "evening-run.json",
  "migration-with-subagents.json",
  "morning-with-meeting.json",
];

/** Reads the sequences beside this file. */
export function readSequences(): Sequence[] {
  return FILES.map((file) => {
    const url = new URL(`./sequences/${file}`, import.meta.url);
    return JSON.parse(Deno.readTextFileSync(url)) as Sequence;
  });
}

// Any instant serves.
const START = 1_751_266_800;
// Long enough after a figure that a person may look.
const ASKED_AFTER_SEC = 20;

/** The instants shortly after each figure. */
export function sequenceInstants(sequence: Sequence): Instant[] {
  const at = (minute: number) => Math.round(START + minute * MINUTE);
  const resetAt = at(sequence.resetMin);
  const samples = sequence.figures.map(([minute, headroomPct]) => ({
    at: at(minute),
    headroomPct,
    resetAt,
  }));
  const flow = sequence.flow.map(([minute, weight]) => ({ at: at(minute), weight }));
  const exhaustAt = sequence.emptyMin === null ? Infinity : at(sequence.emptyMin);
  const lengthSec = sequence.lengthMin * MINUTE;
  let calibration: Calibration | null = null;
  return samples.flatMap((sample, index) => {
    const since = samples[index - 1]?.at ?? sample.at;
    const weight = flow
      .filter((point) => point.at > since && point.at <= sample.at)
      .reduce((sum, point) => sum + point.weight, 0);
    calibration = learnCalibration(calibration, { ...sample, weight });
    const now = sample.at + ASKED_AFTER_SEC;
    if (now >= exhaustAt) return [];
    const known = flow.filter((point) => point.at <= now);
    const history = {
      samples: samples.slice(0, index + 1),
      flow: known,
      observedAt: sample.at,
      weightPerPoint: estimateWeightPerPoint(calibration),
      lengthSec,
    };
    const activeAt = Math.max(sample.at, known.at(-1)?.at ?? 0);
    return [{ now, lengthSec, resetAt, history, exhaustAt, idle: now - activeAt > IDLE_SEC }];
  });
}
