import type { BurnHistory, HeadroomSample } from "../model/burn.ts";
import type { FlowPoint, WeightedTokens } from "../model/flow.ts";
import { DAY, type EpochSec } from "../model/units.ts";
import { isSameWindow } from "../model/window.ts";
import {
  BURN_BLOCKS,
  BURN_BLOCKS_PER_WINDOW,
  BURN_FIGURES,
  BURN_FLOW_POINTS,
  BURN_RATIO_POINTS,
  IDLE_SEC,
} from "./thresholds.ts";

/** How a window was spent of late, in blocks of time. */
export interface Burn {
  readonly blockSec: number;
  /** Points burned in each block, newest first; the newest block ends now. */
  readonly points: readonly number[];
  /** Share of each block, 0 to 1, in which work could be seen: figures known, and no wall. */
  readonly exposure: readonly number[];
  /** Blocks since the first figure: in older ones burn is known on average only. */
  readonly watchedBlocks: number;
  /** Points spent since the newest figure as flow tells, 0 where it cannot tell. */
  readonly unreportedPoints: number;
  /** The last sign of work, or null. */
  readonly activeAt: EpochSec | null;
  /** Step of the client's figures. */
  readonly resolutionPct: 1 | 0.1;
}

// A thousandth of one input token: no response weighs less, and sums of less leave the range of numbers.
const LEAST_WEIGHT = 1e-3;

// A window without a fixed length is looked at as if it were a day long.
const DEFAULT_LENGTH_SEC = DAY;

/**
 * Lays the burn of a window out in time: figures say how much was burned, flow says when. Takes
 * what it is given: times out of order misplace burn, they do not fail.
 */
export function measureBurn(history: BurnHistory, now: EpochSec): Burn {
  const blockSec = (history.lengthSec ?? DEFAULT_LENGTH_SEC) / BURN_BLOCKS_PER_WINDOW;
  const grid: Grid = { now, blockSec, points: zeros(), exposure: zeros() };
  const reached = reaching(history.samples, now - BURN_BLOCKS * blockSec);
  const samples = thinned(reached, blockSec / 2);
  // A transcript may be dated by another clock.
  const flow = history.flow.slice(-BURN_FLOW_POINTS)
    .filter(({ at, weight }) => at <= now && weight >= LEAST_WEIGHT);
  let next = 0;
  let billedWeight = 0;
  let billedPoints = 0;
  let burnedAt: EpochSec | null = null;
  for (const [index, sample] of samples.entries()) {
    const stretch = stretchBefore(samples[index - 1] ?? null, sample, history.lengthSec);
    while (next < flow.length && flow[next]!.at <= stretch.fromAt) next++;
    const first = next;
    while (next < flow.length && flow[next]!.at <= sample.at) next++;
    for (const [fromAt, toAt] of stretch.exposed) expose(grid, fromAt, toAt);
    if (stretch.points <= 0) continue;
    burnedAt = sample.at;
    const weight = sum(flow, first, next);
    if (stretch.unwatched) spread(grid, stretch.points, stretch.fromAt, sample.at);
    else if (weight <= 0) {
      // Burned elsewhere: most likely just before we heard of it.
      const fromAt = Math.max(stretch.fromAt, sample.at - IDLE_SEC);
      spread(grid, stretch.points, fromAt, sample.at);
    } else {
      bill(grid, flow, first, next, stretch.points / weight);
      billedWeight += weight;
      billedPoints += stretch.points;
    }
  }
  const newest = samples.at(-1);
  if (newest !== undefined && newest.headroomPct > 0) expose(grid, newest.at, now);
  const perPoint = billedPoints >= BURN_RATIO_POINTS
    ? billedWeight / billedPoints
    : history.weightPerPoint?.mid ?? null;
  const unreportedPoints = perPoint === null ? 0 : sum(flow, next, flow.length) / perPoint;
  if (perPoint !== null) bill(grid, flow, next, flow.length, 1 / perPoint);
  return {
    blockSec,
    points: grid.points,
    exposure: grid.exposure,
    watchedBlocks: Math.floor((now - (samples[0]?.at ?? now)) / blockSec),
    unreportedPoints,
    activeAt: latest([burnedAt, history.observedAt, flow.at(-1)?.at ?? null], now),
    resolutionPct: samples.every(({ headroomPct }) => Number.isInteger(headroomPct)) ? 1 : 0.1,
  };
}

/** What lies between two figures. */
interface Stretch {
  readonly fromAt: EpochSec;
  readonly points: number;
  /** Times in which work could be seen. */
  readonly exposed: readonly (readonly [EpochSec, EpochSec])[];
  /** Nobody looked: the points may have been burned at any time of it. */
  readonly unwatched: boolean;
}

