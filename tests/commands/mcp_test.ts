// The tools in process: whose figures they tell, what they judge, what they leave in the store.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { callTool } from "../../src/commands/mcp/tools.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../../src/io/store/database.ts";
import { writeAccount } from "../../src/io/store/account_records.ts";
import { writeCalibration } from "../../src/io/store/calibrations.ts";
import { readCheckpoint } from "../../src/io/store/checkpoints.ts";
import { appendContext } from "../../src/io/store/contexts.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { writeUsages } from "../../src/io/store/flows.ts";
import { readPins } from "../../src/io/store/pins.ts";
import { readOpenPlans } from "../../src/io/store/plans.ts";
import { writeSession } from "../../src/io/store/sessions.ts";
import { appendWindow } from "../../src/io/store/windows.ts";
import type { Session } from "../../src/model/session.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import type { ToolName } from "../../src/render/mcp_tools.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { aSession, aWindow } from "../support/rows.ts";
import { answerId } from "../support/transcript.ts";

// The client that started the server; see the fake host.
const PARENT = 4242;
const MILLION = 1_000_000;

/** Runs a test on a store that a session of account a-1 has reported to. */
function withTools(test: (tools: Tools) => Promise<void>): Promise<void> {
  return withFakeHost({}, async (host) => {
    const store = openStore(host.state, COMMAND_BUSY_MS, NOW);
    try {
      await test({ host, store, ...callers(host) });
    } finally {
      store.db.close();
    }
  });
}

interface Tools {
  readonly host: FakeHost;
  readonly store: Store;
  readonly call: (name: ToolName, input?: unknown) => Promise<Told>;
  readonly refused: (name: ToolName, input?: unknown) => Promise<string>;
}

interface Told {
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly data: any;
}

function callers(host: FakeHost) {
  const ask = async (name: ToolName, input: unknown) => {
    const result = await callTool(name, input, { host, startedAt: NOW });
    const [block] = result.content;
    return { result, text: block?.type === "text" ? block.text : "" };
  };
  return {
    call: async (name: ToolName, input: unknown = {}) => {
      const { result, text } = await ask(name, input);
      assertEquals(result.isError, undefined, text);
      return { text, data: result.structuredContent };
    },
    refused: async (name: ToolName, input: unknown = {}) => {
      const { result, text } = await ask(name, input);
      assertEquals([result.isError, result.structuredContent], [true, undefined], text);
      return text;
    },
  };
}

function session(store: Store, given: Partial<Session> = {}): Session {
  const whole = aSession({ configDir: "/home/ann/.claude", clientPid: PARENT, ...given });
  writeSession(store, whole);
  return whole;
}

/** A session that no reply has told of yet, as in the first turn of a print mode. */
const UNREPORTED = { account: null, answeredAt: null, windows: [] } as const;

/** An account that stands at so many percent of five hours, which reset in an hour. */
function account(store: Store, key: string, headroomPct: number, configDir = "/home/ann/.claude") {
  writeAccount(store, { key, configDir, weeklyResetAt: NOW + 3 * DAY, seenAt: NOW });
  appendWindow(store, key, aWindow({ headroomPct, resetAt: NOW + HOUR, observedAt: NOW }), NOW);
}

/** A point costs 10,000 of weight; half of the weight of late is new tokens. */
function calibrated(store: Store, key = "a-1"): void {
  const span = { weight: 50_000, points: 5 };
  writeCalibration(store, key, "five_hour", {
    seenAt: NOW,
    headroomPct: 40,
    resetAt: NOW + HOUR,
    resolutionPct: 1,
    open: null,
    spans: Array.from({ length: 40 }, () => span),
  }, NOW);
  for (let minute = 1; minute <= 5; minute++) spend(store, key, NOW - minute * MINUTE, 30_000);
}

let answers = 0;

function spend(store: Store, key: string, at: number, weight: number): void {
  const tokens = { input: weight / 2, output: 0, write5m: 0, write1h: 0, read: 0 };
  const end = { ended: true, endsTurn: true };
  const about = { modelId: "claude-sonnet-5-5", fast: false, usOnly: false, ...end };
  const usage = { messageId: answerId(++answers), at, tokens, ...about };
  const owner = { sessionId: "session-1", agentId: null, account: key };
  writeUsages(store, owner, [{ usage, weight }]);
}

