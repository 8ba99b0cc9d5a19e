// Back-tests the forecast against simulated work and baselines, prints the report, writes it to
// RESULTS.md beside this file and exits with 1 when a target is missed.
//   .ci/deno task eval:forecast
// With --quick: a few seeds, prints only, always exits with 0.
import { evaluate, judge } from "./evaluate.ts";
import { renderReport } from "./report.ts";
import { HELD_OUT, QUICK } from "./seeds.ts";

const isQuick = Deno.args.includes("--quick");
const evaluation = evaluate(isQuick ? QUICK : HELD_OUT);
const report = renderReport(evaluation);
console.log(report);
if (!isQuick) {
  Deno.writeTextFileSync(new URL("./RESULTS.md", import.meta.url), report);
  if (judge(evaluation).some(({ met }) => !met)) Deno.exit(1);
}
