import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { run as account } from "../../src/commands/account.ts";
import { noteLogin } from "../../src/commands/login_note.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readAllAccounts } from "../../src/io/store/account_records.ts";
import { readFlowRates } from "../../src/io/store/flows.ts";
import { readSession } from "../../src/io/store/sessions.ts";
import { writeProfile } from "../../src/io/store/profiles.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { feedHook, stamp, startSession } from "../support/hook.ts";
import { anEvent, aPayload, type PayloadParts } from "../support/reports.ts";
import { published, report, tap } from "../support/tap.ts";
import { converse } from "./support/conversation.ts";

const WORK = { weekResetsAt: NOW + 2 * DAY, resetsAt: NOW + 2 * HOUR, usedPct: 90 };
const HOME = { weekResetsAt: NOW + 5 * DAY, resetsAt: NOW + 4 * HOUR, usedPct: 20 };

/** What the client sends when somebody logged in inside a session. */
function login(host: FakeHost, session: string, type = "auth_success"): Promise<string> {
  const given = { session_id: session, notification_type: type };
  const event = JSON.stringify(anEvent(host, "Notification-auth_success", given));
  return feedHook(host, "notification", event);
}

/** The render after a login: the client withdrew its figures and counts from nothing. */
function withdrawn(host: FakeHost, session: string): Promise<string> {
  return report(host, { session, usedPct: null, costUsd: 0 });
}

function name(host: FakeHost, session: string, called: string): void {
  const store = openStore(host.state, HOOK_BUSY_MS, host.now());
  const account = readSession(store, session)?.account ?? "";
  writeProfile(store, { name: called, account, configDir: null }, host.now());
}

async function working(host: FakeHost, parts: PayloadParts = {}): Promise<void> {
  await report(host, { session: "w", ...WORK, ...parts });
  name(host, "w", "work");
  host.setNow(NOW + MINUTE);
}

Deno.test("between a login and the first reply no figure from before is asserted, and one notice tells", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    assertEquals(await login(host, "w"), "");
    const hud = await withdrawn(host, "w");
    assertStringIncludes(hud, "after a login: quota comes with the next reply");
    assert(!hud.includes("10%"), hud);
    assertEquals([published(host).windows, published(host).windows_withheld], [
      [],
      "login-changed",
    ]);
    const told = await stamp(host, { session_id: "w" }) ?? "";
    assertStringIncludes(told, "quota withheld: there was a login at 00:13, this session's next");
    assertStringIncludes(told, "(its last, 5h: 10% left, was 'work''s)");
    assert(!told.includes("quota — "), told);
    const again = await stamp(host, { session_id: "w" }) ?? "";
    assert(!again.includes("login") && !again.includes("10%"), again);
  }));

Deno.test("the first reply after a login to another account announces the switch once", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    await login(host, "w");
    await stamp(host, { session_id: "w" });
    await withdrawn(host, "w");
    assertStringIncludes(await report(host, { session: "w", costUsd: 0.1, ...HOME }), "80% left");
    const told = await stamp(host, { session_id: "w" }) ?? "";
    assert(told.startsWith("[tokenroom] account switched — now on another account"), told);
    assertStringIncludes(told, "5h: 80% left");
    assert(!(await stamp(host, { session_id: "w" }))?.includes("switched"));
  }));

Deno.test("the first reply after a login to the same account announces nothing", () =>
  withFakeHost({}, async (host) => {
    for (const isToldBetween of [true, false]) {
      const session = `w-${isToldBetween}`;
      await report(host, { session, ...WORK });
      await login(host, session);
      if (isToldBetween) await stamp(host, { session_id: session });
      await withdrawn(host, session);
      await report(host, { session, costUsd: 0.1, ...WORK });
      const told = await stamp(host, { session_id: session }) ?? "";
      assertStringIncludes(told, "5h: 10% left");
      assert(!/switched|login/.test(told), told);
    }
  }));

