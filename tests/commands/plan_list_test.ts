import { assert, assertEquals } from "@std/assert";
import { run } from "../../src/commands/resume.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { queuePlan } from "../../src/io/store/plans.ts";
import type { Plan } from "../../src/model/plan.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { UsageError } from "../../src/render/failure.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";

const PLAN: Omit<Plan, "id" | "toldAt" | "clearedAt"> = {
  sessionId: "s",
  projectDir: "/work",
  account: null,
  cause: "agent",
  summary: "port the tokenizer",
  queue: ["read it", "write it"],
  blockedOn: "five_hour",
  resetAt: NOW - HOUR,
  estTokens: 40_000,
  armed: true,
  createdAt: NOW - 2 * HOUR,
};

const stored = (host: FakeHost) => openStore(host.state, HOOK_BUSY_MS, NOW);
const queue = (host: FakeHost, given: Partial<typeof PLAN> = {}) =>
  queuePlan(stored(host), { ...PLAN, ...given });

/** What `tokenroom resume` prints in /work. */
async function resume(host: FakeHost, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals([await run(args, host), host.errors()], [0, ""]);
  return host.out();
}

/** The sentence that refuses arguments. */
async function refused(host: FakeHost, ...args: string[]): Promise<string> {
  try {
    await run(args, host);
  } catch (cause) {
    assert(cause instanceof UsageError);
    assertEquals(host.out(), "");
    return cause.message;
  }
  throw new Error("was not refused");
}

const inWork = (test: (host: FakeHost) => Promise<void>) => withFakeHost({ cwd: "/work" }, test);

Deno.test("resume lists this project's plans with their steps, then others by project", () =>
  inWork(async (host) => {
    queue(host);
    const later = { summary: "tidy up", queue: [], resetAt: NOW + HOUR, estTokens: null };
    queue(host, { ...later, sessionId: "t", armed: false, createdAt: NOW });
    queue(host, { sessionId: "o", projectDir: "/other", summary: "theirs", queue: [] });
    queue(host, { ...later, sessionId: "n", projectDir: null, blockedOn: null, armed: false });
    assertEquals(
      await resume(host),
      [
        "/work",
        "  plan 2 · waits for 5h, which refills 01:12",
        "    tidy up",
        "  plan 1 · ready since 23:12 · ≈40k tokens · armed: goes on by itself",
        "    port the tokenizer",
        "    1. read it",
        "    2. write it",
        "",
        "outside of any project",
        "  plan 4 · waits for its window, which refills 01:12",
        "    tidy up",
        "",
        "/other",
        "  plan 3 · ready since 23:12 · ≈40k tokens · armed: goes on by itself",
        "    theirs",
        "",
        "When plan N is done: tokenroom resume --done N, in its project.",
        "To drop all plans of this project: tokenroom resume --clear.",
        "",
      ].join("\n"),
    );
  }));

Deno.test("a plan for every project stands in each, goes by its number, and not with --clear", () =>
  inWork(async (host) => {
    const anybody = { sessionId: null, projectDir: null, armed: false };
    queue(host, { ...anybody, queue: [] });
    const text = await resume(host);
    assert(
      text.startsWith("/work\n  plan 1 · ready since 23:12 · ≈40k tokens · for every project\n"),
    );
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "me" });
    const listed = JSON.parse(await resume(host, "--json")).plans;
    assertEquals([listed[0].session_id, listed[0].project_dir], [null, null]);
    assertEquals(JSON.parse(await resume(host, "--json", "--clear")).cleared, []);
    assertEquals(await resume(host, "--done", "1"), "done: plan 1, port the tokenizer\n");
  }));

Deno.test("resume says where nothing is put off, here or at all", () =>
  inWork(async (host) => {
    const none = "Nothing is put off in /work. " +
      "An agent queues work for the next window with plan_resume.\n";
    assertEquals([await resume(host), await resume(host, "--clear")], [none, none]);
    queue(host, { resetAt: NOW - DAY - 1 });
    assertEquals(await resume(host), none);
    queue(host, { sessionId: "o", projectDir: "/other" });
    assert((await resume(host)).startsWith("/work\n  nothing is put off here\n\n/other\n"));
    assertEquals(await resume(host, "--clear"), none);
  }));

Deno.test("resume --done ends that plan and no other, and the journal keeps it", () =>
  inWork(async (host) => {
    queue(host);
    const id = queue(host, { sessionId: "t", summary: "tidy up" });
    assertEquals(await resume(host, "--done", String(id)), "done: plan 2, tidy up\n");
    assert(!(await resume(host)).includes("tidy up"));
    const [entry] = readEntries(stored(host), "plan-cleared", 9);
    assertEquals([entry?.sessionId, entry?.detail], ["t", { plan: 2, why: "done", by: "person" }]);
  }));