function stretchBefore(
  before: HeadroomSample | null,
  sample: HeadroomSample,
  lengthSec: number | null,
): Stretch {
  if (before !== null && isSameWindow(before.resetAt, sample.resetAt)) {
    const points = Math.max(0, before.headroomPct - sample.headroomPct);
    const exposed = before.headroomPct > 0 ? [[before.at, sample.at] as const] : [];
    return { fromAt: before.at, points, exposed, unwatched: false };
  }
  if (sample.resetAt === null || lengthSec === null) {
    return { fromAt: sample.at, points: 0, exposed: [], unwatched: false };
  }
  const startAt = Math.min(sample.at, sample.resetAt - lengthSec);
  const points = 100 - sample.headroomPct;
  if (before === null) {
    return { fromAt: startAt, points, exposed: [[startAt, sample.at]], unwatched: true };
  }
  const fromAt = Math.max(before.at, startAt);
  // Behind a wall nobody can work, which says nothing of how they would.
  const freeAt = before.headroomPct > 0 ? before.at : Math.max(before.at, before.resetAt ?? fromAt);
  const exposed = [[Math.min(freeAt, fromAt), fromAt], [fromAt, sample.at]] as const;
  return { fromAt, points, exposed, unwatched: false };
}

interface Grid {
  readonly now: EpochSec;
  readonly blockSec: number;
  readonly points: number[];
  readonly exposure: number[];
}

function zeros(): number[] {
  return new Array<number>(BURN_BLOCKS).fill(0);
}

// The figures since an instant, with the one before them: it is where the first step started.
function reaching(samples: readonly HeadroomSample[], since: EpochSec): readonly HeadroomSample[] {
  const oldest = Math.max(0, samples.length - BURN_FIGURES);
  let first = samples.length;
  while (first > oldest && samples[first - 1]!.at >= since) first--;
  return samples.slice(Math.max(oldest, first - 1));
}

// Of figures that come closer than a block can tell apart, the last. Hundreds of them would teach the
// forecast nothing and wake the optimizing compiler, as would a function called for each of them.
function thinned(samples: readonly HeadroomSample[], stepSec: number): HeadroomSample[] {
  const kept: HeadroomSample[] = [];
  let next: HeadroomSample | null = null;
  for (let index = samples.length - 1; index >= 0; index--) {
    const sample = samples[index]!;
    const isOwn = next === null || sample.resetAt !== next.resetAt ||
      Math.floor(sample.at / stepSec) !== Math.floor(next.at / stepSec);
    if (isOwn) kept.push(sample);
    next = sample;
  }
  return kept.reverse();
}

function sum(flow: readonly FlowPoint[], first: number, end: number): WeightedTokens {
  let weight = 0;
  for (let index = first; index < end; index++) weight += flow[index]!.weight;
  return weight;
}

function bill(
  grid: Grid,
  flow: readonly FlowPoint[],
  first: number,
  end: number,
  pointsPerWeight: number,
): void {
  for (let index = first; index < end; index++) {
    const { at, weight } = flow[index]!;
    const block = Math.max(0, Math.floor((grid.now - at) / grid.blockSec));
    if (block < BURN_BLOCKS) grid.points[block]! += weight * pointsPerWeight;
  }
}

function spread(grid: Grid, points: number, fromAt: EpochSec, toAt: EpochSec): void {
  const lengthSec = Math.max(1, toAt - fromAt);
  overBlocks(grid, toAt - lengthSec, toAt, (block, sec) => {
    grid.points[block]! += points * sec / lengthSec;
  });
}

function expose(grid: Grid, fromAt: EpochSec, toAt: EpochSec): void {
  overBlocks(grid, fromAt, toAt, (block, sec) => {
    grid.exposure[block]! += sec / grid.blockSec;
  });
}

function overBlocks(
  grid: Grid,
  fromAt: EpochSec,
  toAt: EpochSec,
  visit: (block: number, sec: number) => void,
): void {
  const { now, blockSec } = grid;
  const first = Math.max(0, Math.floor((now - toAt) / blockSec));
  const last = Math.min(BURN_BLOCKS - 1, Math.floor((now - fromAt) / blockSec));
  for (let block = first; block <= last; block++) {
    const endAt = now - block * blockSec;
    const sec = Math.min(toAt, endAt) - Math.max(fromAt, endAt - blockSec);
    if (sec > 0) visit(block, sec);
  }
}

function latest(instants: readonly (EpochSec | null)[], now: EpochSec): EpochSec | null {
  return instants.reduce<EpochSec | null>(
    (best, at) => at !== null && at <= now && (best === null || at > best) ? at : best,
    null,
  );
}
