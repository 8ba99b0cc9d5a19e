import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { run as account } from "../../src/commands/account.ts";
import { run as status } from "../../src/commands/status.ts";
import { run as switchAccount } from "../../src/commands/switch.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readSession } from "../../src/io/store/sessions.ts";
import type { Command } from "../../src/io/host.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { stamp } from "../support/hook.ts";
import { aPayload, type PayloadParts } from "../support/reports.ts";
import { published, report, tap } from "../support/tap.ts";
import { converse } from "./support/conversation.ts";

const WORK = { weekResetsAt: NOW + 2 * DAY, resetsAt: NOW + 2 * HOUR };
const HOME = { weekResetsAt: NOW + 5 * DAY, resetsAt: NOW + 4 * HOUR };

async function call(host: FakeHost, command: Command, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals(await command(args, host), 0);
  assertEquals(host.errors(), "");
  return host.out();
}

function keyOf(host: FakeHost, session: string): string {
  return readSession(openStore(host.state, HOOK_BUSY_MS, host.now()), session)?.account ?? "";
}

/** Two accounts in one directory, both named; the session at work is on `work`. */
async function withPair(host: FakeHost, workPct = 40): Promise<void> {
  await report(host, { session: "h", usedPct: 8, ...HOME });
  await call(host, account, "label", "home");
  host.setNow(NOW + 1);
  await report(host, { session: "w", usedPct: workPct, ...WORK });
  await call(host, account, "label", "work");
}

Deno.test("a session whose account changes is told once, with the new figures", () =>
  withFakeHost({}, async (host) => {
    await withPair(host, 97);
    await stamp(host, { session_id: "w" });
    host.setNow(NOW + MINUTE);
    assertStringIncludes(
      await report(host, { session: "w", usedPct: 8, costUsd: 2, ...HOME }),
      "92% left",
    );
    const told = await stamp(host, { session_id: "w" }) ?? "";
    assert(told.startsWith("[tokenroom] account switched — now on 'home'; "), told);
    assertStringIncludes(told, "5h: 92% left");
    assert(!told.includes("3%"), told);
    assert(!(await stamp(host, { session_id: "w" }))?.includes("switched"));
    // There and back between two prompts is nothing to tell.
    await report(host, { session: "w", usedPct: 97, costUsd: 3, ...WORK });
    await report(host, { session: "w", usedPct: 9, costUsd: 4, ...HOME });
    assert(!(await stamp(host, { session_id: "w" }))?.includes("switched"));
  }));

Deno.test("a switch to an account without a name asks for one", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "w", ...WORK });
    await report(host, { session: "w", costUsd: 2, ...HOME });
    assertStringIncludes(await stamp(host, { session_id: "w" }) ?? "", "now on another account");
    // A week that was only reset early looks the same: the person is told how to say so.
    assertStringIncludes(await call(host, account), "as when limits are reset early; if so:");
  }));

Deno.test("after a switch another session's figures are disclosed, not asserted, until its reply", () =>
  withFakeHost({}, async (host) => {
    await withPair(host, 97);
    await report(host, { session: "idle", usedPct: 97, ...WORK });
    await report(host, { session: "w", usedPct: 8, costUsd: 2, ...HOME });
    const idle = { session: "idle", usedPct: 97, ...WORK };
    const hud = await report(host, idle);
    assert(hud.includes("after a login: quota comes") && !hud.includes("3% left"), hud);
    assertEquals(published(host).windows, []);
    assertEquals(published(host).windows_withheld, "login-changed");
    // The account's own file keeps what is known of it.
    assert(
      (published(host, `accounts/${keyOf(host, "idle")}/state.json`).windows as []).length > 0,
    );
    const told = await stamp(host, { session_id: "idle" }) ?? "";
    assertStringIncludes(told, "quota withheld: the login changed to 'home' at 00:12");
    assertStringIncludes(told, "(its last, 5h: 3% left, was 'work''s)");
    assert(!told.includes("quota — "), told);
    // Its next reply tells: still the former account.
    assertStringIncludes(await report(host, { ...idle, usedPct: 98, costUsd: 2 }), "2% left");
  }));

