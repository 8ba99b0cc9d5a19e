// The account of a simulated day: what it spends, what the client would report of it, and what the
// program learns from that. In memory, by the program's own functions.

import { estimateWeightPerPoint, learnCalibration } from "../../src/decide/calibration.ts";
import { type Empties, emptiesOf } from "../../src/decide/empties.ts";
import { decideForecast } from "../../src/decide/forecast.ts";
import { decidePace, type HotPace } from "../../src/decide/pace.ts";
import type { HeadroomSample } from "../../src/model/burn.ts";
import type { Calibration, WeightPerPoint } from "../../src/model/calibration.ts";
import { type FlowPoint, WEIGHT_UNIT_USD_PER_MILLION } from "../../src/model/flow.ts";
import { DAY, type EpochSec, HOUR } from "../../src/model/units.ts";
import type { Window } from "../../src/model/window.ts";
import { FIVE_HOUR_USD, WEEK_USD, WEEK_USED_PCT } from "./habits.ts";

/** The account while the day goes on. */
export interface Budget {
  /** Books dollars; a report of the client follows. */
  readonly spend: (usd: number, now: EpochSec) => void;
  readonly windows: () => readonly Window[];
  /** When the five hours refill, where they are spent; else null. */
  readonly spentUntil: () => EpochSec | null;
  readonly perPoint: () => WeightPerPoint | null;
  readonly empties: (now: EpochSec) => Empties | null;
  readonly hotWeek: (now: EpochSec) => HotPace | null;
}

interface Meter {
  readonly key: string;
  readonly lengthSec: number;
  readonly usd: number;
  spentUsd: number;
  resetAt: EpochSec;
  readonly samples: HeadroomSample[];
  calibration: Calibration | null;
  weight: number;
}

/** Opens the account at the start of a day. */
export function openBudget(start: EpochSec): Budget {
  const five = meter("five_hour", 5 * HOUR, FIVE_HOUR_USD, 0, start + 5 * HOUR);
  const usedUsd = WEEK_USD * WEEK_USED_PCT / 100;
  const week = meter("seven_day", 7 * DAY, WEEK_USD, usedUsd, start + 3 * DAY);
  const flow: FlowPoint[] = [];
  let observedAt = start;
  const headroom = (it: Meter) => {
    const used = Math.min(100, it.spentUsd / it.usd * 100);
    return Math.round((100 - used) * 10) / 10;
  };
  const report = (it: Meter, now: EpochSec) => {
    if (now >= it.resetAt) {
      it.resetAt = now + it.lengthSec;
      it.spentUsd = 0;
    }
    const sample = { at: now, headroomPct: headroom(it), resetAt: it.resetAt };
    const last = it.samples.at(-1);
    if (last?.headroomPct === sample.headroomPct && last.resetAt === sample.resetAt) return;
    it.samples.push(sample);
    it.calibration = learnCalibration(it.calibration, { ...sample, weight: it.weight });
    it.weight = 0;
  };
  return {
    spend: (usd, now) => {
      const weight = usd / WEIGHT_UNIT_USD_PER_MILLION * 1e6;
      flow.push({ at: now, weight });
      observedAt = now;
      for (const it of [five, week]) {
        if (now < it.resetAt) it.spentUsd += usd;
        it.weight += weight;
        report(it, now);
      }
    },
    windows: () =>
      [five, week].filter((it) => it.samples.length > 0).map((it) => ({
        key: it.key,
        headroomPct: headroom(it),
        resetAt: it.resetAt,
        observedAt,
        sessionId: "s",
      })),
    spentUntil: () => five.spentUsd >= five.usd ? five.resetAt : null,
    perPoint: () => estimateWeightPerPoint(five.calibration),
    empties: (now) => {
      const forecast = decideForecast({
        samples: five.samples,
        flow,
        observedAt,
        weightPerPoint: estimateWeightPerPoint(five.calibration),
        lengthSec: five.lengthSec,
      }, now);
      return emptiesOf(forecast, five.resetAt, now);
    },
    hotWeek: (now) => {
      const pace = decidePace({
        headroomPct: headroom(week),
        resetAt: week.resetAt,
        lengthSec: week.lengthSec,
        samples: week.samples,
      }, now);
      return pace?.kind === "hot" ? pace : null;
    },
  };
}

function meter(
  key: string,
  lengthSec: number,
  usd: number,
  spentUsd: number,
  resetAt: EpochSec,
): Meter {
  return { key, lengthSec, usd, spentUsd, resetAt, samples: [], calibration: null, weight: 0 };
}
