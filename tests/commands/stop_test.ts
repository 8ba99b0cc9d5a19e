import { assert, assertEquals } from "@std/assert";
import { endIntent, setIntent } from "../../src/commands/intents.ts";
import { queueAgentPlan } from "../../src/commands/agent_plan.ts";
import { readFaults } from "../../src/io/faults.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { readIntent } from "../../src/io/store/intents.ts";
import { readSession } from "../../src/io/store/sessions.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { type Conversation, converse, RESET } from "./support/conversation.ts";

const ATTENDED = { CLAUDE_CODE_SESSION_ATTENDED: "1" };
const GOAL = "finish the release";
const NEXT = RESET + 5 * HOUR;
const PLAN_REASON = "[tokenroom] the 5h window refilled at 05:02, and you armed plan 1: " +
  '"port the tokenizer" — 2 steps queued, first: "read it". Go on with it ' +
  "(tokenroom resume lists all, --done 1 ends it).";
const RUN_REASON = "[tokenroom] the 5h window refilled at 05:02, and this focused run is armed: " +
  `"${GOAL}". Go on with it; if it is reached, say so and stop.`;

const stored = (host: FakeHost) => openStore(host.state, HOOK_BUSY_MS, NOW);

function ownerOf(host: FakeHost, id: string) {
  return readSession(stored(host), id) ?? { id, account: null, projectDir: null };
}

function armPlan(
  host: FakeHost,
  given: { armed?: boolean; blockedOn?: string } = {},
  id = "session-1",
) {
  const request = {
    summary: "port the tokenizer",
    queue: ["read it", "write it"],
    blockedOn: "five_hour",
    estTokens: null,
    armed: true,
    ...given,
  };
  const verdict = queueAgentPlan(stored(host), ownerOf(host, id), request, host.now());
  assertEquals(verdict.kind, "queued");
}

function armRun(host: FakeHost, armed = true): void {
  const request = { goal: GOAL, armed, forSec: 24 * HOUR };
  const verdict = setIntent(stored(host), ownerOf(host, "session-1"), request, host.now());
  assertEquals(verdict.kind, "set");
}

/** The turn ends; the reason to go on, or null. */
async function stop(
  session: Conversation,
  given: Readonly<Record<string, unknown>> = {},
): Promise<string | null> {
  const out = await session.hook("stop", "Stop", given);
  if (out === "") return null;
  const { decision, reason, ...others } = JSON.parse(out);
  assertEquals([decision, others], ["block", {}]);
  return reason;
}

/** A turn has begun late in a window, with a person at the terminal. */
function inTurn(test: (host: FakeHost, session: Conversation) => Promise<void>): Promise<void> {
  return withFakeHost({}, async (host) => {
    host.setEnv(ATTENDED);
    const session = converse(host);
    await session.left(8);
    await session.prompt();
    await test(host, session);
  });
}

Deno.test("an armed plan goes on once where its window refilled during the turn", () =>
  inTurn(async (host, session) => {
    armPlan(host);
    assertEquals(await stop(session), null);
    host.setNow(RESET);
    assertEquals(await stop(session), PLAN_REASON);
    assertEquals(await stop(session, { prompt_id: "another" }), null);
    assert(!(await session.prompt())?.includes("ready"));
    assertEquals(readEntries(stored(host), "continued", 9).map(({ detail }) => detail), [
      { plan: 1, text: PLAN_REASON },
    ]);
  }));

Deno.test("an armed run goes on once a reset, and again after the next one", () =>
  inTurn(async (host, session) => {
    armRun(host);
    assertEquals(await stop(session), null);
    host.setNow(RESET);
    assertEquals(await stop(session), RUN_REASON);
    assertEquals(readIntent(stored(host), "session-1")?.continuedAt, RESET);
    await session.left(90, { resetsAt: NEXT });
    assertEquals(await stop(session, { stop_hook_active: true }), null);
    await session.prompt();
    assertEquals(await stop(session, { prompt_id: "second" }), null);
    host.setNow(NEXT + MINUTE);
    assertEquals(
      await stop(session, { prompt_id: "second" }),
      RUN_REASON.replace("05:02", "10:02"),
    );
    await session.prompt();
    assertEquals(await stop(session, { prompt_id: "third" }), null);
  }));

