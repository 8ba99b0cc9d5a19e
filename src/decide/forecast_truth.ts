import type { BurnHistory, HeadroomSample } from "../model/burn.ts";
import type { FlowPoint } from "../model/flow.ts";
import type { EpochSec } from "../model/units.ts";
import { type WindowKey, windowLengthSec } from "../model/window.ts";
import { decideForecast, type Forecast } from "./forecast.ts";
import type { WindowRun } from "./look_back.ts";
import { OUTLOOK_LENGTHS } from "./thresholds.ts";

/** What would have been forecast at an instant, and what came. */
export interface Look {
  readonly key: WindowKey;
  readonly at: EpochSec;
  readonly resetAt: EpochSec;
  readonly forecast: Forecast;
  /** When the window ran empty; null: it lasted. */
  readonly emptiedAt: EpochSec | null;
  readonly verdict: "right" | "wrong" | "silent";
}

// Early, in the middle and late: a forecast is of use while there is something left to plan.
const LOOKS = [0.25, 0.5, 0.75];

/**
 * Forecasts that window anew from what was known at some instants of each run, and scores them. Runs
 * that are not over cannot be scored. A price that is learned by now was not known then: none is used.
 */
export function lookAtRuns(
  runs: readonly WindowRun[],
  samples: readonly HeadroomSample[],
  flow: readonly FlowPoint[],
): Look[] {
  return runs.flatMap((run) => {
    const { key, resetAt, beganAt, emptiedAt } = run;
    const lengthSec = windowLengthSec(key);
    if (!run.isOver || resetAt === null || beganAt === null || lengthSec === null) return [];
    return LOOKS.flatMap((share) => {
      const at = Math.round(beganAt + share * lengthSec);
      const isSeen = run.samples.some((sample) => sample.at <= at);
      if (!isSeen || (emptiedAt !== null && emptiedAt <= at)) return [];
      const forecast = decideForecast(knownAt(at, samples, flow, lengthSec), at);
      return [{ key, at, resetAt, forecast, emptiedAt, verdict: score(forecast, emptiedAt) }];
    });
  });
}

function knownAt(
  at: EpochSec,
  samples: readonly HeadroomSample[],
  flow: readonly FlowPoint[],
  lengthSec: number,
): BurnHistory {
  const after = at - OUTLOOK_LENGTHS * lengthSec;
  const isKnown = (each: { readonly at: EpochSec }) => each.at > after && each.at <= at;
  return {
    samples: samples.filter(isKnown),
    flow: flow.filter(isKnown),
    observedAt: null,
    weightPerPoint: null,
    lengthSec,
  };
}

/** Whether what came lies in what was forecast. A band that reaches past the reset allows both. */
function score(forecast: Forecast, emptiedAt: EpochSec | null): Look["verdict"] {
  if (forecast.kind === "silent" || forecast.kind === "spent") return "silent";
  const { earliestAt, latestAt } = forecast;
  const isInBand = emptiedAt !== null && emptiedAt >= earliestAt && emptiedAt <= latestAt;
  const isRight = forecast.kind === "exhausts"
    ? isInBand
    : forecast.kind === "lasts"
    ? emptiedAt === null
    : emptiedAt === null || isInBand;
  return isRight ? "right" : "wrong";
}
