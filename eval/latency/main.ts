// Measures what a start of the sealed program costs beside an empty program of the same runtime, and
// writes RESULTS.md. Run after a build, on a machine that does nothing else:
//
//   .ci/deno task build && .ci/deno run -A eval/latency/main.ts [ROUNDS]

import { fromFileUrl } from "@std/path";
import { sealProgram } from "../../tests/support/program.ts";
import { casesFor, warmUp } from "./cases.ts";
import { buildEmptyProgram, type Empty } from "./empty_program.ts";
import { measureCrowds } from "./crowd.ts";
import { describeMachine } from "./machine.ts";
import { measure } from "./measure.ts";
import { renderResults } from "./report.ts";
import { growStore, LARGE_ROWS } from "./store.ts";

const RESULTS = fromFileUrl(new URL("./RESULTS.md", import.meta.url));
const DEFAULT_ROUNDS = 60;

async function main(rounds: number): Promise<void> {
  using program = await sealProgram();
  const empty: Empty = await buildEmptyProgram(program.home);
  const machine = describeMachine();
  await warmUp(program);
  say(`${rounds} rounds on a store of one account`);
  const warm = await measure(casesFor(program, empty), rounds);
  say(`filling the store with ${LARGE_ROWS} rows, and a transcript of 200 MB`);
  growStore(program);
  await warmUp(program);
  const large = await measure(casesFor(program, empty), rounds);
  say("200 processes at once");
  const crowds = await measureCrowds(empty);
  const text = renderResults({ machine, rounds, warm, large, crowds });
  Deno.writeTextFileSync(RESULTS, text);
  console.log(text);
}

function say(text: string): void {
  console.error(`latency: ${text}`);
}

await main(Number(Deno.args[0] ?? DEFAULT_ROUNDS));
