// How much of a session's context tokenroom takes: simulates days of work, prints the report, writes
// it to RESULTS.md beside this file and exits with 1 when a day that counts is over the limit.
//   deno run --allow-write=eval/context/RESULTS.md eval/context/main.ts
import { CEILINGS, type Habit, HABITS, SEEDS, TURN_LENGTHS } from "./habits.ts";
import { misses, renderReport, type Result } from "./report.ts";
import { simulate, type Tally } from "./session.ts";

const results = HABITS.flatMap((habit) =>
  CEILINGS.map((ceilingTokens) => run(habit, ceilingTokens))
);
const [mixed] = HABITS;
const [ceiling] = CEILINGS;
if (mixed === undefined || ceiling === undefined) throw new Error("no day is described");
const lengths = TURN_LENGTHS.map((batches) => run({ ...mixed, batches }, ceiling));
const report = renderReport(results, lengths, simulate(mixed, ceiling, 0).texts);
console.log(report);
Deno.writeTextFileSync(new URL("./RESULTS.md", import.meta.url), report);
if (misses(results).length > 0) Deno.exit(1);

function run(habit: Habit, ceilingTokens: number): Result {
  const days = Array.from({ length: SEEDS }, (_, seed) => simulate(habit, ceilingTokens, seed));
  return { habit, ceilingTokens, days: days.length, total: days.reduce(sum) };
}

function sum(a: Tally, b: Tally): Tally {
  return {
    prompts: a.prompts + b.prompts,
    requests: a.requests + b.requests,
    compactions: a.compactions + b.compactions,
    stamps: a.stamps + b.stamps,
    updates: a.updates + b.updates,
    newTokens: a.newTokens + b.newTokens,
    sentTokens: a.sentTokens + b.sentTokens,
    ourNew: a.ourNew + b.ourNew,
    ourSent: a.ourSent + b.ourSent,
    longest: Math.max(a.longest, b.longest),
    texts: [],
  };
}
