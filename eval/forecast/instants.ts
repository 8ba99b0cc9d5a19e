import { estimateWeightPerPoint, learnCalibration } from "../../src/decide/calibration.ts";
import { IDLE_SEC, OUTLOOK_LENGTHS } from "../../src/decide/thresholds.ts";
import type { BurnHistory } from "../../src/model/burn.ts";
import type { Calibration, WeightPerPoint } from "../../src/model/calibration.ts";
import type { FlowPoint } from "../../src/model/flow.ts";
import { MINUTE } from "../../src/model/units.ts";
import { isSameWindow } from "../../src/model/window.ts";
import { observe, type Trace } from "./client.ts";
import { type Random, seededRandom } from "./random.ts";
import type { Workload } from "./workloads.ts";

/** An instant at which a forecast is asked for, with what the program knew and what came. */
export interface Instant {
  readonly now: number;
  readonly lengthSec: number;
  /** The reset the program had been told. */
  readonly resetAt: number;
  readonly history: BurnHistory;
  /** When the window would be spent if it did not refill; Infinity if not within the trace. */
  readonly exhaustAt: number;
  /** No response on this machine for longer than `IDLE_SEC`. */
  readonly idle: boolean;
}

/** A price quoted from the calibration, with the true one. */
export interface Quoted {
  readonly quoted: WeightPerPoint | null;
  readonly truth: number;
}

/** All that one seed of a workload gives to score. */
export interface Run {
  readonly instants: readonly Instant[];
  /** One for each figure that was stored. */
  readonly prices: readonly Quoted[];
}

const INSTANTS_PER_WINDOW = 75;

/** Plays one seed of a workload. */
export function play(workload: Workload, seed: number): Run {
  const random = seededRandom(workload.name, seed);
  const plan = workload.plan(random);
  const trace = observe(random, plan, workload.key);
  const clock = seededRandom(`${workload.name} clock`, seed);
  const program = startProgram(trace);
  const truth = readTruth(trace);
  const instants: Instant[] = [];
  const firstAt = trace.samples[0]?.at ?? plan.scoredTo;
  for (let now = firstAt; now < plan.scoredTo; now += pauseSec(clock, trace.lengthSec)) {
    const instant = ask(program.advance(now), truth(now), trace.lengthSec, now);
    if (instant !== null) instants.push(instant);
  }
  return { instants, prices: program.prices };
}

function pauseSec(clock: Random, lengthSec: number): number {
  return Math.round(lengthSec / INSTANTS_PER_WINDOW * clock.between(0.5, 1.5));
}

// Null where the program or the server knows no running window, or nothing is left to forecast.
function ask(
  history: BurnHistory,
  truth: Truth | null,
  lengthSec: number,
  now: number,
): Instant | null {
  const resetAt = history.samples.at(-1)?.resetAt ?? null;
  if (resetAt === null || now >= resetAt || truth === null || now >= truth.resetAt) return null;
  if (!isSameWindow(resetAt, truth.resetAt) || truth.headroomPct <= 0) return null;
  const flowAt = history.flow.at(-1)?.at ?? -Infinity;
  const { exhaustAt } = truth;
  return { now, lengthSec, resetAt, history, exhaustAt, idle: now - flowAt > IDLE_SEC };
}

interface Program {
  /** What the program knows at an instant; instants must not go back. */
  readonly advance: (now: number) => BurnHistory;
  readonly prices: readonly Quoted[];
}

function startProgram(trace: Trace): Program {
  const flow: FlowPoint[] = [];
  const prices: Quoted[] = [];
  let calibration: Calibration | null = null;
  let sampleCount = 0;
  let flowCount = 0;
  let billedCount = 0;
  let observedAt: number | null = null;
  let confirmations = 0;

  const advance = (now: number): BurnHistory => {
    for (; (trace.samples[sampleCount]?.at ?? Infinity) <= now; sampleCount++) {
      const sample = trace.samples[sampleCount]!;
      let weight = 0;
      for (; (trace.flow[billedCount]?.at ?? Infinity) <= sample.at; billedCount++) {
        weight += trace.flow[billedCount]!.weight;
      }
      calibration = learnCalibration(calibration, { ...sample, weight });
      const quoted = estimateWeightPerPoint(calibration);
      prices.push({ quoted, truth: trace.weightPerPoint });
      observedAt = sample.at;
    }
    for (; (trace.flow[flowCount]?.at ?? Infinity) <= now; flowCount++) {
      addTo(flow, trace.flow[flowCount]!);
    }
    for (; (trace.confirmedAt[confirmations] ?? Infinity) <= now; confirmations++) {
      observedAt = Math.max(observedAt ?? 0, trace.confirmedAt[confirmations]!);
    }
    const since = now - OUTLOOK_LENGTHS * trace.lengthSec;
    return {
      samples: trace.samples.slice(0, sampleCount).filter(({ at }) => at >= since),
      flow: flow.filter(({ at }) => at >= since),
      observedAt,
      weightPerPoint: estimateWeightPerPoint(calibration),
      lengthSec: trace.lengthSec,
    };
  };
  return { advance, prices };
}

// As the store sums it: one point a minute, dated by its last message.
function addTo(flow: FlowPoint[], point: FlowPoint): void {
  const last = flow.at(-1);
  if (last === undefined || Math.floor(last.at / MINUTE) !== Math.floor(point.at / MINUTE)) {
    flow.push(point);
  } else flow[flow.length - 1] = { at: point.at, weight: last.weight + point.weight };
}

interface Truth {
  readonly resetAt: number;
  readonly headroomPct: number;
  readonly exhaustAt: number;
}

function readTruth(trace: Trace): (now: number) => Truth | null {
  const spent: number[] = [];
  let sum = 0;
  for (const { points } of trace.messages) spent.push(sum += points);
  let charged = 0;
  let sent = 0;
  return (now) => {
    while ((trace.charges[charged]?.at ?? Infinity) <= now) charged++;
    while ((trace.messages[sent]?.at ?? Infinity) <= now) sent++;
    const charge = trace.charges[charged - 1];
    const period = charge === undefined ? undefined : trace.periods[charge.period];
    if (charge === undefined || period === undefined) return null;
    const headroomPct = 100 - charge.usedPct;
    const target = (spent[sent - 1] ?? 0) + headroomPct;
    let end = sent;
    while (end < spent.length && spent[end]! < target) end++;
    const exhaustAt = trace.messages[end]?.at ?? Infinity;
    return { resetAt: period.resetAt, headroomPct, exhaustAt };
  };
}