const leftIn = ({ data }: Told) => data.windows.map((one: { left_pct: number }) => one.left_pct);

Deno.test("a tool tells the session of the process that started the server, also after /clear", () =>
  withTools(async ({ host, store, call }) => {
    account(store, "a-1", 70);
    session(store, { id: "before", seenAt: NOW - HOUR });
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "before" });
    assertEquals((await call("resource_state")).data.session.id, "before");
    session(store, { id: "after", seenAt: NOW });
    assertEquals((await call("resource_state")).data.session.id, "after");
  }));

Deno.test("each of two sessions on two accounts is told its own figures", () =>
  withTools(async ({ host, store, call }) => {
    account(store, "a-1", 70);
    account(store, "a-2", 7);
    session(store, { id: "mine", account: "a-1", clientPid: PARENT });
    session(store, { id: "theirs", account: "a-2", clientPid: PARENT + 1 });
    assertEquals(leftIn(await call("estimate_remaining")), [70]);
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "theirs" });
    assertEquals(leftIn(await call("estimate_remaining")), [70], "the process tells, not the name");
    session(store, { id: "mine", account: "a-1", clientPid: PARENT + 2 });
    assertEquals(leftIn(await call("estimate_remaining")), [7]);
  }));

Deno.test("an unknown caller is told of the only account, and of none where several are active", () =>
  withTools(async ({ host, store, call }) => {
    const dir = host.config.dir;
    account(store, "a-1", 70, dir);
    assertEquals(leftIn(await call("fit_check", { est_tokens: 1 })), [70]);
    account(store, "a-2", 7, "/home/ann/.claude-work");
    for (const tool of ["fit_check", "estimate_remaining", "resource_state"] as const) {
      const { text, data } = await call(tool, tool === "fit_check" ? { est_tokens: 1 } : {});
      assertEquals(data.windows, [], tool);
      assertMatch(data.withheld, /^several accounts are active and it is not known which session/);
      assertStringIncludes(text, data.withheld);
    }
    host.setEnv({ CLAUDE_CONFIG_DIR: dir });
    assertEquals(leftIn(await call("fit_check", { est_tokens: 1 })), [70], "the directory tells");
  }));

Deno.test("every tool answers without any state, and none claims that something fits", () =>
  withFakeHost({}, async (host) => {
    const { call, refused } = callers(host);
    assertEquals((await call("resource_state")).data.session, null);
    assertEquals((await call("estimate_remaining")).data.windows, []);
    assertMatch((await call("fit_check", { est_tokens: 5 })).text, /^tight: no figures yet/);
    for (
      const [tool, input] of [
        ["plan_resume", { summary: "x" }],
        ["checkpoint", { task: "x" }],
        ["handoff", { text: "x" }],
        ["pin_fact", { text: "x" }],
        ["set_intent", { goal: "x" }],
      ] as const
    ) assertMatch(await refused(tool, input), /^Nothing was saved: which session is asking/);
  }));

Deno.test("fit_check holds a job against context and window, and says what to do", () =>
  withTools(async ({ store, call }) => {
    account(store, "a-1", 40);
    session(store, {
      cache: null,
      context: { state: "measured", windowTokens: MILLION, usedTokens: 67_000 },
    });
    calibrated(store);
    // 50k new tokens weigh 100k: ten points at 10,000 each.
    const small = await call("fit_check", { est_tokens: 50_000 });
    assertMatch(small.text, /^fits: go ahead\.\ncontext: fits — ~900k tokens before compaction/);
    const { cost_pct } = small.data.windows[0];
    assertEquals([cost_pct.mid, cost_pct.low < 10, cost_pct.high > 10], [10, true, true]);
    const large = await call("fit_check", { est_tokens: 250_000 });
    assertMatch(
      large.text,
      /^defer: 40% of 5h left, resets 01:12 \(in 1h\): plan_resume this job \(blocked_on five_hour\), and go on with what does fit\.\n/,
    );
    assertEquals(large.data.defer, {
      blocked_on: "five_hour",
      resets_at: NOW + HOUR,
      resets_in: "1h",
    });
    const parts = await call("fit_check", { est_tokens: 250_000, divisible: true });
    assertMatch(
      parts.text,
      /^exceeds: 40% of 5h left, about \d+k tokens of it fit now: do that part/,
    );
    const context = await call("fit_check", { est_tokens: 901_000, divisible: true });
    assertEquals(context.data.context.verdict, "exceeds");
    const consults = readEntries(store, "consult", 10).reverse()
      .map(({ detail, sessionId }) => [detail.tool, detail.verdict, sessionId]);
    assertEquals(consults, [
      ["fit_check", "fits", "session-1"],
      ["fit_check", "defer", "session-1"],
      ["fit_check", "exceeds", "session-1"],
      ["fit_check", context.data.overall, "session-1"],
    ]);
  }));

