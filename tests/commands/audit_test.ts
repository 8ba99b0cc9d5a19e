// audit as a person and a program read it.

import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { run as audit } from "../../src/commands/audit.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, type FakeHostOptions, NOW, withFakeHost } from "../support/fake_host.ts";
import { assertGolden } from "../support/golden.ts";
import { stamp } from "../support/hook.ts";
import { FIRST, keepBusyDay, note, SECOND, storeOf } from "../support/journal.ts";
import { report } from "../support/tap.ts";
import { converse } from "./support/conversation.ts";

const TOKYO: FakeHostOptions = { zone: { name: "Asia/Tokyo", offsetMin: () => 540 } };

async function call(host: FakeHost, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals(await audit(args, host), 0);
  assertEquals(host.errors(), "");
  return host.out();
}

Deno.test("audit tells one of everything by day, within 80 columns, and counts it", () =>
  withFakeHost(TOKYO, async (host) => {
    keepBusyDay(host);
    const out = await call(host, "--since", "2d");
    assertGolden("audit", out);
    for (const line of out.split("\n")) assert(line.length <= 80, line);
  }));

Deno.test("audit has colours in a terminal only, and none where NO_COLOR is set", () =>
  withFakeHost({ ...TOKYO, terminal: true }, async (host) => {
    keepBusyDay(host);
    const coloured = await call(host);
    assertStringIncludes(coloured, "\x1b[31m");
    host.setEnv({ NO_COLOR: "1" });
    const plain = await call(host);
    assert(!plain.includes("\x1b"));
    // deno-lint-ignore no-control-regex
    assertEquals(coloured.replace(/\x1b\[\d+m/g, ""), plain);
  }));

Deno.test("audit shows what real hooks left, with how long they took", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    assert(await stamp(host) !== null);
    const out = await call(host);
    assertMatch(out, /^00:12 {2}stamp {7}quota — 5h: 60% left, resets 03:12/m);
    assertMatch(out, /own time +\d+ ms an answer \(median of 1\)/);
  }));

Deno.test("audit counts a crossing that came between two turns and was told by a stamp", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, prompt, wait } = converse(host);
    await begin();
    wait(20 * MINUTE);
    await left(24);
    assertStringIncludes(await prompt() ?? "", "5h: 24% left");
    await prompt();
    const out = (await call(host)).replaceAll(/\n +/g, " ");
    const told = out.match(/stamp .*5h: 24% left.* \(the 5h window fell into a worse band\)/g);
    assertEquals(told?.length, 1, out);
    assertMatch(out, /crossings +1 told/);
  }));

Deno.test("audit looks back for a day unless told otherwise", () =>
  withFakeHost({}, async (host) => {
    const store = storeOf(host);
    note(store, 25 * HOUR, "wall");
    note(store, 23 * HOUR, "trim");
    assert(!/ wall {2}/.test(await call(host)));
    assertMatch(await call(host, "--since", "26h"), / wall {2}/);
    assertMatch(await call(host, "--since", "2026-06-29"), / wall {2}/);
    assert(!/ trim {2}/.test(await call(host, "--since", "2026-07-01T00:12")));
  }));

Deno.test("audit tells nothing of other sessions where one is asked for", () =>
  withFakeHost({}, async (host) => {
    keepBusyDay(host);
    const { entries } = JSON.parse(await call(host, "--json", "--session", "9f8e"));
    assertEquals(
      entries.map((entry: { session_id: string }) => entry.session_id),
      entries.map(() => SECOND),
    );
    assert(!(await call(host, "--session", FIRST)).includes("9f8e"));
  }));

Deno.test("audit refuses what it cannot understand, in one sentence", () =>
  withFakeHost({}, (host) => {
    const store = storeOf(host);
    note(store, 60, "trim", {}, "same-1");
    note(store, 60, "trim", {}, "same-2");
    const cases = [
      [["--since", "soon"], /^--since takes 2h, 7d, .*, not "soon"$/],
      [["--session", "nobody"], /^no session "nobody" is in the journal of this time/],
      [["--session", "same"], /^2 sessions begin with "same": give more of it$/],
    ] as const;
    for (const [args, expected] of cases) {
      assertMatch((assertThrows(() => audit([...args], host)) as Error).message, expected);
    }
  }));