Deno.test("a plan and a run are continued by one answer", () =>
  inTurn(async (host, session) => {
    armPlan(host);
    armRun(host);
    host.setNow(RESET);
    assertEquals(await stop(session), PLAN_REASON);
    assertEquals(await stop(session, { prompt_id: "another" }), null);
  }));

Deno.test("what was told with the prompt after the reset does not go on by itself", () =>
  inTurn(async (host, session) => {
    armPlan(host);
    armRun(host);
    host.setNow(RESET + MINUTE);
    assert((await session.prompt())?.includes("plan 1 ready since 05:02"));
    assertEquals(await stop(session), null);
  }));

type Silence = readonly [string, (host: FakeHost) => void, Readonly<Record<string, unknown>>];
const SILENT: readonly Silence[] = [
  ["in a turn that a hook continued already", () => {}, { stop_hook_active: true }],
  ["where the client does not tell whether it was continued", () => {}, { stop_hook_active: null }],
  ["in a subagent", () => {}, { agent_id: "a1" }],
  ["with nobody at the terminal", (host) => host.setEnv({ CLAUDE_CODE_SESSION_ATTENDED: "0" }), {}],
  ["with TOKENROOM_DISABLE=1", (host) => host.setEnv({ TOKENROOM_DISABLE: "1" }), {}],
];
for (const [when, arrange, given] of SILENT) {
  Deno.test(`nothing goes on ${when}`, () =>
    inTurn(async (host, session) => {
      armPlan(host);
      armRun(host);
      arrange(host);
      host.setNow(RESET);
      assertEquals(await stop(session, given), null);
    }));
}

Deno.test("nothing goes on where the client does not say that somebody attends", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(8);
    await session.prompt();
    armPlan(host);
    host.setNow(RESET);
    assertEquals(await stop(session), null);
  }));

Deno.test("nothing goes on before the first prompt that we saw", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(ATTENDED);
    const session = converse(host);
    await session.left(8);
    armPlan(host);
    host.setNow(RESET);
    assertEquals(await stop(session), null);
  }));

Deno.test("what is not armed, is another session's, or waits for no window does not go on", () =>
  inTurn(async (host, session) => {
    armPlan(host, { armed: false });
    armRun(host, false);
    armPlan(host, {}, "another");
    host.setNow(RESET);
    assertEquals(await stop(session), null);
  }));

Deno.test("a plan that waits for no window does not go on in the turn that put it off", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(ATTENDED);
    const session = converse(host);
    await session.left(null);
    await session.prompt();
    host.setNow(NOW + 1);
    const request = { summary: "x", queue: [], blockedOn: null, estTokens: null, armed: true };
    queueAgentPlan(stored(host), ownerOf(host, "session-1"), request, host.now());
    assertEquals(await stop(session), null);
  }));

Deno.test("nothing goes on into a window that is spent, or a week that is", () =>
  inTurn(async (host, session) => {
    armPlan(host);
    armRun(host);
    host.setNow(RESET + 20 * MINUTE);
    await session.left(96, { resetsAt: NEXT, weekUsedPct: 99 });
    assertEquals(await stop(session), null);
  }));

Deno.test("a run that was ended or is over does not go on", () =>
  inTurn(async (host, session) => {
    armRun(host);
    endIntent(stored(host), ownerOf(host, "session-1"), NOW);
    host.setNow(RESET);
    assertEquals(await stop(session), null);
  }));

Deno.test("a store that cannot be read lets the turn end", () =>
  inTurn(async (host, session) => {
    armPlan(host);
    stored(host).db.exec("ALTER TABLE plan RENAME COLUMN summary TO gone");
    host.setNow(RESET);
    assertEquals(await stop(session), null);
    assertEquals(readFaults(host.state).map(({ verb }) => verb), ["hook stop"]);
  }));