Deno.test("fit_check calls nothing a fit that it does not know, and no small job a risk", () =>
  withTools(async ({ host, store, call }) => {
    const overall = async (input: Record<string, unknown>) =>
      (await call("fit_check", input)).data.overall;
    account(store, "a-1", 13);
    session(store, {
      context: { state: "measured", windowTokens: MILLION, usedTokens: 67_000 },
    });
    const large = await call("fit_check", { est_tokens: 700_000 });
    assertMatch(
      large.text,
      /^tight: 13% of 5h left, and what a point costs is not learned yet: it/,
    );
    assertEquals(await overall({ est_tokens: 10_000 }), "fits");
    assertEquals(await overall({ est_tokens: 10_000, est_calls: 5_000 }), "tight");
    appendWindow(store, "a-1", aWindow({ headroomPct: 80, resetAt: NOW + HOUR }), NOW);
    assertEquals(await overall({ est_tokens: 50_000 }), "fits");
    // In print mode nothing tells of the context.
    session(store, { ...UNREPORTED, id: "print", context: null, clientPid: PARENT + 1 });
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "print" });
    session(store, { account: "a-1", clientPid: PARENT + 2 });
    const absurd = await call("fit_check", { est_tokens: 900 * MILLION });
    assertEquals([absurd.data.overall, absurd.data.context.verdict], ["exceeds", "exceeds"]);
    const blind = await call("fit_check", { est_tokens: 150_000 });
    assertMatch(blind.text, /^tight: the room in the context is not known/);
    assertEquals(await overall({ est_tokens: 50_000 }), "fits");
  }));

Deno.test("a session with an API key has no windows, one without a reply has not seen them", () =>
  withTools(async ({ store, call }) => {
    const context = { state: "measured", windowTokens: MILLION, usedTokens: 67_000 } as const;
    session(store, { ...UNREPORTED, answeredAt: NOW, context });
    assertMatch((await call("fit_check", { est_tokens: 400_000 })).text, /^fits: go ahead/);
    session(store, { ...UNREPORTED, context });
    const { text } = await call("fit_check", { est_tokens: 400_000 });
    assertMatch(text, /^tight: no figure of quota is known/);
  }));

Deno.test("plan_resume waits for the windows that fit_check quotes, and says what it does not know", () =>
  withTools(async ({ store, call, refused }) => {
    account(store, "a-1", 60);
    session(store, UNREPORTED);
    const told = await call("plan_resume", { summary: "A", blocked_on: "five_hour" });
    assertEquals(
      told.text,
      "Plan 1 queued: ready 01:12 (in 1h), when 5h refills; the next prompt then announces it. " +
        "Go on with what does fit.",
    );
    assertMatch(
      await refused("plan_resume", { summary: "B", blocked_on: "nine_hour" }),
      /names no window of this account: take five_hour/,
    );
    const week = await call("plan_resume", { summary: "C", blocked_on: "seven_day" });
    assertMatch(
      week.text,
      / ready by Jul 8 00:12 \(in 7d\) at the latest, for the reset of 7d /,
    );
    assertEquals([told.data.at_latest, week.data.at_latest], [false, true]);
  }));

Deno.test("plan_resume says that a plan without any window to wait for is ready", () =>
  withTools(async ({ store, call }) => {
    session(store, UNREPORTED);
    assertEquals(
      (await call("plan_resume", { summary: "A" })).text,
      "Plan 1 queued: nothing is known to wait for, so the next prompt announces it as ready. " +
        "Go on with what does fit.",
    );
    const bound = await call("plan_resume", { summary: "B", blocked_on: "five_hour" });
    assertMatch(
      bound.text,
      /ready by 05:12 \(in 5h\) at the latest, for the reset of 5h is not known/,
    );
  }));

