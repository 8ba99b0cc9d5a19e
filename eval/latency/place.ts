import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { startConfig } from "../../src/io/config_file.ts";
import { readFaults } from "../../src/io/faults.ts";
import { HOUR } from "../../src/model/units.ts";
import type { Program } from "../../tests/support/program.ts";
import { anEvent, aPayload } from "../../tests/support/reports.ts";
import { startTranscript, type Transcript } from "./transcript.ts";

/** The session that all starts report for. */
export const SESSION = "session-1";
/** Seconds of the five-hour window that are left when the measuring begins. */
export const LEFT_SEC = 3 * HOUR;
/** Percent of it used by then. */
export const USED_PCT = 24;

/** Prompts that a warm-up sends. */
export const WARM_TURNS = 3;

// Below every band that a session is told of, however many rounds there are.
const STEP_PCT = 0.1;
const MAX_STEPS = 400;
// Another day than the window's reset: the whole is fixed when a place is made.
const WEEK_LEFT_SEC = 72 * HOUR;

/** A sealed program with a session that works. */
export interface Place {
  readonly program: Program;
  readonly transcript: Transcript;
  readonly env: Readonly<Record<string, string>>;
  /** The next payload: each differs from the one before, so that each is stored. The dearest case. */
  readonly payload: () => string;
  /** An event as the client sends it. */
  readonly event: (fixture: string) => string;
}

/** Gives a sealed program a session whose transcript has so many bytes. */
export function makePlace(program: Program, transcriptBytes: number): Place {
  const madeAt = program.now();
  Deno.writeTextFileSync(join(program.config.dir, "settings.json"), '{"model":"sonnet"}\n');
  startConfig(program.state);
  const path = join(program.config.dir, "projects", "-home-ann-project", `${SESSION}.jsonl`);
  let step = 0;
  return {
    program,
    transcript: startTranscript(path, transcriptBytes, madeAt),
    env: { HOME: program.home, PATH: "/usr/local/bin:/usr/bin:/bin" },
    payload: () => {
      step++;
      return JSON.stringify(aPayload(program, {
        session: SESSION,
        costUsd: 1 + step / 100,
        contextTokens: 100_000 + step * 10,
        usedPct: Number((USED_PCT + Math.min(step, MAX_STEPS) * STEP_PCT).toFixed(1)),
        resetsAt: madeAt + LEFT_SEC,
        weekResetsAt: madeAt + WEEK_LEFT_SEC,
      }));
    },
    event: (fixture) => JSON.stringify(anEvent(program, fixture, { session_id: SESSION })),
  };
}

/** Runs each verb often enough that nothing of it is new. Throws when one of them says nothing. */
export async function warmUp({ program, transcript, payload, event }: Place): Promise<void> {
  for (let turn = 0; turn < WARM_TURNS; turn++) {
    const hud = await program.run(["tap"], { input: payload() });
    transcript.grow();
    const stamp = await program.run(["hook", "user-prompt-submit"], {
      input: event("UserPromptSubmit"),
    });
    const line = await program.run(["line"]);
    if (!/% left/.test(hud.out)) throw new Error(`tap printed no figures: ${hud.out}`);
    if (!/% left/.test(stamp.out)) throw new Error(`the hook told no figures: ${stamp.out}`);
    if (!/%/.test(line.out)) throw new Error(`line printed no figures: ${line.out}`);
  }
}

/** Throws when a start failed silently: its time would be that of a program that does nothing. */
export function checkWork(place: Place, prompts: number): void {
  const faults = readFaults(place.program.state);
  if (faults.length > 0) throw new Error(`faults: ${JSON.stringify(faults.slice(-3))}`);
  const stamps = count(place, "SELECT count(*) AS n FROM event WHERE kind = 'stamp'");
  if (stamps !== prompts) throw new Error(`${prompts} prompts, but ${stamps} stamps`);
}

function count({ program }: Place, query: string): number {
  using db = new DatabaseSync(join(program.state, "tokenroom.db"));
  return Number(db.prepare(query).get()?.n);
}