Deno.test("a rollover of the same account is no switch, also at a new phase", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "w", ...WORK });
    await stamp(host, { session_id: "w" });
    host.setNow(NOW + 3 * DAY);
    const parts = { session: "w", usedPct: 1, costUsd: 2, resetsAt: NOW + 3 * DAY + 5 * HOUR };
    await report(host, { ...parts, weekResetsAt: NOW + 10 * DAY });
    const told = await stamp(host, { session_id: "w" }) ?? "";
    assertStringIncludes(told, "99% left");
    assert(!told.includes("switched"), told);
    assertEquals(JSON.parse(await call(host, account, "--json")).accounts.length, 1);
  }));

Deno.test("a week of a new phase that either account may have begun is given no name", () =>
  withFakeHost({}, async (host) => {
    await withPair(host);
    // Both weeks are over; somebody logged in to the other account meanwhile, unseen.
    host.setNow(NOW + 6 * DAY);
    const next = { weekResetsAt: NOW + 13 * DAY, resetsAt: NOW + 6 * DAY + 5 * HOUR, usedPct: 9 };
    for (const session of ["w", "h"]) {
      const hud = await report(host, { session, costUsd: 5, ...next });
      assertStringIncludes(hud, "91% left");
      const told = await stamp(host, { session_id: session }) ?? "";
      assert(told.includes("91% left") && !/'work'|'home'|switched/.test(told), told);
    }
    const { accounts, hints } = JSON.parse(await call(host, account, "--json"));
    assertEquals(accounts.map(({ name }: { name: string }) => name), [null, "work", "home"]);
    assertEquals(hints.map(({ kind }: { kind: string }) => kind), ["next-week", "next-week"]);
  }));

Deno.test("a session that goes on with an API key is not shown the subscription's figures", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "w", usedPct: 40 });
    assert(!(await report(host, { session: "w", usedPct: null, costUsd: 2 })).includes("% left"));
  }));

/** Five hours alone: the client leaves out a week that is over by its clock. */
function fiveHoursAlone(host: FakeHost, parts: PayloadParts): Promise<string> {
  const payload = aPayload(host, parts);
  delete (payload.rate_limits as Record<string, unknown>).seven_day;
  return tap(host, JSON.stringify(payload));
}

Deno.test("a switch waits for a prompt that has the figures it is about", () =>
  withFakeHost({}, async (host) => {
    await withPair(host);
    await stamp(host, { session_id: "w" });
    await report(host, { session: "w", usedPct: 8, costUsd: 2, ...HOME });
    host.setNow(NOW + 5 * HOUR);
    const next = { session: "w", usedPct: 2, resetsAt: NOW + 9 * HOUR };
    assertStringIncludes(await fiveHoursAlone(host, { ...next, costUsd: 3 }), "several accounts");
    const withheld = await stamp(host, { session_id: "w" }) ?? "";
    assert(withheld.includes("quota withheld") && !withheld.includes("switched"), withheld);
    await report(host, { ...HOME, ...next, costUsd: 4 });
    assertStringIncludes(await stamp(host, { session_id: "w" }) ?? "", "switched — now on 'home'");
  }));

Deno.test("an account that was not used for two weeks leaves no doubt whose figures are", () =>
  withFakeHost({}, async (host) => {
    await withPair(host);
    const at = NOW + 15 * DAY;
    const week = { weekResetsAt: NOW + 16 * DAY };
    host.setNow(at);
    await report(host, { session: "w", costUsd: 2, usedPct: 90, resetsAt: at + HOUR, ...week });
    host.setNow(at + 2 * HOUR);
    const next = { session: "n", usedPct: 15, resetsAt: at + 7 * HOUR };
    assertStringIncludes(await fiveHoursAlone(host, next), "85% left");
    assertStringIncludes(await stamp(host, { session_id: "fresh" }) ?? "", "5h: 85% left");
  }));