Deno.test("plan_resume keeps each job, and replaces the one that it is told again", () =>
  withTools(async ({ store, call, refused }) => {
    account(store, "a-1", 8);
    const { id, projectDir } = session(store);
    const open = () => readOpenPlans(store, { sessionId: id, projectDir }, 99);
    await call("plan_resume", { summary: "A: port" });
    const docs = await call("plan_resume", { summary: "B: docs" });
    assertMatch(docs.text, /What does fit goes on in small steps, each committed\.$/);
    const again = await call("plan_resume", { summary: "A: port", queue: ["first"], arm: true });
    assertMatch(again.text, /^Plan 3 queued in place of plan 1: .* by itself then\. What does fit/);
    assertEquals(again.data.replaced, 1);
    assertEquals(open().map((plan) => plan.summary), ["A: port", "B: docs"]);
    for (let job = 3; job <= 10; job++) await call("plan_resume", { summary: `job ${job}` });
    assertMatch(
      await refused("plan_resume", { summary: "one more" }),
      /^Nothing was done: 10 plans of this session wait already: end what is done/,
    );
    await call("plan_resume", { summary: "job 10" });
    assertEquals(open().length, 10);
  }));

Deno.test("plan_resume lets a session stop only where the window is that low", () =>
  withTools(async ({ store, call }) => {
    const next = async (headroomPct: number) => {
      account(store, "a-1", headroomPct);
      session(store);
      return (await call("plan_resume", { summary: "A" })).text.split(" announces it. ")[1];
    };
    assertEquals(await next(2), "Commit what is in flight, then stop.");
    assertEquals(await next(5), "Finish, test and commit what is in flight; begin nothing else.");
    await call("set_intent", { goal: "Ship it" });
    assertEquals(await next(5), "Go on with what does fit.");
  }));

Deno.test("set_intent names the run that it replaces", () =>
  withTools(async ({ store, call }) => {
    session(store);
    assert(!(await call("set_intent", { goal: "Ship it" })).text.includes("in place"));
    const { text } = await call("set_intent", { goal: "Ship all" });
    assertStringIncludes(text, ') in place of "Ship it": warnings');
  }));

Deno.test("fit_check counts what a cold cache writes anew", () =>
  withTools(async ({ store, call }) => {
    account(store, "a-1", 40);
    const cache = {
      warm: false,
      expiresAt: NOW - 60,
      ttl: "1h",
      recacheTokens: 200_000,
      lastMissCause: null,
      misses: 1,
    };
    session(store, { cache });
    calibrated(store);
    const { text, data } = await call("fit_check", { est_tokens: 1_000 });
    // 200k tokens at twice the price of input weigh 400k: the window's 40 points and no more.
    assertEquals(data.overall, "defer");
    assertStringIncludes(text, "cache: cold, the next request re-writes ~200k tokens");
  }));

Deno.test("estimate_remaining tells tokens, calls and context, and why something is not known", () =>
  withTools(async ({ store, call }) => {
    account(store, "a-1", 40);
    session(store, { context: { state: "measured", windowTokens: MILLION, usedTokens: 67_000 } });
    const unlearned = await call("estimate_remaining");
    assertEquals(unlearned.data.windows[0].tokens_left, null);
    assertEquals(
      [unlearned.data.windows[0].unknown.tokens_left, unlearned.data.context.unknown.calls_left],
      ["what a point costs is not learned yet", "too few calls lately"],
    );
    calibrated(store);
    for (const used of [40_000, 49_000, 67_000]) {
      appendContext(store, "session-1", { usedTokens: used, windowTokens: MILLION }, NOW);
    }
    const { text, data } = await call("estimate_remaining");
    assertEquals(data.windows[0].tokens_left.mid, 200_000);
    // 40 points of at least 9,500 each, 30,000 a request.
    assertEquals(data.windows[0].calls_left, 12);
    // 900k of room, 13.5k more with each request.
    assertEquals(data.context.calls_left, 66);
    assertMatch(
      text,
      /^5h: 40% left, resets 01:12 \(in 1h\), ≈\d+k–200k–\d+k tokens, ~12 calls/,
    );
    assertStringIncludes(text, "\ncontext: ~900k tokens before compaction, ~66 calls");
  }));

