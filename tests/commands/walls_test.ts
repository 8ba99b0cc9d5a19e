import { assert, assertEquals } from "@std/assert";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { readWindow } from "../../src/io/store/windows.ts";
import { readFaults } from "../../src/io/faults.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { readFixture, setField } from "../support/fixture.ts";
import { assertGolden } from "../support/golden.ts";
import { editLine } from "../support/transcript.ts";
import { configure, type Conversation, converse, RESET } from "./support/conversation.ts";

/** The line that the client writes when a budget is spent, as recorded but for its reset. */
function refusalLine(given: Readonly<Record<string, unknown>> = {}): string {
  const line = readFixture("transcript-api-error-usage-limit");
  setField(line, "timestamp", new Date(NOW * 1000).toISOString());
  setField(line, "quotaLimits.resetsAt", RESET);
  for (const [path, value] of Object.entries(given)) setField(line, path, value);
  return `${JSON.stringify(line)}\n`;
}

/** The client renders again what it last had: no response came. */
const again = (session: Conversation) => session.left(3, { costUsd: 0.01 });

async function hitLimit(session: Conversation, line: string | null = refusalLine()): Promise<void> {
  if (line !== null) session.write(line);
  assertEquals(await session.hook("stop-failure", "StopFailure-usage-limit"), "");
}

const walls = (host: FakeHost) =>
  readEntries(openStore(host.state, HOOK_BUSY_MS, NOW), "wall", 10).map(({ detail }) => detail);

function start(session: Conversation, source = "startup"): Promise<string> {
  return session.hook("session-start", "SessionStart-startup", { source });
}

function contextOf(out: string): string | null {
  if (out === "") return null;
  const { hookSpecificOutput, ...others } = JSON.parse(out);
  assertEquals(others, {});
  assertEquals(Object.keys(hookSpecificOutput), ["hookEventName", "additionalContext"]);
  assertEquals(hookSpecificOutput.hookEventName, "SessionStart");
  return hookSpecificOutput.additionalContext;
}

const PROJECT = { CLAUDE_PROJECT_DIR: "/home/user/project" };

Deno.test("a turn that dies at a limit is kept with its figures, and the window is spent until its reset", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    assertEquals(walls(host), [{
      window: "five_hour",
      resetAt: RESET,
      headroomPct: 3,
      costUsd: 0.01,
      projectDir: "/home/user/project",
    }]);
    const hud = await again(session);
    assert(hud.startsWith("⛶ ⛔ 0% left ↻05:02"), hud);
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("the client's own report of the limit confirms it, an idle session's old figure does not undo it", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    const idle = converse(host, "idle");
    await idle.left(30);
    await session.left(3);
    await hitLimit(session);
    assert((await session.left(0)).startsWith("⛶ ⛔ 0% left"));
    assert((await idle.left(30, { costUsd: 0.01 })).startsWith("⛶ ⛔ 0% left"));
  }));

Deno.test("after the reset the window is refilled for everyone", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    host.setNow(RESET + MINUTE);
    assert((await session.prompt())?.includes("5h: refilled at 05:02"));
    assert((await session.left(99, { resetsAt: RESET + 5 * HOUR })).startsWith("⛶ 99% left"));
  }));

Deno.test("the next stamp of the session tells a wall once", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    const text = await session.prompt() ?? "";
    assert(text.includes("a turn died at the 5h limit at 00:12; it refills 05:02"), text);
    assert(!(await session.prompt())?.includes("died"));
  }));

Deno.test("the next session of the project is told at its start, once, and its stamp does not repeat it", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(PROJECT);
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    host.setNow(RESET + HOUR);
    const next = converse(host, "next");
    const said = contextOf(await start(next)) ?? "";
    assertGolden("walls/session-start", said);
    assertEquals(await start(next, "resume"), "");
    assert(!(await next.prompt())?.includes("died"));
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("the session itself is told when it is resumed, and its stamp does not repeat it", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    assert(contextOf(await start(session, "resume"))?.includes("a turn died at the 5h limit"));
    assert(!(await session.prompt())?.includes("died"));
  }));

