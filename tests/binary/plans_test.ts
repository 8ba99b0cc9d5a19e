// Plans and focused runs through the compiled and sealed program: each command and event is a
// process of its own, with the permissions that it ships with.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { queueAgentPlan } from "../../src/commands/agent_plan.ts";
import { COMMAND_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { type Outcome, sealProgram } from "../support/program.ts";
import { anEvent } from "../support/reports.ts";

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());

const nowSec = () => Math.floor(Date.now() / 1000);

let projects = 0;
/** A store and a project of their own. */
function fresh() {
  const n = projects++;
  const project = join(program.home, `project ${n}`);
  Deno.mkdirSync(project, { recursive: true });
  const env = { TOKENROOM_DIR: join(program.state, `store-${n}`), CLAUDE_PROJECT_DIR: project };
  return { project, env };
}

type Place = ReturnType<typeof fresh>;

function hook({ env }: Place, event: string, fixture: string, given = {}): Promise<Outcome> {
  const input = JSON.stringify(anEvent(program, fixture, given));
  return program.run(["hook", event], { input, env });
}

async function succeed({ project, env }: Place, ...args: string[]): Promise<string> {
  const { TOKENROOM_DIR } = env;
  const outcome = await program.run(args, { cwd: project, env: { TOKENROOM_DIR } });
  assertEquals([outcome.code, outcome.err], [0, ""], args.join(" "));
  return outcome.out;
}

function putOff({ project, env }: Place): void {
  const store = openStore(env.TOKENROOM_DIR, COMMAND_BUSY_MS, nowSec());
  const session = { id: "session-1", account: null, projectDir: project };
  const request = { summary: "port it", queue: ["read it"], blockedOn: null, estTokens: null };
  const verdict = queueAgentPlan(store, session, { ...request, armed: false }, nowSec());
  assertEquals(verdict.kind, "queued");
  store.db.close();
}

Deno.test("a plan is told by the prompt and by a new session, each once, until it is done", async () => {
  const place = fresh();
  await hook(place, "session-start", "SessionStart-startup");
  putOff(place);
  const said = /plan 1 ready since \d\d:\d\d: "port it" — 1 step queued: "read it"/;
  const other = { session_id: "session-2" };
  assertMatch((await hook(place, "user-prompt-submit", "UserPromptSubmit")).out, /"port it/);
  assert(!(await hook(place, "user-prompt-submit", "UserPromptSubmit")).out.includes("port it"));
  const started = await hook(place, "session-start", "SessionStart-startup", other);
  assertMatch(JSON.parse(started.out).hookSpecificOutput.additionalContext, said);
  assertStringIncludes(await succeed(place, "resume"), "    port it\n    1. read it\n");
  assertEquals(await succeed(place, "resume", "--done", "1"), "done: plan 1, port it\n");
  const third = { session_id: "session-3" };
  assertEquals((await hook(place, "session-start", "SessionStart-startup", third)).out, "");
});

Deno.test("a focused run is for the session seen last in the project", async () => {
  const place = fresh();
  await hook(place, "session-start", "SessionStart-startup");
  const text = await succeed(place, "intent", "ship", "it", "--arm", "--for", "90m");
  assertMatch(text, /^started for session session- of .*: "ship it" until .*, goes on by itself/);
  assertEquals(JSON.parse(await succeed(place, "intent", "--json")).intent.armed, true);
  assertMatch(await succeed(place, "intent", "--clear"), /^ended the focused run of /);
});

Deno.test("Stop is silent with nothing armed, and whatever it is fed", async () => {
  const place = fresh();
  const env = { ...place.env, CLAUDE_CODE_SESSION_ATTENDED: "1" };
  const stop = JSON.stringify(anEvent(program, "Stop"));
  for (const input of [stop, "", "{", "[]", "null", stop.slice(0, 100), "x".repeat(1_000_000)]) {
    const { code, out, err } = await program.run(["hook", "stop"], { input, env });
    assertEquals([code, out, err], [0, "", ""]);
  }
});

Deno.test("what cannot be done exits 1 with one sentence, as with every other number", async () => {
  const { project, env } = fresh();
  for (const args of [["resume", "--done", "7"], ["unpin", "7"]]) {
    const { code, out, err } = await program.run(args, { cwd: project, env });
    assertEquals([code, out], [1, ""], args.join(" "));
    assertMatch(err, /^tokenroom: [^\n]+\n$/);
  }
});

Deno.test("bad usage exits 2 with one sentence", async () => {
  const { project, env } = fresh();
  for (
    const args of [
      ["resume", "--done", "x"],
      ["resume", "--done", "1", "--clear"],
      ["resume", "7"],
      ["intent", "--for", "3h"],
      ["intent", "goal", "--clear"],
      ["intent", "goal", "--for", "soon"],
      ["intent", "x".repeat(501)],
    ]
  ) {
    const { code, out, err } = await program.run(args, { cwd: project, env });
    assertEquals([code, out], [2, ""], args.join(" "));
    assertMatch(err, /^tokenroom: [^\n]+\n$/);
  }
});
