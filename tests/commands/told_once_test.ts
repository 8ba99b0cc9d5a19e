import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";
import { feedHook, stamp } from "../support/hook.ts";
import { anEvent, aPayload } from "../support/reports.ts";
import { tap } from "../support/tap.ts";
import { converse } from "./support/conversation.ts";

const EMPTY = "at this pace empty";
const COLD = "cache cold: this request re-writes";

async function reportCold(host: FakeHost, tokens: number): Promise<void> {
  const cache = { warm: false, recache_tokens_if_cold: tokens };
  await tap(host, JSON.stringify({ ...aPayload(host), prompt_cache: cache }));
}

Deno.test("the next stamp does not tell the same forecast again, the HUD always does", () =>
  withFakeHost({}, async (host) => {
    const { begin, left, prompt, wait } = converse(host);
    await begin();
    wait(MINUTE);
    assert((await left(59)).includes("⚠ empty ~"));
    assertEquals((await prompt())?.includes(EMPTY), false);
  }));

Deno.test("a compaction takes the forecast with it, so the next stamp tells it again", () =>
  withFakeHost({}, async (host) => {
    const { begin, hook, prompt } = converse(host);
    await begin();
    await hook("session-start", "SessionStart-compact");
    assert((await prompt())?.includes(EMPTY));
    assertEquals((await prompt())?.includes(EMPTY), false);
  }));

Deno.test("a cold cache is told at first and when its price has doubled", () =>
  withFakeHost({}, async (host) => {
    const said: number[] = [];
    for (const tokens of [99_999, 148_000, 171_000, 295_999, 296_000, 481_000]) {
      await reportCold(host, tokens);
      if ((await stamp(host))?.includes(COLD)) said.push(tokens);
    }
    assertEquals(said, [148_000, 296_000]);
  }));

Deno.test("a compaction makes the price of a cold cache worth telling again", () =>
  withFakeHost({}, async (host) => {
    await reportCold(host, 481_000);
    assert((await stamp(host))?.includes(COLD));
    await feedHook(host, "session-start", JSON.stringify(anEvent(host, "SessionStart-compact")));
    await reportCold(host, 120_000);
    assert((await stamp(host))?.includes("re-writes ~120k tokens"));
  }));

Deno.test("the price of a cold resume is told when the session starts, and not by its first stamp", () =>
  withFakeHost({}, async (host) => {
    const resumed = { context_tokens: 217_000, prompt_cache_likely_expired: true };
    const event = JSON.stringify(anEvent(host, "SessionStart-resume", resumed));
    assert((await feedHook(host, "session-start", event)).includes("resumed cold"));
    await reportCold(host, 217_000);
    assertEquals((await stamp(host))?.includes(COLD), false);
  }));

Deno.test("a stamp tells the date and the zone once a day", () =>
  withFakeHost({}, async (host) => {
    const { left, prompt, wait } = converse(host);
    await left(60);
    assertMatch(await prompt() ?? "", /^\[tokenroom\] now \w{3}, \w{3} \d+, 00:12 UTC · /);
    wait(MINUTE);
    assertMatch(await prompt() ?? "", /^\[tokenroom\] now 00:13 · quota/);
    wait(24 * HOUR);
    await left(50, { resetsAt: host.now() + HOUR });
    assertMatch(await prompt() ?? "", /^\[tokenroom\] now \w{3}, \w{3} \d+, 00:13 UTC · /);
  }));

Deno.test("a compaction takes the date with it", () =>
  withFakeHost({}, async (host) => {
    const { hook, left, prompt } = converse(host);
    await left(60);
    await prompt();
    assertMatch(await prompt() ?? "", /now \d\d:\d\d · /);
    await hook("session-start", "SessionStart-compact");
    assertStringIncludes(await prompt() ?? "", " UTC");
  }));

Deno.test("ample room is told again when it has moved by a quarter, scarce room always", () =>
  withFakeHost({}, async (host) => {
    const { left, prompt } = converse(host);
    const told: number[] = [];
    for (const used of [100, 250, 318, 450, 490, 700, 770, 780]) {
      await left(60, { contextTokens: used * 1000 });
      if ((await prompt())?.includes("context — ")) told.push(used);
    }
    // Room: 867, 717, 649, 517, 477, 267, 197, 187 thousand.
    assertEquals(told, [100, 318, 490, 700, 770, 780]);
  }));

Deno.test("without quota a stamp always tells the room", () =>
  withFakeHost({}, async (host) => {
    const { left, prompt } = converse(host);
    for (let n = 0; n < 3; n++) {
      await left(null, { contextTokens: 100_000 });
      assertStringIncludes(await prompt() ?? "", "context — ~867k tokens before compaction");
    }
  }));
