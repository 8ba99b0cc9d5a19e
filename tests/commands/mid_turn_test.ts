import { assert, assertEquals, assertMatch } from "@std/assert";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { readFaults } from "../../src/io/faults.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { assertGolden } from "../support/golden.ts";
import { feedHook } from "../support/hook.ts";
import { anEvent } from "../support/reports.ts";
import { configure, converse, RESET } from "./support/conversation.ts";

const journal = (host: FakeHost, kind: "update" | "update-held") =>
  readEntries(openStore(host.state, HOOK_BUSY_MS, NOW), kind, 100);

/** What a turn hears whose five hours fall from 60 through these figures, a figure a batch. */
async function heard(host: FakeHost, figures: readonly number[], gapSec = 5 * MINUTE) {
  const { begin, left, batch, wait } = converse(host);
  await begin();
  const said: (string | null)[] = [];
  for (const figure of figures) {
    wait(gapSec);
    await left(figure);
    said.push(await batch());
  }
  return said;
}

Deno.test("a long turn hears once each that a quarter, a tenth, a twentieth and the last is left", () =>
  withFakeHost({}, async (host) => {
    const figures = [60, 30, 24, 24, 20, 11, 9, 8, 6, 4, 3, 1, 1, 0];
    const said = await heard(host, figures);
    const spoken = figures.filter((_, index) => said[index] !== null);
    assertEquals(spoken, [24, 9, 4, 1]);
    assertGolden("mid-turn/long-turn", said.filter((text) => text !== null).join("\n"));
    assertEquals(journal(host, "update").map((entry) => entry.detail.crossed), [
      ["five_hour"],
      ["five_hour"],
      ["five_hour"],
      ["five_hour"],
    ]);
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("a turn whose window refills soon hears that there is no need to slow down", () =>
  withFakeHost({ now: RESET - 25 * MINUTE }, async (host) => {
    const { left, batch, wait } = converse(host);
    await left(60);
    await batch();
    wait(15 * MINUTE);
    await left(9);
    assertEquals(
      await batch(),
      "[tokenroom] quota — 5h: 9% left, resets 05:02 · refills in ~10m: no need to slow down",
    );
  }));

Deno.test("a turn hears once that its window runs empty before the reset, with what is left", () =>
  withFakeHost({}, async (host) => {
    const { left, batch, wait } = converse(host);
    await left(95);
    assertEquals(await batch(), null);
    wait(5 * MINUTE);
    await left(60);
    assertMatch(
      await batch() ?? "",
      /^\[tokenroom\] quota — 5h: 60% left, resets 05:02 · at this pace empty ~\d\d:\d\d–\d\d:\d\d, before the reset$/,
    );
    for (const pct of [57, 52, 46]) {
      wait(5 * MINUTE);
      await left(pct);
      assertEquals(await batch(), null);
    }
  }));

const MODES: readonly (readonly [string, readonly number[]])[] = [
  ["ondemand", [24, 9, 4, 1]],
  ["powersave", [38, 24, 9, 4, 1]],
  ["performance", [9, 4, 1]],
];
for (const [mode, expected] of MODES) {
  Deno.test(`in ${mode} a turn hears at ${expected.join(", ")}`, () =>
    withFakeHost({}, async (host) => {
      configure(host, { mode });
      const figures = [60, 38, 30, 24, 12, 9, 7, 4, 3, 1];
      const said = await heard(host, figures, 6 * MINUTE);
      assertEquals(figures.filter((_, index) => said[index] !== null), expected);
    }));
}

Deno.test("a change of mode holds at the next event", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, batch, wait } = converse(host);
    await begin();
    await left(38);
    assertEquals(await batch(), null);
    configure(host, { mode: "powersave" });
    wait(MINUTE);
    assert((await batch())?.includes("5h: 38% left"));
  }));

Deno.test("settings with bad values change nothing", () =>
  withFakeHost({}, async (host) => {
    let resetsAt = RESET;
    for (const config of [{ mode: "loud", critical_pct: "x" }, "[1]", "{", ""]) {
      configure(host, config);
      const { left, batch, wait } = converse(host);
      await left(60, { resetsAt });
      await batch();
      wait(3 * MINUTE);
      await left(24, { resetsAt });
      assert((await batch())?.includes("5h: 24% left"), JSON.stringify(config));
      host.setNow(resetsAt + HOUR);
      resetsAt += 5 * HOUR;
    }
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("news that can wait waits two minutes, scarce news does not", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, batch, wait } = converse(host);
    const week = (pct: number) => ({ weekUsedPct: 100 - pct });
    await begin();
    await left(24, week(60));
    assert(await batch() !== null);
    wait(MINUTE);
    await left(24, week(24));
    assertEquals(await batch(), null);
    assertEquals(journal(host, "update-held")[0]?.detail.crossed, ["seven_day"]);
    await left(9, week(24));
    assertEquals(
      await batch(),
      "[tokenroom] quota — 5h: 9% left, resets 05:02; 7d: 24% left, resets Sat 00:12 · " +
        "small steps, each committed; no new subagents or long jobs that would be lost whole",
    );
    wait(DAY);
    assertEquals(await batch(), null);
  }));

