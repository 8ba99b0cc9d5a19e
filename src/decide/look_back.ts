import type { HeadroomSample } from "../model/burn.ts";
import type { JournalLine } from "../model/entry.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import { isSameWindow, type WindowKey, windowLengthSec } from "../model/window.ts";
import { receiptsIn } from "./audit.ts";

/** One window from its begin, or the first figure of it, to its reset. */
export interface WindowRun {
  readonly key: WindowKey;
  /** Where its length is fixed and its reset known: when it began. */
  readonly beganAt: EpochSec | null;
  readonly resetAt: EpochSec | null;
  /** As it was seen, oldest first; one at least. */
  readonly samples: readonly HeadroomSample[];
  /** When it was first seen empty; null: it was not. */
  readonly emptiedAt: EpochSec | null;
  /** Whether its reset has come. */
  readonly isOver: boolean;
  /** Percent left when it was last seen: at most so much expired, where it is over. */
  readonly leftPct: Pct;
}

/** The windows of one key that ended, added up. */
export interface RunSum {
  readonly key: WindowKey;
  readonly ended: number;
  readonly emptied: number;
  /** Mean percent left at the last figure, over those that ended; null: none did. */
  readonly unusedPct: Pct | null;
  /** The same added up, in whole windows. */
  readonly unusedWindows: number;
}

/** What the receipts of one kind of action add up to. */
export interface ReceiptSum {
  readonly action: string;
  readonly count: number;
  /** Points of the window that most of them name, as far as they are known. */
  readonly points: number;
  readonly usd: number;
}

/** Takes the figures of one window apart into its runs, oldest first. */
export function splitRuns(
  key: WindowKey,
  samples: readonly HeadroomSample[],
  now: EpochSec,
): WindowRun[] {
  const runs: HeadroomSample[][] = [];
  let resetAt: EpochSec | null = null;
  for (const sample of samples) {
    const isNew = runs.length === 0 || !isSameWindow(resetAt, sample.resetAt) ||
      // A reset that nobody told: the figure came after the one that was known.
      (resetAt !== null && sample.at >= resetAt && sample.resetAt === null);
    if (isNew) {
      runs.push([sample]);
      resetAt = sample.resetAt;
    } else {
      runs.at(-1)?.push(sample);
      resetAt = sample.resetAt ?? resetAt;
    }
  }
  return runs.map((each) => runOf(key, each, now));
}

function runOf(key: WindowKey, samples: readonly HeadroomSample[], now: EpochSec): WindowRun {
  const resetAt = samples.findLast((sample) => sample.resetAt !== null)?.resetAt ?? null;
  const lengthSec = windowLengthSec(key);
  return {
    key,
    beganAt: resetAt === null || lengthSec === null ? null : resetAt - lengthSec,
    resetAt,
    samples,
    emptiedAt: samples.find(({ headroomPct }) => headroomPct <= 0)?.at ?? null,
    isOver: resetAt !== null && now >= resetAt,
    leftPct: samples.at(-1)?.headroomPct ?? 0,
  };
}

/** Adds up the runs of one key. */
export function sumRuns(key: WindowKey, runs: readonly WindowRun[]): RunSum {
  const ended = runs.filter((run) => run.isOver);
  const unused = ended.reduce((sum, run) => sum + run.leftPct, 0);
  return {
    key,
    ended: ended.length,
    emptied: runs.filter((run) => run.emptiedAt !== null).length,
    unusedPct: ended.length === 0 ? null : unused / ended.length,
    unusedWindows: unused / 100,
  };
}

/** Adds up the receipts in the journal by kind of action, the dearest first. */
export function sumReceipts(lines: readonly JournalLine[]): ReceiptSum[] {
  const sums = new Map<string, ReceiptSum>();
  for (const { action, points, usd } of lines.flatMap(receiptsIn)) {
    const before = sums.get(action) ?? { action, count: 0, points: 0, usd: 0 };
    sums.set(action, {
      action,
      count: before.count + 1,
      points: before.points + (points ?? 0),
      usd: before.usd + usd,
    });
  }
  return [...sums.values()].toSorted((a, b) => b.usd - a.usd);
}
