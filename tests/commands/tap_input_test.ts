import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readFaults } from "../../src/io/faults.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readRecentSessions, readSession } from "../../src/io/store/sessions.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { aPayload } from "../support/reports.ts";
import { modeOf } from "../support/scratch.ts";
import { published, report, tap } from "../support/tap.ts";

const opened = (host: FakeHost) => openStore(host.state, HOOK_BUSY_MS, NOW);

/** Bytes that are nothing, the same in each run. */
function noise(length: number): Uint8Array {
  let state = 12_345;
  return Uint8Array.from({ length }, () => {
    state = Math.imul(state, 1_103_515_245) + 12_345 >>> 0;
    return state >>> 16 & 0xff;
  });
}

Deno.test("tap says what is missing when it is fed garbage, in one line without an error", async () => {
  const deep = "[".repeat(100_000);
  const inputs: (string | Uint8Array)[] = [
    "",
    " \n ",
    "null",
    "[]",
    "42",
    '"text"',
    "{}",
    '{"session_id":5}',
    '{"session_id":"../../etc/passwd"}',
    '{"session_id":""}',
    '{"session_id":"s1"',
    "\u0000\u0001",
    deep,
    `{"session_id":"s","rate_limits":${deep}`,
    new Uint8Array([0xff, 0xfe, 0x00, 0xd8]),
    noise(4_096),
    '{"__proto__":{"session_id":"s"}}',
  ];
  for (const input of inputs) {
    await withFakeHost({}, async (host) => {
      const out = await tap(host, input);
      assert(/^⛶ the client sent [^\n]+\n$/.test(out), `${JSON.stringify(input)}: ${out}`);
      assertEquals(host.errors(), "");
    });
  }
});

Deno.test("tap takes a payload whose fields are all of a wrong type and shows what remains", async () => {
  const wrong: unknown[] = [null, true, -1, 1e308, "x", [], {}, [[]], { used_percentage: {} }];
  for (const value of wrong) {
    await withFakeHost({ env: { NO_COLOR: "1" } }, async (host) => {
      const payload = aPayload(host);
      for (const key of Object.keys(payload)) {
        if (key !== "session_id") payload[key] = value;
      }
      const out = await tap(host, JSON.stringify(payload));
      assert(/^⛶ [^\n]+\n$/.test(out), `${JSON.stringify(value)}: ${out}`);
      assertEquals(readFaults(host.state), []);
    });
  }
});

Deno.test("tap --tee passes every byte through unchanged, garbage as well, and still stores", () =>
  withFakeHost({}, async (host) => {
    const payload = new TextEncoder().encode(
      `\ufeff${JSON.stringify(aPayload(host), null, 2)}\r\n`,
    );
    for (const bytes of [payload, noise(200_000)]) {
      await tap(host, bytes, "--tee");
      assertEquals(host.outBytes(), bytes);
      assertEquals(host.errors(), "");
    }
    assertEquals(readRecentSessions(opened(host), 5).map((session) => session.id), ["session-1"]);
  }));

Deno.test("tap --tee --hud-to-stderr prints the HUD on standard error", () =>
  withFakeHost({}, async (host) => {
    const payload = JSON.stringify(aPayload(host));
    host.setEnv({ NO_COLOR: "1" });
    assertEquals(await tap(host, payload, "--tee", "--hud-to-stderr"), payload);
    assertEquals(host.errors(), "⛶ 60% left ↻03:12 · ctx 89% (867k) · $1.00\n");
  }));

Deno.test("tap --capture appends each payload as one line that only its owner can read", () =>
  withFakeHost({}, async (host) => {
    const payload = aPayload(host);
    const before = Deno.umask(0o000);
    await tap(host, JSON.stringify(payload, null, 2), "--capture");
    Deno.umask(before);
    await tap(host, JSON.stringify({ ...payload, extra: "a\nb" }), "--capture");
    await tap(host, "garbage", "--capture");
    await tap(host, JSON.stringify(payload));
    const path = `${host.state}/captured.jsonl`;
    const lines = Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines, [payload, { ...payload, extra: "a\nb" }]);
    assertEquals(modeOf(path), "600");
  }));

Deno.test("TOKENROOM_DIR inside the seal is a store of its own; outside it is not followed", () =>
  withFakeHost({}, async (host) => {
    host.setEnv({ TOKENROOM_DIR: `${host.state}/other` });
    await report(host, { session: "inside" });
    host.setEnv({ TOKENROOM_DIR: `${host.dir}/outside` });
    await report(host, { session: "outside" });
    const ids = (dir: string) =>
      readRecentSessions(openStore(dir, HOOK_BUSY_MS, NOW), 9).map((session) => session.id);
    assertEquals(ids(`${host.state}/other`), ["inside"]);
    assertEquals(ids(host.state), ["outside"]);
    assertEquals([...Deno.readDirSync(host.dir)].some((entry) => entry.name === "outside"), false);
  }));

Deno.test("without its store tap still shows the payload's own figures, and keeps the fault", () =>
  withFakeHost({}, async (host) => {
    Deno.mkdirSync(`${host.state}/tokenroom.db`);
    assertEquals(await report(host), "⛶ 60% left ↻03:12 · ctx 89% (867k) · $1.00\n");
    assertEquals(readFaults(host.state).map((fault) => fault.verb), ["tap"]);
  }));

Deno.test("without its store tap shows no figure of a window that is over", () =>
  withFakeHost({}, async (host) => {
    Deno.mkdirSync(`${host.state}/tokenroom.db`);
    const out = await report(host, { resetsAt: NOW - 60, weekUsedPct: 75 });
    assertEquals(out, "⛶ week 25% left ↻Sat 00:12 · ctx 89% (867k) · $1.00\n");
  }));

Deno.test("a file in the way of the public state costs neither the figures nor the stored report", () =>
  withFakeHost({}, async (host) => {
    Deno.mkdirSync(`${host.state}/state.json/in-the-way`, { recursive: true });
    assertStringIncludes(await report(host), "60% left");
    assert(readSession(opened(host), "session-1") !== null);
    assertEquals(readFaults(host.state).length, 1);
  }));

Deno.test("a damaged store is replaced while the person sees nothing of it", () =>
  withFakeHost({}, async (host) => {
    Deno.writeTextFileSync(`${host.state}/tokenroom.db`, "garbage ".repeat(1_000));
    assertEquals(await report(host), "⛶ 60% left ↻03:12 · ctx 89% (867k) · $1.00\n");
    assertEquals(readFaults(host.state), []);
    assert(readSession(opened(host), "session-1") !== null);
  }));

Deno.test("a missing state directory is made again", () =>
  withFakeHost({}, async (host) => {
    Deno.removeSync(host.state, { recursive: true });
    assertStringIncludes(await report(host), "60% left");
    assertEquals(modeOf(host.state), "700");
    assert(published(host) !== null);
  }));

Deno.test("an executable that was never sealed shows the payload's own figures and stores nothing", () =>
  withFakeHost({ sealed: false }, async (host) => {
    assertStringIncludes(await report(host), "60% left");
    assertEquals([...Deno.readDirSync(host.state)], []);
  }));

Deno.test("tap in a terminal says what it is for", () =>
  withFakeHost({ terminal: true }, async (host) => {
    assertStringIncludes(await tap(host, ""), "the client runs it");
  }));
