import { decidePace } from "../../src/decide/pace.ts";
import type { Instant } from "./instants.ts";

/** How the judgement of the week's pace did. */
export interface PaceScore {
  instants: number;
  exhausting: number;
  judged: number;
  hot: number;
  hotTrue: number;
  /** Ratios of the time to go that a true alarm told to the real one. */
  readonly timeRatios: number[];
}

/** A score of nothing. */
export function emptyPaceScore(): PaceScore {
  return { instants: 0, exhausting: 0, judged: 0, hot: 0, hotTrue: 0, timeRatios: [] };
}

/** Adds what pace says at an instant of a week. */
export function addPaceInstant(score: PaceScore, instant: Instant): void {
  const { now, resetAt, exhaustAt, lengthSec, history: { samples } } = instant;
  const newest = samples.at(-1);
  if (instant.idle || newest === undefined) return;
  const exhausts = exhaustAt < resetAt;
  score.instants++;
  if (exhausts) score.exhausting++;
  const { headroomPct } = newest;
  const pace = decidePace({ headroomPct, resetAt, lengthSec, samples }, now);
  if (pace === null) return;
  score.judged++;
  if (pace.kind !== "hot") return;
  score.hot++;
  if (!exhausts) return;
  score.hotTrue++;
  score.timeRatios.push((pace.exhaustAt - now) / (exhaustAt - now));
}