Deno.test("an agent that runs low is told of a named account with room, instead of to slow down", () =>
  withFakeHost({}, async (host) => {
    await withPair(host, 60);
    const session = converse(host, "agent");
    session.write("{}\n");
    const figures = (pct: number): [number, PayloadParts] => [pct, WORK];
    await session.left(...figures(30));
    await session.prompt();
    session.wait(MINUTE);
    await session.left(...figures(8));
    const update = await session.batch() ?? "";
    assertStringIncludes(update, "'home' has 92% left: finish this unit at full speed");
    assert(!update.includes("small steps"), update);
    assertStringIncludes(await session.prompt() ?? "", "'home' has 92% left");
    assert(!(await session.prompt())?.includes("'home'"));
  }));

Deno.test("an agent is told to slow down where the other account is thin, or has no name", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "h", usedPct: 8, ...HOME });
    const session = converse(host, "agent");
    session.write("{}\n");
    await session.left(30, WORK);
    await session.prompt();
    session.wait(MINUTE);
    await session.left(8, WORK);
    assertStringIncludes(await session.batch() ?? "", "small steps");
  }));

Deno.test("account lists what each has left, marks the one in use, and hints without merging", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    await withPair(host);
    const other = { now: host.now, config: { dir: `${host.dir}/.claude-2` } };
    await tap(host, JSON.stringify(aPayload(other, { session: "two", ...WORK })));
    await report(host, { session: "w", costUsd: 2, usedPct: 41, ...WORK });
    const out = await call(host, account);
    assert(/^\* {2}work \(a-\w+\) +5h 59% .*\n {3}~\/\.claude$/m.test(out), out);
    assert(/^ {3}home \(a-\w+\) +5h 92% /m.test(out), out);
    assertStringIncludes(out, "may be one account: their weeks end at the same instant;");
    // A command is copied: it stands whole on a line.
    assert(/^ {2}tokenroom account fold a-\w+ work$/m.test(out), out);
    assert(out.split("\n").every((line) => line.length <= 80), out);
    const json = JSON.parse(await call(host, account, "list", "--json"));
    assertEquals(json.accounts.length, 3);
    assertEquals(json.hints.map(({ kind }: { kind: string }) => kind), ["same-week"]);
  }));

Deno.test("accounts that are folded are one from then on, in both directories", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    await report(host, { session: "w", usedPct: 40, ...WORK });
    await call(host, account, "label", "work");
    const other = { now: host.now, config: { dir: `${host.dir}/.claude-2` } };
    const elsewhere = (parts: PayloadParts) =>
      tap(host, JSON.stringify(aPayload(other, { session: "two", ...WORK, ...parts })));
    await elsewhere({ usedPct: 30 });
    const from = keyOf(host, "two");
    assertStringIncludes(await call(host, account, "fold", from, "work", "--dry-run"), "would");
    assertEquals(keyOf(host, "two"), from);
    await call(host, account, "fold", from, "work");
    assertEquals(keyOf(host, "two"), keyOf(host, "w"));
    // The lower figure of the one window stands, whoever told it.
    assertStringIncludes(await report(host, { session: "w", usedPct: 40, ...WORK }), "60% left");
    assertStringIncludes(await elsewhere({ usedPct: 50, costUsd: 2 }), "50% left");
    assertStringIncludes(await report(host, { session: "w", usedPct: 40, ...WORK }), "50% left");
    assertEquals(JSON.parse(await call(host, account, "--json")).accounts.length, 1);
  }));

Deno.test("a directory that the seal does not know is told with how to seal again", () =>
  withFakeHost({}, async (host) => {
    await withPair(host);
    const out = await call(host, account, "config-dir", "home", `${host.dir}/.claude-home/`);
    assertStringIncludes(
      out,
      `./install.sh --config-dir '${host.dir}/.claude' --config-dir '${host.dir}/.claude-home'`,
    );
    const sealed = await call(host, account, "config-dir", "work", `${host.dir}/.claude`);
    assert(!sealed.includes("install.sh"), sealed);
  }));

