import { assert, assertEquals } from "@std/assert";
import { run } from "../../src/commands/intent.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { UsageError } from "../../src/render/failure.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { configure, type Conversation, converse, RESET } from "./support/conversation.ts";

const GOAL = "finish the release";
const NAME = "session session- of /home/user/project";

/** What `tokenroom intent` prints. */
async function intent(host: FakeHost, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals([await run(args, host), host.errors()], [0, ""]);
  return host.out();
}

async function refused(host: FakeHost, ...args: string[]): Promise<string> {
  try {
    await run(args, host);
  } catch (cause) {
    assert(cause instanceof UsageError);
    return cause.message;
  }
  throw new Error("was not refused");
}

/** A session of a project late in its window; commands run in that project. */
function inProject(test: (host: FakeHost, session: Conversation) => Promise<void>): Promise<void> {
  return withFakeHost({ cwd: "/home/user/project/src" }, async (host) => {
    const session = converse(host);
    await session.left(30);
    await session.prompt();
    await test(host, session);
  });
}

Deno.test("intent starts a run for the session seen last here, shows it, and ends it", () =>
  inProject(async (host) => {
    assertEquals(
      await intent(host),
      `${NAME} has no focused run. tokenroom intent GOAL starts one.\n`,
    );
    assertEquals(
      await intent(host, "finish", "the", "release"),
      `started for ${NAME}: "${GOAL}" until 05:12\n`,
    );
    const armed = `"${GOAL}" until 03:12, goes on by itself after a reset\n`;
    assertEquals(
      await intent(host, "finish all", "--arm"),
      `started for ${NAME}, in place of "${GOAL}": "finish all" until 05:12, goes on by itself ` +
        "after a reset\n",
    );
    await intent(host, "--clear");
    assertEquals(await intent(host, GOAL, "--arm", "--for", "3h"), `started for ${NAME}: ${armed}`);
    assertEquals(await intent(host), `${NAME}: ${armed}`);
    assertEquals(await intent(host, "--clear"), `ended the focused run of ${NAME}\n`);
    assertEquals(await intent(host, "--clear"), `${NAME} has no focused run\n`);
    const store = openStore(host.state, HOOK_BUSY_MS, NOW);
    assertEquals(readEntries(store, "intent", 9).map(({ detail }) => detail), [
      { intent: 3, ended: true },
      { intent: 3, armed: true, window: "five_hour", endsAt: NOW + 3 * HOUR },
      { intent: 2, ended: true },
      { intent: 2, armed: true, window: "five_hour", endsAt: NOW + 5 * HOUR },
      { intent: 1, armed: false, window: "five_hour", endsAt: NOW + 5 * HOUR },
    ]);
  }));

Deno.test("a run is over by its clock", () =>
  inProject(async (host) => {
    await intent(host, GOAL, "--for", "90m");
    host.setNow(NOW + 90 * MINUTE - 1);
    assert((await intent(host)).includes(GOAL));
    host.setNow(NOW + 90 * MINUTE);
    assert((await intent(host)).includes("has no focused run"));
  }));

Deno.test("intent --json prints the run as documented, or null", () =>
  inProject(async (host) => {
    const where = { session_id: "session-1", project_dir: "/home/user/project" };
    assertEquals(JSON.parse(await intent(host, "--json")), { ...where, intent: null });
    assertEquals(JSON.parse(await intent(host, GOAL, "--arm", "--json")), {
      ...where,
      intent: {
        goal: GOAL,
        armed: true,
        window: "five_hour",
        resets_at: RESET,
        created_at: NOW,
        ends_at: NOW + 5 * HOUR,
        continued_at: null,
      },
    });
  }));

Deno.test("intent says so where no session is known in the project", () =>
  withFakeHost({ cwd: "/nowhere" }, async (host) => {
    assertEquals(await run([GOAL], host), 1);
    assertEquals(
      host.errors(),
      "tokenroom: no session has been seen in this project yet: start one first\n",
    );
  }));