Deno.test("a reply after a login is known by its figures where the count begins below the former", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "w", ...WORK, costUsd: 2 });
    await login(host, "w");
    const repeated = await report(host, { session: "w", ...WORK, costUsd: 2 });
    assertStringIncludes(repeated, "after a login: quota comes with the next reply");
    // The render that counts from nothing may be lost: the client gives up one for the next.
    const answered = await report(host, { session: "w", ...WORK, usedPct: 91, costUsd: 0.1 });
    assertStringIncludes(answered, "9% left");
  }));

Deno.test("a second terminal of a conversation that repeats its own figures is no reply after a login", () =>
  withFakeHost({}, async (host) => {
    const first = { session: "x", ...WORK, usedPct: 60, costUsd: 2 };
    await report(host, first);
    host.setNow(NOW + MINUTE);
    await report(host, { ...first, usedPct: 95, costUsd: 2.5 });
    await report(host, { session: "w", ...WORK, usedPct: 95 });
    await login(host, "w");
    assertStringIncludes(await report(host, first), "after a login");
    // Also where somebody logged in in the other terminal.
    host.setEnv({ CLAUDE_PID: "2" });
    await report(host, { ...first, usedPct: 96, costUsd: 3 });
    await login(host, "x");
    host.setEnv({ CLAUDE_PID: "1" });
    assertStringIncludes(await report(host, first), "after a login");
  }));

Deno.test("a login outside of any session withholds figures until a reply tells whose they are, no longer", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "w", ...WORK });
    const store = openStore(host.state, HOOK_BUSY_MS, host.now());
    noteLogin(store, { sessionId: null, configDir: host.config.dir, account: null }, NOW);
    const unseen = async (session: string) => await stamp(host, { session_id: session }) ?? "";
    assertStringIncludes(await unseen("p1"), "quota withheld: there was a login");
    await report(host, { session: "w", ...WORK, usedPct: 91, costUsd: 2 });
    assertStringIncludes(await unseen("p2"), "5h: 9% left");
  }));

Deno.test("a login in one session withholds the others' figures until a reply proves whose it was", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    await report(host, { session: "idle", ...WORK });
    await login(host, "w");
    assertStringIncludes(await report(host, { session: "idle", ...WORK }), "after a login");
    // One that shows nothing yet is not taken for the account of before either.
    const fresh = await report(host, {
      session: "new",
      usedPct: null,
      contextTokens: null,
      costUsd: 0,
    });
    assert(fresh.includes("after a login") && !fresh.includes("10%"), fresh);
    await withdrawn(host, "w");
    await report(host, { session: "w", costUsd: 0.1, ...WORK });
    // It was the same account: everybody's figures hold.
    assertStringIncludes(await report(host, { session: "idle", ...WORK }), "10% left");
    assertStringIncludes(await stamp(host, { session_id: "new" }) ?? "", "5h: 10% left");
  }));

Deno.test("what another session replies proves nothing of the one that was logged in", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    await report(host, { session: "other", ...WORK });
    await login(host, "w");
    await withdrawn(host, "w");
    // Its client may have kept the former login until now.
    await report(host, { session: "other", costUsd: 2, ...WORK });
    assertStringIncludes(await withdrawn(host, "w"), "after a login");
    assertEquals(published(host).windows, []);
  }));

Deno.test("a client that withdraws its figures and counts from nothing has logged in, also untold", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    const hud = await withdrawn(host, "w");
    assert(hud.includes("after a login") && !hud.includes("10%"), hud);
    assertStringIncludes(await stamp(host, { session_id: "w" }) ?? "", "there was a login");
    // Further renders are no further logins.
    await withdrawn(host, "w");
    await report(host, { session: "w", costUsd: 0.1, ...WORK });
    assertStringIncludes(await stamp(host, { session_id: "w" }) ?? "", "5h: 10% left");
  }));

Deno.test("a session that is resumed by another process has not logged in", () =>
  withFakeHost({}, async (host) => {
    host.setEnv({ CLAUDE_PID: "100" });
    await tap(host, JSON.stringify(aPayload(host, { session: "w", ...WORK })));
    host.setEnv({ CLAUDE_PID: "200" });
    const resumed = aPayload(host, { session: "w", usedPct: null, costUsd: 0 });
    assertStringIncludes(await tap(host, JSON.stringify(resumed)), "10% left");
  }));

