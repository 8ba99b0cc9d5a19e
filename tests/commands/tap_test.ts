import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readFaults } from "../../src/io/faults.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readSession } from "../../src/io/store/sessions.ts";
import { HOUR } from "../../src/model/units.ts";
import { NOW, withFakeHost } from "../support/fake_host.ts";
import { fixtureNames, readFixture } from "../support/fixture.ts";
import { aPayload } from "../support/reports.ts";
import { modeOf } from "../support/scratch.ts";
import { published, report, tap } from "../support/tap.ts";

Deno.test("tap prints what is left of the window, of the context, and the cost", () =>
  withFakeHost({}, async (host) => {
    assertEquals(
      await report(host, { usedPct: 40, costUsd: 26.034 }),
      "⛶ 60% left ↻03:12 · ctx 89% (867k) · $26.03\n",
    );
  }));

Deno.test("tap answers every recorded payload with one line that is not empty", () =>
  withFakeHost({}, async (host) => {
    for (const name of fixtureNames("statusline-")) {
      const out = await tap(host, JSON.stringify(readFixture(name)));
      assert(/^⛶ .+\n$/.test(out) && out.split("\n").length === 2, `${name}: ${out}`);
    }
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("tap colours a scarce figure, and not with NO_COLOR", () =>
  withFakeHost({}, async (host) => {
    const payload = JSON.stringify(aPayload(host, { usedPct: 97 }));
    assertStringIncludes(await tap(host, payload), "\x1b[31m3% left\x1b[0m");
    host.setEnv({ NO_COLOR: "1" });
    assert(!(await tap(host, payload)).includes("\x1b"));
  }));

Deno.test("tap publishes the newest state, for all sessions and for the account, for the owner only", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "session-1" });
    await report(host, { session: "session-2", usedPct: 55 });
    const state = published(host);
    assertEquals((state.session as { id: string }).id, "session-2");
    assertEquals((state.windows as { used_pct: number }[]).map((w) => w.used_pct), [55, 30]);
    const account = (state.session as { account: string }).account;
    assertEquals(published(host, `accounts/${account}/state.json`), state);
    for (const file of ["state.json", `accounts/${account}/state.json`, "tokenroom.db"]) {
      assertEquals(modeOf(`${host.state}/${file}`), "600", file);
    }
    assertEquals(modeOf(`${host.state}/accounts/${account}`), "700");
  }));

Deno.test("an idle session that sends its old figures again moves nothing", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "idle", usedPct: 10, costUsd: 1 });
    host.setNow(NOW + 60);
    await report(host, { session: "busy", usedPct: 40, costUsd: 5 });
    host.setNow(NOW + 120);
    const again = await report(host, {
      session: "idle",
      usedPct: 10,
      costUsd: 1,
      resetsAt: NOW + 3 * HOUR,
    });
    assertStringIncludes(again, "60% left");
    assertEquals((published(host).windows as { observed_by: string }[])[0]?.observed_by, "busy");
  }));

Deno.test("a session that works on is believed when the server gave headroom back", () =>
  withFakeHost({}, async (host) => {
    await report(host, { usedPct: 40, costUsd: 1 });
    assertStringIncludes(await report(host, { usedPct: 20, costUsd: 2 }), "80% left");
  }));

Deno.test("a fresh session of a known account shows the account's figures before its first reply", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "first", usedPct: 40 });
    const fresh = await report(host, {
      session: "fresh",
      usedPct: null,
      contextTokens: null,
      costUsd: 0,
    });
    assertEquals(fresh, "⛶ 60% left ↻03:12 · figures come with the first reply\n");
  }));

Deno.test("a session with an API key shows its context and no windows, and none are lent to it", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "subscription", usedPct: 40 });
    const keyed = await report(host, { session: "keyed", usedPct: null, costUsd: 2 });
    assertEquals(keyed, "⛶ ctx 89% (867k) · $2.00\n");
    assertEquals(published(host).windows, []);
    assertEquals(readSession(openStore(host.state, HOOK_BUSY_MS, NOW), "keyed")?.account, null);
  }));

Deno.test("a switch of the account within a directory starts figures of its own", () =>
  withFakeHost({}, async (host) => {
    const week = NOW + 72 * HOUR;
    await report(host, { usedPct: 90, costUsd: 1, weekResetsAt: week });
    const first = (published(host).session as { account: string }).account;
    const out = await report(host, { usedPct: 5, costUsd: 2, weekResetsAt: week + 30 * HOUR });
    assertStringIncludes(out, "95% left");
    const second = (published(host).session as { account: string }).account;
    assert(first !== second);
    const old = published(host, `accounts/${first}/state.json`);
    assertEquals((old.windows as { used_pct: number }[])[0]?.used_pct, 90);
    // And back: the first account stands where it stood.
    assertStringIncludes(
      await report(host, { session: "s2", usedPct: 91, costUsd: 1, weekResetsAt: week }),
      "9% left",
    );
    assertEquals((published(host).session as { account: string }).account, first);
  }));

Deno.test("sessions of two configuration directories never share figures", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    await report(host, { session: "s1", usedPct: 40 });
    const other = { now: host.now, config: { dir: `${host.dir}/.claude-2` } };
    const payload = aPayload(other, { session: "s2", usedPct: null, contextTokens: null });
    host.setEnv({ NO_COLOR: "1" });
    assertEquals(
      await tap(host, JSON.stringify(payload)),
      "⛶ figures come with the first reply · $1.00\n",
    );
  }));

Deno.test("after a compaction tap says that the figure comes with the next reply", () =>
  withFakeHost({ env: { NO_COLOR: "1" } }, async (host) => {
    const payload = aPayload(host);
    payload.context_window = readFixture("statusline-after-compact-zero-usage").context_window;
    assertStringIncludes(
      await tap(host, JSON.stringify(payload)),
      "ctx compacted, figure comes with the next reply",
    );
  }));

Deno.test("the state of another harness, piped into tap, is stored and shown like a payload", () =>
  withFakeHost({ env: { NO_COLOR: "1" } }, async (host) => {
    const state = {
      resource_state: 0,
      written_at: NOW,
      harness: { name: "other-harness", version: "9.1" },
      session: { id: "other-1", model: { id: "m-1", name: "Model 1" } },
      windows: [{ key: "five_hour", used_pct: 25, resets_at: NOW + HOUR }],
      context: { state: "measured", window_tokens: 500_000, used_tokens: 100_000 },
      cost: { session_usd: 0.5 },
    };
    assertEquals(
      await tap(host, JSON.stringify(state)),
      "⛶ 75% left ↻01:12 · ctx 80% (400k) · $0.50\n",
    );
    assertEquals(published(host).harness, { name: "other-harness", version: "9.1" });
  }));

Deno.test("what tap published, piped into another machine's tap, is shown there alike", () =>
  withFakeHost({}, async (host) => {
    const line = await report(host);
    const state = Deno.readTextFileSync(`${host.state}/state.json`);
    await withFakeHost({ env: { NO_COLOR: "1" } }, async (other) => {
      assertEquals(await tap(other, state), line);
    });
  }));