Deno.test("a start after a compaction tells nothing; the next stamp does", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    for (const source of ["compact", "fork", "tomorrow"]) {
      assertEquals(await start(session, source), "");
    }
    assert((await session.prompt())?.includes("died"));
  }));

Deno.test("who clears a conversation knows of its wall: neither the start nor the next stamp tells it", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(PROJECT);
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    const cleared = converse(host, "session-2");
    assertEquals(await start(cleared, "clear"), "");
    await cleared.left(0);
    assert(!(await cleared.prompt())?.includes("died"));
  }));

Deno.test("a wall whose work was ended since is told to no other session", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(PROJECT);
    const session = converse(host);
    await session.left(3);
    session.write(editLine("/home/user/project/a.ts", host.now()));
    await hitLimit(session);
    const { db } = openStore(host.state, HOOK_BUSY_MS, NOW);
    assertEquals(db.prepare("UPDATE plan SET cleared_at = ?").run(NOW).changes, 1);
    assertEquals(contextOf(await start(converse(host, "next"))), null);
  }));

Deno.test("a window that began anew before its time is not told to refill later", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(PROJECT);
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    session.wait(HOUR);
    await session.left(90, { resetsAt: RESET + HOUR });
    const said = contextOf(await start(converse(host, "next"))) ?? "";
    assert(said.includes("a turn died at the 5h limit at 00:12"), said);
    assert(!said.includes("refills"), said);
  }));

Deno.test("without a wall a start says nothing", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    for (const source of ["startup", "resume", "clear", "compact"]) {
      assertEquals(await start(session, source), "");
    }
  }));

Deno.test("a session of another project is told nothing", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(PROJECT);
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    host.setEnv({ CLAUDE_PROJECT_DIR: "/home/user/elsewhere" });
    assertEquals(await start(converse(host, "elsewhere")), "");
  }));

Deno.test("TOKENROOM_DISABLE=1 and stamp_enabled silence a start and use nothing up", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    host.setEnv({ TOKENROOM_DISABLE: "1" });
    assertEquals(await start(session, "resume"), "");
    assertEquals(await session.prompt(), null);
    host.setEnv({ TOKENROOM_DISABLE: "0" });
    configure(host, { stamp_enabled: false });
    assertEquals(await start(session, "resume"), "");
    assertEquals(await session.prompt(), null);
    configure(host, {});
    assert(contextOf(await start(session, "resume"))?.includes("died"));
  }));

Deno.test("a wall is not told a day later", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    host.setNow(NOW + DAY + 1);
    assertEquals(await start(session, "resume"), "");
  }));

Deno.test("of a turn that was tried again and again the last failure is told", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    for (let n = 0; n < 30; n++) {
      await hitLimit(session);
      session.wait(MINUTE);
    }
    const text = await session.prompt() ?? "";
    assertEquals(text.match(/died/g)?.length, 1);
    assert(text.includes("at 00:41"), text);
    assert(!(await session.prompt())?.includes("died"));
  }));

Deno.test("of a project whose sessions all died a new one is told of the last", () =>
  withFakeHost({}, async (host) => {
    host.setEnv(PROJECT);
    for (const id of ["one", "two", "three"]) {
      const session = converse(host, id);
      await session.left(3);
      await hitLimit(session);
      session.wait(MINUTE);
    }
    const said = contextOf(await start(converse(host, "next"))) ?? "";
    assertEquals([said.match(/died/g)?.length, said.includes("at 00:14")], [1, true]);
  }));

Deno.test("a burst that was refused is no wall", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    assertEquals(await session.hook("stop-failure", "StopFailure-transient-429"), "");
    for (const name of ["StopFailure-server_error", "StopFailure-max_output_tokens"]) {
      assertEquals(await session.hook("stop-failure", name), "");
    }
    assertEquals(walls(host), []);
    assert((await session.left(3)).startsWith("⛶ 3% left"));
  }));