const BAD: readonly (readonly [string[], string])[] = [
  [[GOAL, "--clear"], "--clear ends the focused run, a goal starts one: give one of the two"],
  [["--arm"], "--arm and --for belong to a goal (see: tokenroom intent --help)"],
  [["--for", "3h"], "--arm and --for belong to a goal (see: tokenroom intent --help)"],
  [[GOAL, "--for", "long"], '--for is a span such as 90m or 3h, not "long"'],
  [[GOAL, "--for", "0m"], "a focused run must end ahead: --for takes a span such as 90m or 3h"],
  [[GOAL, "--for", "2d"], "a focused run holds for 24h at most"],
  [[" "], "a focused run needs a goal: say in one sentence what it is to reach"],
  [
    ["x".repeat(501)],
    "the goal has 501 characters and may have 500: one sentence, details in a file",
  ],
];
for (const [args, message] of BAD) {
  Deno.test(`intent ${args.join(" ").slice(0, 40)} is refused`, () =>
    inProject(async (host) => {
      assertEquals(await refused(host, ...args), message);
      assert((await intent(host)).includes("has no focused run"));
    }));
}

Deno.test("what a goal says cannot steer the terminal", () =>
  inProject(async (host) => {
    const out = await intent(host, "a\u001b[31m\nb\u202e");
    assertEquals(out, `started for ${NAME}: "a [31m b" until 05:12\n`);
  }));

const FOCUSED = "focused run: go on at full size down to the floor";
const ADVICE: readonly (readonly [number, string])[] = [
  [9, FOCUSED],
  [4, FOCUSED],
  [2, "start nothing new: commit"],
];
for (const [pct, words] of ADVICE) {
  Deno.test(`a focused run is told to ${words.slice(0, 20)} at ${pct} percent`, () =>
    inProject(async (host, session) => {
      await intent(host, GOAL);
      session.wait(3 * MINUTE);
      await session.left(pct);
      const text = await session.batch() ?? "";
      assert(text.includes(words), text);
      assertEquals([text.includes("small steps"), text.includes("finishing moves")], [
        false,
        false,
      ]);
    }));
}

Deno.test("the stamp of a focused run says so where others would slow down, and only there", () =>
  inProject(async (host, session) => {
    await intent(host, GOAL);
    assert(!(await session.prompt())?.includes("focused"));
    await session.left(9);
    assert((await session.prompt())?.includes(FOCUSED));
    await session.left(2);
    assert(!(await session.prompt())?.includes("focused"));
    await intent(host, "--clear");
    await session.left(1);
    assert(!(await session.prompt())?.includes("focused"));
  }));

Deno.test("a session beside a focused run is told what everyone is told", () =>
  inProject(async (host, session) => {
    const other = converse(host, "beside");
    await other.left(30);
    await other.prompt();
    host.setEnv({ CLAUDE_CODE_SESSION_ID: session.id });
    await intent(host, GOAL);
    session.wait(3 * MINUTE);
    await other.left(4);
    assert((await other.batch())?.includes("finishing moves only"));
  }));

Deno.test("the launch gate warns a focused run instead of denying", () =>
  inProject(async (host, session) => {
    configure(host, { launch_gate: true });
    await session.left(4);
    const launch = async () =>
      JSON.parse(await session.hook("pre-tool-use", "PreToolUse-Agent")).hookSpecificOutput;
    assertEquals((await launch()).permissionDecision, "deny");
    await intent(host, GOAL);
    assertEquals(await launch(), {
      hookEventName: "PreToolUse",
      additionalContext: "[tokenroom] focused run: Agent launched with 4% of the 5h window left " +
        "until 05:02; it is lost whole if that runs out.",
    });
    host.setNow(NOW + DAY);
    await session.left(4, { resetsAt: NOW + DAY + 2 * HOUR });
    assertEquals((await launch()).permissionDecision, "deny");
  }));