Deno.test("resume --clear drops the plans of this project alone", () =>
  inWork(async (host) => {
    queue(host);
    queue(host, { sessionId: "t", summary: "tidy up" });
    queue(host, { sessionId: "o", projectDir: "/other", summary: "theirs" });
    const out = await resume(host, "--clear");
    assertEquals(out, "dropped: plan 2, tidy up\ndropped: plan 1, port the tokenizer\n");
    const text = await resume(host);
    assert(text.includes("theirs") && text.includes("nothing is put off here"));
  }));

Deno.test("resume is about the project around the working directory", () =>
  withFakeHost({ cwd: "/work/src/deep" }, async (host) => {
    const { db } = stored(host);
    db.exec(
      `INSERT INTO session (id, project_dir, started_at, seen_at) VALUES ('s', '/work', 1, 1)`,
    );
    queue(host);
    assert((await resume(host)).startsWith("/work\n  plan 1 "));
  }));

Deno.test("an agent sees its project's plans and its own, and none of others", () =>
  inWork(async (host) => {
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "me" });
    queue(host);
    queue(host, { sessionId: "me", projectDir: null, summary: "mine" });
    queue(host, { sessionId: "o", projectDir: "/other", summary: "theirs" });
    const text = await resume(host);
    assert(text.includes("mine") && text.includes("tokenizer") && !text.includes("theirs"));
    assert(!(await resume(host, "--json")).includes("theirs"));
    await resume(host, "--done", "2");
    const [entry] = readEntries(stored(host), "plan-cleared", 1);
    assertEquals(entry?.detail, { plan: 2, why: "done", by: "agent" });
  }));

Deno.test("resume --json prints plans as documented, and what was ended", () =>
  inWork(async (host) => {
    queue(host);
    queue(host, { sessionId: "t", blockedOn: "seven_day", resetAt: null, queue: [] });
    const plan = {
      id: 2,
      project_dir: "/work",
      session_id: "t",
      cause: "agent",
      summary: "port the tokenizer",
      queue: [],
      state: "waiting",
      blocked_on: "seven_day",
      ready_at: null,
      est_tokens: 40000,
      armed: true,
      created_at: NOW - 2 * HOUR,
      told_at: null,
    };
    const first = {
      ...plan,
      id: 1,
      session_id: "s",
      queue: ["read it", "write it"],
      state: "ready",
      blocked_on: "five_hour",
      ready_at: NOW - HOUR,
    };
    const listed = JSON.parse(await resume(host, "--json"));
    assertEquals(listed, { project_dir: "/work", plans: [plan, first], cleared: [] });
    const ended = JSON.parse(await resume(host, "--json", "--done", "1"));
    assertEquals(ended, { project_dir: "/work", plans: [plan], cleared: [1] });
  }));

Deno.test("what a plan says cannot steer the terminal, and stands on its own line", () =>
  inWork(async (host) => {
    queue(host, { summary: "a\u001b[31m\nplan 9\u202e", queue: ["x\n  2. y\u009b"] });
    for (const text of [await resume(host), await resume(host, "--json")]) {
      // deno-lint-ignore no-control-regex
      assert(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(text), text);
    }
    const lines = (await resume(host)).split("\n");
    assertEquals(lines.slice(2, 4), ["    a [31m plan 9", "    1. x 2. y"]);
  }));

const BAD: readonly (readonly [string[], string])[] = [
  [["--done=-1"], '--done needs the number of a plan, not "-1" (see: tokenroom resume)'],
  [["--done", "1.5"], '--done needs the number of a plan, not "1.5" (see: tokenroom resume)'],
  [["--done", "all"], '--done needs the number of a plan, not "all" (see: tokenroom resume)'],
  [["--done", ""], "--done needs a value (see: tokenroom resume --help)"],
  [["--done", "1", "--clear"], "--done ends one plan and --clear all of them: give one of the two"],
  [["1"], 'resume does not take "1" (see: tokenroom resume --help)'],
];
for (const [args, message] of BAD) {
  Deno.test(`resume ${args.join(" ")} is refused`, () =>
    inWork(async (host) => {
      queue(host, { projectDir: "/other" });
      assertEquals(await refused(host, ...args), message);
    }));
}

Deno.test("a plan of another project is not ended from here", () =>
  inWork(async (host) => {
    queue(host, { projectDir: "/other" });
    for (const number of ["1", "7", "0"]) {
      host.clear();
      assertEquals([await run(["--done", number], host), host.out(), host.errors()], [
        1,
        "",
        `tokenroom: no plan ${number} is open in this project (see: tokenroom resume)\n`,
      ]);
    }
    assert((await resume(host)).includes("plan 1"));
  }));
