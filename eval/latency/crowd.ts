import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { type Program, sealProgram } from "../../tests/support/program.ts";
import { aPayload } from "../../tests/support/reports.ts";
import type { Empty } from "./empty_program.ts";
import { quantile, start } from "./measure.ts";

/** Processes started at once. */
export const CROWD = 200;
const TURNS = 3;

/** What many starts at once took. */
export interface Crowds {
  /** Median of the seconds until all had ended. */
  readonly emptySec: number;
  readonly tapSec: number;
  /** Sessions stored by the taps of one turn; none may be missing. */
  readonly stored: readonly number[];
}

/** Starts 200 taps of 200 sessions on one state directory, and 200 empty programs, in turn. */
export async function measureCrowds(empty: Empty): Promise<Crowds> {
  const emptySec: number[] = [];
  const tapSec: number[] = [];
  const stored: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    using program = await sealProgram();
    await program.run(["tap"], { input: JSON.stringify(aPayload(program, { session: "first" })) });
    const inputs = Array.from(
      { length: CROWD },
      (_, n) => JSON.stringify(aPayload(program, { session: `s${n}` })),
    );
    const env = { HOME: program.home, PATH: "/usr/bin:/bin" };
    emptySec.push(await crowd(empty.executable, [], env, inputs));
    tapSec.push(await crowd(program.executable, ["tap"], env, inputs));
    stored.push(countSessions(program) - 1);
  }
  return { emptySec: quantile(emptySec, 0.5), tapSec: quantile(tapSec, 0.5), stored };
}

async function crowd(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  inputs: readonly string[],
): Promise<number> {
  const started = performance.now();
  await Promise.all(inputs.map((input) => start(command, args, { env, input: () => input })));
  return (performance.now() - started) / 1000;
}

function countSessions(program: Program): number {
  const db = new DatabaseSync(join(program.state, "tokenroom.db"));
  try {
    return Number(db.prepare("SELECT count(*) AS n FROM session").get()?.n);
  } finally {
    db.close();
  }
}