Deno.test("a burst that was refused is no wall in a session that once hit one", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    session.write(refusalLine());
    assertEquals(await session.hook("stop-failure", "StopFailure-transient-429"), "");
    assertEquals(walls(host), []);
  }));

Deno.test("a wall is known by its text where the transcript does not tell it yet", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session, null);
    assertEquals(walls(host).map(({ window, resetAt }) => [window, resetAt]), [
      ["five_hour", RESET],
    ]);
    assert((await again(session)).startsWith("⛶ ⛔ 0% left"));
  }));

Deno.test("the reset of an earlier wall of the session is not taken for this one's", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    const text = "You've hit your weekly limit · resets Mon";
    session.write(refusalLine({ "message.content": [{ type: "text", text }] }));
    await hitLimit(session, null);
    assertEquals(walls(host).map(({ window }) => window), ["five_hour"]);
  }));

const DAMAGED_RESETS: readonly (readonly [string, unknown])[] = [
  ["has passed", NOW - HOUR],
  ["lies in the year 5000", 95_000_000_000],
  ["is no number", "soon"],
];
for (const [what, resetsAt] of DAMAGED_RESETS) {
  Deno.test(`a reset that ${what} is not believed; the one that was reported holds`, () =>
    withFakeHost({}, async (host) => {
      const session = converse(host);
      await session.left(3);
      await hitLimit(session, refusalLine({ "quotaLimits.resetsAt": resetsAt }));
      assertEquals(walls(host).map(({ resetAt }) => resetAt), [RESET]);
      assert((await again(session)).startsWith("⛶ ⛔ 0% left ↻05:02"));
    }));
}

Deno.test("a session that died before its first figures marks the only account of its directory", () =>
  withFakeHost({}, async (host) => {
    await converse(host, "earlier").left(3);
    await hitLimit(converse(host, "fresh"));
    const text = await converse(host, "third").prompt() ?? "";
    assert(text.includes("5h: 0% left, resets 05:02"), text);
  }));

Deno.test("a wall of which no window is known marks none", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await hitLimit(session);
    assertEquals(walls(host).map(({ window, headroomPct }) => [window, headroomPct]), [
      ["five_hour", null],
    ]);
    assertEquals(await session.left(null), "⛶ ctx 89% (867k) · $0.01\n");
  }));

Deno.test("the limit of one model, which no report shows, is kept but closes no window", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(60);
    await hitLimit(session, refusalLine({ "quotaLimits.rateLimitType": "seven_day_opus" }));
    assertEquals(walls(host).map(({ window }) => window), ["seven_day_opus"]);
    const store = openStore(host.state, HOOK_BUSY_MS, NOW);
    const account = store.db.prepare("SELECT key FROM account").get()?.key as string;
    assertEquals(readWindow(store, account, "seven_day_opus"), null);
    assert((await session.prompt())?.includes("a turn died at the 7d opus limit"));
  }));

Deno.test("a wall that two saw is one, a wall hit again leaves one figure", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    session.wait(5);
    await hitLimit(session);
    assertEquals(walls(host).length, 1);
    session.wait(MINUTE);
    await hitLimit(session);
    const { db } = openStore(host.state, HOOK_BUSY_MS, NOW);
    const row = db.prepare(
      "SELECT count(*) AS n FROM window_sample WHERE window_key = 'five_hour'",
    ).get();
    assertEquals([row?.n, walls(host).length], [2, 2]);
  }));

Deno.test("a tidying that fails does not swallow what a start has to tell", () =>
  withFakeHost({}, async (host) => {
    const session = converse(host);
    await session.left(3);
    await hitLimit(session);
    const { db } = openStore(host.state, HOOK_BUSY_MS, NOW);
    db.exec(`INSERT INTO context_sample (session_id, at, used_tokens) VALUES ('old', 5, 5);
      CREATE TRIGGER stuck BEFORE DELETE ON context_sample BEGIN SELECT raise(ABORT, 'stuck'); END`);
    assert(contextOf(await start(session, "resume"))?.includes("died"));
    assertEquals(readFaults(host.state).map(({ verb }) => verb), ["hook session-start"]);
  }));
