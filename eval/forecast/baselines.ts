// What other tools do, each at its best: of the variants of the buckets (idle ones counted or not,
// quartiles or only the median), the one with the least loss on the tuning seeds stands here.
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { isSameWindow } from "../../src/model/window.ts";
import type { Instant } from "./instants.ts";

/** A band, or a point as a band without width. Infinity: never. */
export interface Band {
  readonly earliestAt: number;
  readonly latestAt: number;
}

/** A way to forecast. Null: says nothing, which counts as "lasts". */
export type Method = (instant: Instant) => Band | null;

/** The line through the last two figures. */
export const lastTwoPoints: Method = ({ history, now }) => {
  const newest = history.samples.at(-1);
  const before = history.samples.at(-2);
  if (newest === undefined || before === undefined) return null;
  const points = before.headroomPct - newest.headroomPct;
  if (points <= 0 || !isSameWindow(before.resetAt, newest.resetAt)) return null;
  const rate = points / Math.max(1, newest.at - before.at);
  return point(Math.max(now, newest.at + newest.headroomPct / rate));
};

const LOOKBACK_SEC = 90 * MINUTE;
const BUCKETS = 9;

/**
 * The median over ten-minute buckets of the last ninety, idle ones left out; the band is made of
 * the quartiles. For a week the lookback is as many times longer as the week is.
 */
export const medianOfBuckets: Method = ({ history, now, lengthSec }) => {
  const newest = history.samples.at(-1);
  if (newest === undefined) return null;
  const bucketSec = LOOKBACK_SEC * (lengthSec > DAY ? lengthSec / (5 * HOUR) : 1) / BUCKETS;
  const buckets = new Array<number>(BUCKETS).fill(0);
  for (let index = history.samples.length - 1; index > 0; index--) {
    const sample = history.samples[index]!;
    const before = history.samples[index - 1]!;
    const bucket = Math.floor((now - sample.at) / bucketSec);
    if (bucket >= BUCKETS) break;
    const points = before.headroomPct - sample.headroomPct;
    if (points > 0 && isSameWindow(before.resetAt, sample.resetAt)) buckets[bucket]! += points;
  }
  const active = buckets.filter((points) => points > 0).sort((a, b) => a - b);
  if (active.length === 0) return null;
  const at = (share: number) =>
    now + newest.headroomPct * bucketSec / active[Math.round(share * (active.length - 1))]!;
  return { earliestAt: at(0.75), latestAt: at(0.25) };
};

/** The line from the start of the window. */
export const lineSinceReset: Method = ({ history, now, resetAt, lengthSec }) => {
  const newest = history.samples.at(-1);
  if (newest === undefined || newest.headroomPct >= 100) return null;
  const elapsedSec = now - (resetAt - lengthSec);
  return point(now + newest.headroomPct * elapsedSec / (100 - newest.headroomPct));
};

function point(at: number): Band {
  return { earliestAt: at, latestAt: at };
}

/** A point method given a band of its own: fixed factors of the time to go, tuned like ours. */
export function widened(method: Method, early: number, late: number): Method {
  return (instant) => {
    const band = method(instant);
    if (band === null) return null;
    const { now } = instant;
    return {
      earliestAt: now + (band.earliestAt - now) * Math.exp(-early),
      latestAt: now + (band.latestAt - now) * Math.exp(late),
    };
  };
}