Deno.test("what an agent saves belongs to the session that asks", () =>
  withTools(async ({ host, store, call, refused }) => {
    account(store, "a-1", 3);
    const { id, projectDir } = session(store);
    const plan = await call("plan_resume", {
      summary: "Migrate the tests",
      queue: ["one", "two"],
      blocked_on: "five_hour",
      est_tokens: 90_000,
    });
    assertMatch(
      plan.text,
      /^Plan \d+ queued: ready 01:12 \(in 1h\), when 5h refills; .* Finish, test and commit/,
    );
    assertEquals(plan.data.resets_at, NOW + HOUR);
    const [queued] = readOpenPlans(store, { sessionId: id, projectDir }, 5);
    assertEquals([queued?.summary, queued?.queue, queued?.estTokens], ["Migrate the tests", [
      "one",
      "two",
    ], 90_000]);
    await call("checkpoint", { task: "Port it", next_steps: ["run the tests"] });
    assertEquals(readCheckpoint(store, id)?.note.nextSteps, ["run the tests"]);
    const handoff = await call("handoff", { text: "# State\nhalf done" });
    assertEquals(Deno.readTextFileSync(handoff.data.path), "# State\nhalf done");
    assert(handoff.data.path.startsWith(host.state));
    await call("pin_fact", { text: "Never touch main" });
    await call("pin_fact", { text: "Use tabs", scope: "project", hours: 2 });
    assertEquals(
      readPins(store, { sessionId: id, projectDir }, NOW)
        .map(({ text, sessionId, expiresAt, author }) => [text, sessionId, expiresAt, author]),
      [
        ["Never touch main", id, null, "agent"],
        ["Use tabs", null, NOW + 2 * HOUR, "agent"],
      ],
    );
    assertStringIncludes(await refused("pin_fact", { text: "Use tabs" }), "says so already");
    const run = await call("set_intent", { goal: "Ship it", hours: 1 });
    assertEquals([run.data.ends_at, run.data.armed], [NOW + HOUR, false]);
    const tools = readEntries(store, "consult", 20).map(({ detail }) => detail.tool).reverse();
    assertEquals(tools, [
      "plan_resume",
      "checkpoint",
      "handoff",
      "pin_fact",
      "pin_fact",
      "set_intent",
    ]);
  }));

Deno.test("a focused run is warned where others are told to wait", () =>
  withTools(async ({ store, call }) => {
    account(store, "a-1", 8);
    session(store);
    assertEquals((await call("fit_check", { est_tokens: 9_000 })).data.overall, "defer");
    await call("set_intent", { goal: "Ship it" });
    assertEquals((await call("fit_check", { est_tokens: 9_000 })).data.overall, "tight");
  }));

Deno.test("a refused call leaves nothing in the store", () =>
  withTools(async ({ store, refused }) => {
    account(store, "a-1", 40);
    session(store);
    const before = counts(store);
    for (
      const [tool, input] of [
        ["fit_check", { est_tokens: -1 }],
        ["fit_check", { est_tokens: 1e12 }],
        ["fit_check", { est_tokens: "many" }],
        ["fit_check", {}],
        ["plan_resume", { summary: "" }],
        ["plan_resume", { summary: "x", queue: [""] }],
        ["plan_resume", { summary: "x", blocked_on: "next tuesday" }],
        ["plan_resume", { summary: "x".repeat(10 * MILLION) }],
        ["checkpoint", { task: " " }],
        ["handoff", { text: "x".repeat(10 * MILLION) }],
        ["pin_fact", { text: "" }],
        ["pin_fact", { text: "x", hours: 0 }],
        ["set_intent", { goal: "" }],
        ["set_intent", { goal: "x", hours: 99 }],
        ["resource_state", { session: "another" }],
      ] as const
    ) {
      const text = await refused(tool, input);
      assert(text.startsWith("Nothing was done: ") && text.length < 600, text.slice(0, 700));
    }
    assertEquals(counts(store), before);
  }));

function counts(store: Store): Record<string, unknown> {
  const tables = ["event", "plan", "pin", "checkpoint", "handoff", "intent"];
  return Object.fromEntries(
    tables.map((name) => [name, store.db.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.n]),
  );
}

Deno.test("a store of a later version is a tool error that names doctor, and stays as it is", () =>
  withTools(async ({ store, refused }) => {
    store.db.exec("PRAGMA user_version=99");
    const text = await refused("fit_check", { est_tokens: 1 });
    assertMatch(text, /^fit_check failed: the store has schema 99.*tokenroom doctor/);
  }));
