import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { startConfig } from "../../src/io/config_file.ts";
import { readFaults } from "../../src/io/faults.ts";
import type { Program } from "../../tests/support/program.ts";
import { aPayload } from "../../tests/support/reports.ts";
import type { Empty } from "./empty_program.ts";
import { type Case, start } from "./measure.ts";

/** Processes started at once. */
export const CROWD = 200;

/** What many starts at once took, and what they left. */
export interface Crowd {
  /** Seconds until all had ended. */
  readonly emptySec: number;
  readonly tapSec: number;
  /** Sessions stored, and those of them with exactly one figure of their context. */
  readonly stored: number;
  readonly storedOnce: number;
  readonly intact: boolean;
  readonly faults: number;
  /**
   * Its time is not judged. A virtual machine is given memory when it is first touched, and 200 at
   * once touch gigabytes that nothing before them did.
   */
  readonly isWarmUp: boolean;
}

/** Starts 200 empty programs, then 200 taps of 200 sessions on one new state directory. */
export async function measureCrowd(
  program: Program,
  empty: Empty,
  isWarmUp: boolean,
): Promise<Crowd> {
  const inputs = Array.from(
    { length: CROWD },
    (_, n) => JSON.stringify(aPayload(program, { session: `s${n}` })),
  );
  const env = { HOME: program.home, PATH: "/usr/bin:/bin" };
  const emptySec = await startAll(inputs, { command: empty.executable, args: [], env });
  clear(program);
  const tapSec = await startAll(inputs, { command: program.executable, args: ["tap"], env });
  return { emptySec, tapSec, isWarmUp, ...inspect(program) };
}

/** Leaves a state directory as the installer makes it. */
export function clear({ state }: Program): void {
  Deno.removeSync(state, { recursive: true });
  Deno.mkdirSync(state, { mode: 0o700 });
  startConfig(state);
}

async function startAll(
  inputs: readonly string[],
  one: Pick<Case, "command" | "args" | "env">,
): Promise<number> {
  const started = performance.now();
  await Promise.all(inputs.map((input) => start({ ...one, name: "", input: () => input })));
  return (performance.now() - started) / 1000;
}

// Read with nothing of the product's own code but its record of faults.
function inspect({ state }: Program) {
  using db = new DatabaseSync(join(state, "tokenroom.db"));
  const count = (query: string) => Number(db.prepare(query).get()?.n);
  return {
    stored: count("SELECT count(*) AS n FROM session"),
    storedOnce: count(
      `SELECT count(*) AS n FROM (SELECT 1 FROM session JOIN context_sample ON session_id = session.id
         GROUP BY session.id HAVING count(*) = 1)`,
    ),
    intact: db.prepare("PRAGMA integrity_check").get()?.integrity_check === "ok",
    faults: readFaults(state).length,
  };
}