Deno.test("other notifications change nothing", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    assertEquals(await login(host, "w", "idle_prompt"), "");
    assertStringIncludes(await stamp(host, { session_id: "w" }) ?? "", "5h: 10% left");
  }));

Deno.test("a login before the first account is known withholds nothing and tells nothing", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "w", usedPct: null, contextTokens: null, costUsd: 0 });
    await login(host, "w");
    const before = await stamp(host, { session_id: "w" });
    assert(!(before ?? "").includes("login"), before ?? "");
    await report(host, { session: "w", costUsd: 0.1, ...WORK });
    const told = await stamp(host, { session_id: "w" }) ?? "";
    assertStringIncludes(told, "5h: 10% left");
    assert(!/switched|login/.test(told), told);
  }));

Deno.test("a conversation that is resumed with its count lost has not logged in", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "idle", ...WORK });
    await working(host);
    host.setEnv({ CLAUDE_PID: "200" });
    await startSession(host, { session_id: "w", source: "resume" });
    assertStringIncludes(await withdrawn(host, "w"), "10% left");
    assertStringIncludes(await report(host, { session: "idle", ...WORK }), "10% left");
  }));

Deno.test("the first reply of a new session to another account tells the others of the login", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    const parts = { session: "new", usedPct: null, contextTokens: null, costUsd: 0 };
    await report(host, parts);
    assertStringIncludes(await report(host, { ...parts, costUsd: 0.1, ...HOME }), "80% left");
    const hud = await report(host, { session: "w", ...WORK });
    assert(hud.includes("after a login") && !hud.includes("10%"), hud);
    assertStringIncludes(await stamp(host, { session_id: "w" }) ?? "", "quota withheld");
    // The new one never had another account, and its later replies are no further logins.
    const told = await stamp(host, { session_id: "new" }) ?? "";
    assert(told.includes("5h: 80% left") && !/switched|login/.test(told), told);
    await report(host, { session: "w", costUsd: 2, ...WORK });
    await report(host, { session: "new", costUsd: 0.2, ...HOME });
    assertStringIncludes(await stamp(host, { session_id: "w" }) ?? "", "5h: 10% left");
  }));

Deno.test("what a reply proved of a login stands when an account is folded into its own", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    await working(host);
    await report(host, { session: "idle", ...WORK });
    const other = { now: host.now, config: { dir: `${host.dir}/.claude-2` } };
    await tap(host, JSON.stringify(aPayload(other, { session: "two", ...WORK })));
    await login(host, "w");
    await report(host, { session: "w", costUsd: 2, ...WORK });
    assertStringIncludes(await report(host, { session: "idle", ...WORK }), "10% left");
    const from = readSession(openStore(host.state, HOOK_BUSY_MS, host.now()), "two")?.account ?? "";
    assertEquals(await account(["fold", from, "work"], host), 0);
    assertStringIncludes(await report(host, { session: "idle", ...WORK }), "10% left");
  }));

Deno.test("what is spent between a login and the first reply is the new account's", () =>
  withFakeHost({}, async (host) => {
    await working(host);
    const session = converse(host, "w");
    session.write("{}\n");
    await session.prompt();
    session.spend(1);
    await session.batch();
    await login(host, "w");
    await withdrawn(host, "w");
    host.setNow(NOW + 2 * MINUTE);
    session.spend(3);
    await session.batch();
    await report(host, { session: "w", costUsd: 0.1, ...HOME });
    session.write("{}\n");
    await session.prompt();
    const store = openStore(host.state, HOOK_BUSY_MS, host.now());
    const now = readSession(store, "w")?.account ?? "";
    const span = { after: NOW, until: NOW + HOUR };
    const spent = readAllAccounts(store).map(({ key }) =>
      [key === now, readFlowRates(store, key, span)[0]?.weightPerMin ?? 0] as const
    );
    const [mine = 0] = spent.filter(([isNow]) => isNow).map(([, weight]) => weight);
    const [former = 0] = spent.filter(([isNow]) => !isNow).map(([, weight]) => weight);
    assertEquals(Math.round(mine / former), 3);
  }));