Deno.test("TOKENROOM_DISABLE=1 silences a turn and does not use up its news", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, batch, spend, agentEnds } = converse(host);
    await begin();
    host.setEnv({ TOKENROOM_DISABLE: "1" });
    await left(9);
    spend(5);
    spend(4, "a1");
    await agentEnds("a1");
    assertEquals(await batch(), null);
    host.setEnv({ TOKENROOM_DISABLE: "0" });
    assertEquals(
      await batch(),
      "[tokenroom] quota — 5h: 9% left, resets 05:02 · small steps, each committed; no new " +
        "subagents or long jobs that would be lost whole · " +
        "receipt: subagent general-purpose cost $4.00 — 9% left",
    );
    assertEquals(await batch(), null);
  }));

Deno.test("what the stamp told is not told again in the turn", () =>
  withFakeHost({}, async (host) => {
    const { left, prompt, batch } = converse(host);
    await left(60);
    await batch();
    await left(9);
    assert((await prompt())?.includes("5h: 9% left"));
    assertEquals(await batch(), null);
  }));

Deno.test("a turn of which nothing is known hears nothing", () =>
  withFakeHost({}, async (host) => {
    const { batch, left } = converse(host);
    assertEquals(await batch(), null);
    await left(null);
    assertEquals(await batch(), null);
    assertEquals(journal(host, "update"), []);
  }));

Deno.test("a figure that has become old is no news, a fresh one is", () =>
  withFakeHost({}, async (host) => {
    const { left, batch, wait } = converse(host);
    await left(60);
    await batch();
    await left(24);
    wait(31 * MINUTE);
    assertEquals(await batch(), null);
    await left(23);
    assert((await batch())?.includes("5h: 23% left"));
  }));

Deno.test("a window that was reset is no news, neither old nor new", () =>
  withFakeHost({}, async (host) => {
    const { left, batch, wait } = converse(host);
    await left(60);
    await batch();
    wait(5 * HOUR);
    assertEquals(await batch(), null, "its reset has come");
    await left(95, { resetsAt: RESET + 5 * HOUR });
    assertEquals(await batch(), null, "the new window is seen for the first time");
    wait(MINUTE);
    await left(8, { resetsAt: RESET + 5 * HOUR });
    assert((await batch())?.includes("5h: 8% left"));
  }));

Deno.test("a subagent's own events are silent and change nothing", () =>
  withFakeHost({}, async (host) => {
    const { left, batch, hook } = converse(host);
    await left(60);
    await batch();
    await left(9);
    assertEquals(await batch(["Bash"], { agent_id: "a1", agent_type: "Explore" }), null);
    const inside = { agent_id: "a1", agent_type: "Explore" };
    assertEquals(await hook("post-tool-use", "PostToolUse-Bash", inside), "");
    assert((await batch())?.includes("5h: 9% left"), "the main agent hears it");
  }));

Deno.test("a client without batches is told after single calls", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, hook, spend, wait } = converse(host);
    await begin();
    wait(MINUTE);
    spend(3.3);
    await left(24);
    const out = JSON.parse(await hook("post-tool-use", "PostToolUse-Bash"));
    assertEquals(out, {
      hookSpecificOutput: {
        hookEventName: "PostToolUse",
        additionalContext: "[tokenroom] quota — 5h: 24% left, resets 05:02 · " +
          "receipt: that Bash cost ≈36% of the 5h window (+$3.30) — 24% left",
      },
    });
  }));

Deno.test("garbage in an event is answered by silence, without a fault", () =>
  withFakeHost({}, async (host) => {
    const { left, batch } = converse(host);
    await left(60);
    await batch();
    for (const value of [null, 1, "x", [], [null], [{}], [{ tool_name: 7 }], {}]) {
      const event = anEvent(host, "PostToolBatch-two-calls-one-failed", { tool_calls: value });
      assertEquals(await feedHook(host, "post-tool-batch", JSON.stringify(event)), "");
    }
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("a store that cannot be opened silences a turn and leaves a trace", () =>
  withFakeHost({}, async (host) => {
    Deno.mkdirSync(`${host.state}/tokenroom.db`);
    assertEquals(await converse(host).batch(), null);
    assertEquals(readFaults(host.state).map((fault) => fault.verb), ["hook post-tool-batch"]);
  }));

Deno.test("a clock that jumps back silences nothing for long", () =>
  withFakeHost({}, async (host) => {
    const { left, batch } = converse(host);
    host.setNow(NOW + 2 * HOUR);
    await left(60);
    await batch();
    await left(24);
    assert(await batch() !== null);
    host.setNow(NOW);
    await left(23, { weekUsedPct: 80 });
    assert((await batch())?.includes("7d: 20% left"), "although the last update lies ahead");
  }));
