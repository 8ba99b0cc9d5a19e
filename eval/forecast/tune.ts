// Prints how the factors of the band do on the tuning seeds, and which pair it would choose: the
// one with the least loss among those whose coverage is honest. Run by hand; what it chooses is
// written into src/decide/thresholds.ts.
import { decideForecast } from "../../src/decide/forecast.ts";
import { lineSinceReset, medianOfBuckets, type Method, widened } from "./baselines.ts";
import { type Instant, play } from "./instants.ts";
import { pinball } from "./score.ts";
import { listSeeds, TUNING } from "./seeds.ts";
import { WORKLOADS } from "./workloads.ts";

const FACTORS = [1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6];
// Coverage counted both ways must lie this close to 80%.
const HONEST_PCT = 1.5;

const instants = WORKLOADS.flatMap((workload) =>
  listSeeds(TUNING).flatMap((seed) => play(workload, seed).instants)
).filter(({ idle }) => !idle);

interface Trial {
  readonly early: number;
  readonly late: number;
  readonly loss: number;
  readonly heldPct: number;
  readonly wholeHeldPct: number;
}

function tryFactors(early: number, late: number): Trial {
  let loss = 0;
  let given = 0;
  let held = 0;
  let whole = 0;
  let wholeHeld = 0;
  for (const instant of instants) {
    const forecast = decideForecast(instant.history, instant.now, { early, late });
    const band = "earliestAt" in forecast ? forecast : null;
    loss += pinball(band, instant);
    if (band === null || band.kind === "lasts") continue;
    const isHeld = instant.exhaustAt >= band.earliestAt && instant.exhaustAt <= band.latestAt;
    given++;
    if (isHeld) held++;
    if (band.kind === "may-exhaust") continue;
    whole++;
    if (isHeld) wholeHeld++;
  }
  const heldPct = held / given * 100;
  return {
    early,
    late,
    loss: loss / instants.length,
    heldPct,
    wholeHeldPct: wholeHeld / whole * 100,
  };
}

const trials = FACTORS.flatMap((early) => FACTORS.map((late) => tryFactors(early, late)));
for (const trial of trials) {
  console.log(
    `early ${trial.early}  late ${trial.late}  loss ${trial.loss.toFixed(3)}  ` +
      `held ${trial.heldPct.toFixed(1)}%  whole bands ${trial.wholeHeldPct.toFixed(1)}%`,
  );
}
const honest = trials
  .filter(({ heldPct, wholeHeldPct }) =>
    Math.abs(heldPct - 80) <= HONEST_PCT && Math.abs(wholeHeldPct - 80) <= HONEST_PCT
  )
  .sort((a, b) => a.loss - b.loss);
console.log("ours:", honest[0] ?? "no honest pair");
console.log("line since reset:", bestWidening(lineSinceReset));
console.log("median of buckets:", bestWidening(medianOfBuckets));

function bestWidening(method: Method): { early: number; late: number; loss: number } {
  const factors = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.3];
  return factors
    .flatMap((early) => factors.map((late) => ({ early, late, loss: lossOf(early, late) })))
    .reduce((best, trial) => trial.loss < best.loss ? trial : best);

  function lossOf(early: number, late: number): number {
    const wide = widened(method, early, late);
    const add = (sum: number, instant: Instant) => sum + pinball(wide(instant), instant);
    return instants.reduce(add, 0) / instants.length;
  }
}