Deno.test("audit --json counts what it lists, joins what the transcript knew, and claims no time", () =>
  withFakeHost({}, async (host) => {
    const store = keepBusyDay(host);
    const { entries, counts, cost, since, until } = JSON.parse(
      await call(host, "--json", "--since", "2d"),
    );
    assertEquals([since, until], [NOW - 48 * HOUR, NOW]);
    const compactions = entries.filter((entry: { kind: string }) => entry.kind === "compaction");
    assertEquals(
      compactions.map(({ detail }: { detail: Record<string, unknown> }) => [
        detail.trigger,
        detail.before_tokens,
        detail.after_tokens,
      ]),
      [["manual", 981_245, null], ["auto", 981_245, 45_100]],
    );
    assertEquals(counts.compactions, compactions.length);
    assertEquals(counts.consults, { "fit_check tight": 1, resource_state: 1 });
    assertEquals(counts.skipped, { configured: 1 });
    assertEquals([counts.crossings_told, counts.crossings_held], [1, 1]);
    assertEquals([cost.timed_answers, cost.median_ms, cost.worst_ms], [3, 47, 55]);
    store.db.exec("DELETE FROM event");
    assertEquals(JSON.parse(await call(host, "--json")).cost.median_ms, null);
  }));

Deno.test("audit of a time without entries says what to do instead of counting to zero", () =>
  withFakeHost({}, async (host) => {
    const out = await call(host);
    assertStringIncludes(out, "Nothing is in the journal for this time. --since 30d");
    assertStringIncludes(out, "tokenroom doctor");
    assert(!out.includes("stamps"));
  }));

Deno.test("audit says plainly that nothing was asked, timed or told", () =>
  withFakeHost({}, async (host) => {
    note(storeOf(host), 60, "session-start", { source: "startup" });
    const out = await call(host);
    assertMatch(out, /\n {2}consults {5}none in 1 session\n/);
    assertMatch(out, /\n {2}compactions {2}0\n/);
    assertMatch(out, /\n {2}own tokens {3}none that are kept;/);
    assertStringIncludes(out, "not known: no answer of this time was timed");
  }));

Deno.test("audit tells an entry of a kind that it does not know, and lets no control through", () =>
  withFakeHost({}, async (host) => {
    const store = storeOf(host);
    note(
      store,
      60,
      "of-tomorrow\x1b[2J" as "trim",
      { from: "a\x1b]0;x\x07\nb", count: 3 },
      "s\x1b[1m",
    );
    note(store, 60, "stamp", { text: "[tokenroom] evil\x1b[31m\u202e\nrow" }, "other");
    const out = await call(host);
    assertMatch(out, /of-tomorrow .*from a .*b, count 3/);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(out), JSON.stringify(out));
  }));

Deno.test("audit folds what comes again into one line with a count, and keeps each for programs", () =>
  withFakeHost({}, async (host) => {
    const store = storeOf(host);
    for (const minute of [10, 11, 12]) {
      note(store, (20 - minute) * 60, "stamp", {
        text: `[tokenroom] now Tue, Jun 30, 23:${minute} UTC · quota — 5h: 58% left`,
        ms: 40,
      });
    }
    note(store, 60, "account-switched", { from: "a-0" });
    note(store, 50, "account-told", {});
    const out = await call(host);
    assertMatch(out, /stamp {7}quota — 5h: 58% left \(3 times until 00:04\)\n/);
    assertEquals(out.match(/ stamp {2}/g)?.length, 1);
    assertMatch(out, /\n {2}stamps {7}3\n/);
    assertMatch(out, / account {5}the session goes on with another account\n/);
    assertMatch(out, / account {5}the agent was told what is new\n/);
    const { entries } = JSON.parse(await call(host, "--json"));
    assertEquals(entries.map(({ times }: { times: number }) => times), [1, 1, 1, 1, 1]);
  }));