Deno.test("account refuses what it cannot do, in one sentence", () =>
  withFakeHost({}, async (host) => {
    const refuses = (words: string[], why: string) => {
      const cause = assertThrows(() => account(words, host)) as Error;
      assertStringIncludes(cause.message, why);
    };
    refuses(["label", "work"], "which account is in use is not known");
    await withPair(host);
    refuses(["label", "home"], "names another account");
    refuses(["label", "Home"], '"home" names another account');
    refuses(["label", keyOf(host, "h")], "another account's key");
    refuses(["fold", "a-", "work"], 'no account "a-" is known (there is: work, home)');
    refuses(["config-dir", "work", "/tmp/a\nb"], "the seal takes no directory with");
    refuses(["config-dir", "work", `/${"x".repeat(400)}`], "the seal takes no directory with");
    refuses(["config-dir", keyOf(host, "none"), "/tmp"], "is known");
    refuses(["label", "evil\x1b[2J"], "a name has up to 30");
    refuses(["label", "a", "b"], 'no account "b"');
    refuses(["fold", "work"], "account fold needs two accounts");
    refuses(["fold", "work", "work"], "folded into itself");
    refuses(["marry"], 'does not take "marry"');
  }));

Deno.test("switch says to stay, to switch with the way to it, and to put off only where all are thin", () =>
  withFakeHost({}, async (host) => {
    await withPair(host, 20);
    assertStringIncludes(await call(host, switchAccount), "Stay: ");
    await report(host, { session: "w", usedPct: 95, costUsd: 2, ...WORK });
    const out = await call(host, switchAccount);
    assert(/^\* {2}work +5h 5%.* thin +in use$/m.test(out), out);
    assertStringIncludes(out, "Finish the unit at full speed, then switch to home: /login");
    await call(host, account, "config-dir", "home", `${host.dir}/.claude-home`);
    assertStringIncludes(
      await call(host, switchAccount),
      "switch to home:\n  tokenroom run --profile home\n",
    );
    await report(host, { session: "h", usedPct: 70, costUsd: 2, ...HOME });
    await report(host, { session: "w", usedPct: 96, costUsd: 3, ...WORK });
    assertStringIncludes(await call(host, switchAccount), "Put off");
    assertEquals(JSON.parse(await call(host, switchAccount, "--json")).verdict, "defer");
  }));

Deno.test("an account is found by its name in any case, or by the beginning of its key", () =>
  withFakeHost({}, async (host) => {
    await withPair(host);
    const key = keyOf(host, "w");
    for (const word of ["WORK", key, key.slice(0, 6)]) {
      const out = await call(host, account, "fold", word, "home", "--dry-run");
      assertEquals(out, "would count everything of work as home's\n");
    }
  }));

Deno.test("label tells what it named, and what it was called before", () =>
  withFakeHost({}, async (host) => {
    await withPair(host);
    const out = await call(host, account, "label", "office");
    assert(
      /^a-\w+ is office from now on; it was work\n {3}5h 60% .* {2}~\/\.claude\n$/.test(out),
      out,
    );
    // Another case of its own name is no other account's.
    assertStringIncludes(await call(host, account, "label", "Office"), "is Office from now on");
  }));

Deno.test("a command that an agent runs is about its own session, not about the one seen last", () =>
  withFakeHost({}, async (host) => {
    await withPair(host);
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "h" });
    assertStringIncludes(await call(host, status), "92% left");
    assert(/^\* {2}home /m.test(await call(host, account)));
    assertStringIncludes(await call(host, account, "label", "private"), "; it was home");
    // One that never reported is not known; what was reported last is then as good as any.
    host.setEnv({ CLAUDE_CODE_SESSION_ID: "unheard-of" });
    assertStringIncludes(await call(host, status), "60% left");
  }));

Deno.test("a command in a shell of one directory is about a session of that directory", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    const other = { now: host.now, config: { dir: `${host.dir}/.claude-2` } };
    await tap(host, JSON.stringify(aPayload(other, { session: "two", ...HOME, usedPct: 8 })));
    await report(host, { session: "w", usedPct: 40, ...WORK });
    assertStringIncludes(await call(host, status), "60% left");
    host.setEnv({ CLAUDE_CONFIG_DIR: `${host.dir}/.claude-2/` });
    assertStringIncludes(await call(host, status), "92% left");
  }));
