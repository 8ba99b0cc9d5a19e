// Work that was put off, in the real client: when its window refills, and who is told of it.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { queueAgentPlan } from "../../src/commands/agent_plan.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../../src/io/store/database.ts";
import { readRecentSessions } from "../../src/io/store/sessions.ts";
import { call, say, usageLimit } from "./support/answer.ts";
import { type Bench, clientTest, openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import { heldCall, release } from "./support/held_call.ts";
import type { Home } from "./support/home.ts";
import { limitsAt, type ScriptedLimits } from "./support/messages_api.ts";
import { printMode, runInHome } from "./support/print_mode.ts";
import { contextsOf, type RecordedRequest, textOf } from "./support/request.ts";
import type { Terminal } from "./support/terminal.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { pause, until } from "./support/waiting.ts";

// From the first answer on; a loaded machine may be slow to get from there to the next prompt.
const SOON_SEC = 20;
const LATE = { utilization: 0.9, resetsInSec: 3600 };
const SUMMARY = "port the tokenizer";
const TOLD =
  /plan \d+ ready since \d\d:\d\d: "port the tokenizer" — 2 steps queued, first: "read it"/;
const GOAL = "finish the release";
// The client waits about a minute past the reset before it continues by itself.
const CONTINUES_LIMIT_MS = 150_000;

terminalTest("a plan is told once when its window refilled, to its project alone", async () => {
  const limits = limitsAt(nowSec(), LATE);
  await using bench = openBench({ script: refilling(limits), limits });
  await installTokenroom(bench.home);
  const terminal = await begin(bench);
  putOff(bench.home, { armed: false });
  await terminal.submit("Wait.");
  await terminal.waitFor((screen) => screen.includes("Step 1."));
  assert(!terminal.screen().includes("deferred work"));
  await passed(limits);
  await terminal.submit("Go on.");
  await terminal.waitFor((screen) => screen.includes("✓ deferred work ready"));
  await terminal.submit("And now?");
  const stamps = contextsOf(await bench.turn(3), "UserPromptSubmit");
  assertEquals(stamps.map((text) => TOLD.test(text)), [false, true, false]);
  await terminal.waitFor((screen) => screen.includes("Step 3."));
  await terminal.close();

  await printMode(bench.home, "Good morning.");
  const [started = "", ...more] = contextsOf(await bench.turn(4), "SessionStart");
  assertEquals([TOLD.test(started), more], [true, []]);
  assertEquals(countOf(await bench.turn(4), TOLD), 1);

  await elsewhere(bench.home, "Good morning.");
  assertEquals(countOf(await bench.turn(5), /ready since/), 0);
});

terminalTest(
  "an armed run goes on once, by itself, when its window refilled mid-turn",
  async () => {
    const limits = limitsAt(nowSec(), LATE);
    const script = (_: unknown, step: number) => {
      if (step === 0) resetSoon(limits);
      if (step === 2) refill(limits);
      return step === 1 ? heldCall("work") : say(`Step ${step}.`);
    };
    await using bench = openBench({ script, limits });
    const executable = await installTokenroom(bench.home);
    const terminal = await begin(bench);
    const { stdout } = await runInHome(bench.home, [executable, "intent", GOAL, "--arm"]);
    assertStringIncludes(stdout, `"${GOAL}" until `);
    await terminal.submit("Work.");
    await bench.turn(1);
    await passed(limits);
    release(bench.home, "work");
    const continued = await bench.turn(3);
    // The client tells the agent once as feedback and once as what the hook said.
    const reason =
      /Stop hook feedback:\n\[tokenroom\] the 5h window refilled at \d\d:\d\d, and this/;
    assertEquals([countOf(await bench.turn(2), reason), countOf(continued, reason)], [0, 1]);
    await terminal.waitFor((screen) => screen.includes("Step 3."));
    await terminal.submit("Again.");
    await terminal.waitFor((screen) => screen.includes("Step 4."));
    await pause(QUIET_MS);
    assertEquals([bench.api.turns().length, countOf(await bench.turn(4), reason)], [5, 1]);
  },
);

clientTest("nothing goes on by itself in print mode", async () => {
  const limits = limitsAt(nowSec(), LATE);
  const home: { current: Home | null } = { current: null };
  const script = (_: unknown, step: number) => {
    if (step !== 1) return say(`Step ${step}.`);
    if (home.current !== null) putOff(home.current, { armed: true });
    return call("Bash", {
      command: `sleep ${Math.max(0, limits.fiveHour.resetsAt - nowSec()) + 1}`,
    });
  };
  await using bench = openBench({ script, limits });
  home.current = bench.home;
  await installTokenroom(bench.home);
  await printMode(bench.home, "Begin.");
  resetSoon(limits);
  reportFigures(bench.home, limits);
  await printMode(bench.home, "Work.", { args: ["--continue"] });
  assertEquals(bench.api.turns().length, 3);
  await printMode(bench.home, "And now?", { args: ["--continue"] });
  assertEquals(countOf(await bench.turn(3), TOLD), 1);
});

terminalTest(
  "where the client itself goes on after a limit, a plan is told once by that",
  async () => {
    const limits = limitsAt(nowSec(), LATE);
    const script = (_: unknown, step: number) => {
      if (step === 0) resetSoon(limits);
      if (step === 2) {
        limits.fiveHour.utilization = 1.02;
        return usageLimit();
      }
      if (step === 3) refill(limits);
      return step === 1 ? call("Bash", { command: "echo begun > notes" }) : say(`Step ${step}.`);
    };
    await using bench = openBench({ script, limits });
    const executable = await installTokenroom(bench.home);
    const terminal = await begin(bench);
    putOff(bench.home, { armed: true });
    await runInHome(bench.home, [executable, "intent", GOAL, "--arm"]);
    await terminal.submit("Work.");
    await terminal.waitFor((screen) => screen.includes("Continuing automatically"));
    await terminal.waitFor((screen) => screen.includes("Step 3."), CONTINUES_LIMIT_MS);
    await pause(QUIET_MS);
    assertEquals(bench.api.turns().length, 4);
    const request = await bench.turn(3);
    assertStringIncludes(textOf(request), "Continue the task you were working on");
    assertEquals(countOf(request, TOLD), 1);
    assertEquals(countOf(request, /a turn died at the 5h limit/), 1);
    await terminal.submit("And now?");
    const next = await bench.turn(4);
    assertEquals([countOf(next, TOLD), countOf(next, /focused run is armed/)], [1, 0]);
  },
);

/** Milliseconds in which a client that goes on by itself would have asked again. */
const QUIET_MS = 2_500;

function refilling(limits: ScriptedLimits) {
  return (_: unknown, step: number) => {
    if (step === 0) resetSoon(limits);
    if (step === 2) refill(limits);
    return say(`Step ${step}.`);
  };
}

function resetSoon(limits: ScriptedLimits): void {
  limits.fiveHour.resetsAt = nowSec() + SOON_SEC;
}

function refill(limits: ScriptedLimits): void {
  limits.fiveHour = { utilization: 0.01, resetsAt: nowSec() + 18_000 };
}

async function begin(bench: Bench): Promise<Terminal> {
  const terminal = await bench.terminal();
  await terminal.submit("Begin.");
  await terminal.waitFor((screen) => screen.includes("⛶ 10% left"));
  return terminal;
}

/** The agent of the session seen last puts off work until its five hours refill. */
function putOff(home: Home, { armed }: { readonly armed: boolean }): void {
  const store = stored(home);
  const [session] = readRecentSessions(store, 1);
  assert(session !== undefined);
  const queue = ["read it", "write it"];
  const request = { summary: SUMMARY, queue, blockedOn: "five_hour", estTokens: 40_000, armed };
  assertEquals(queueAgentPlan(store, session, request, nowSec()).kind, "queued");
  store.db.close();
}

function stored(home: Home): Store {
  return openStore(join(home.dir, ".tokenroom"), COMMAND_BUSY_MS, nowSec());
}

/** Print mode has no statusline, so the figures come by hand. */
function reportFigures(home: Home, { fiveHour }: ScriptedLimits): void {
  const store = stored(home);
  const [session] = readRecentSessions(store, 1);
  assert(session !== undefined);
  store.db.prepare("UPDATE session SET account_key = 'a-1' WHERE id = ?").run(session.id);
  store.db.prepare(
    `INSERT INTO window_sample (account_key, window_key, session_id, at, observed_at, headroom_pct,
       reset_at) VALUES ('a-1', 'five_hour', ?, ?, ?, 10, ?)`,
  ).run(session.id, nowSec(), nowSec(), fiveHour.resetsAt);
  store.db.close();
}

async function passed({ fiveHour: { resetsAt } }: ScriptedLimits): Promise<void> {
  await until(() => nowSec() > resetsAt ? true : null, () => `${resetsAt} is still ahead`);
}

/** One prompt in another project of the same HOME. */
async function elsewhere(home: Home, prompt: string): Promise<void> {
  const other = join(home.dir, "other");
  Deno.mkdirSync(other);
  const script = 'cd "$1" && exec "$2" -p "$3"';
  const { code } = await runInHome(home, ["sh", "-c", script, "sh", other, home.client, prompt]);
  assertEquals(code, 0);
}

function countOf(request: RecordedRequest, words: RegExp): number {
  return textOf(request).match(new RegExp(words.source, "g"))?.length ?? 0;
}
