import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { run } from "../../src/commands/tap.ts";
import { run as status } from "../../src/commands/status.ts";
import type { Host } from "../../src/io/host.ts";
import { readFaults } from "../../src/io/faults.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { readSession } from "../../src/io/store/sessions.ts";
import { readWindow } from "../../src/io/store/windows.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { readFixture, setField } from "../support/fixture.ts";
import { stamp } from "../support/hook.ts";
import { report } from "../support/tap.ts";

type Line = Record<string, unknown>;

const SESSION = "0a91eb1c-a23d-4384-821c-737feac64c75";

/** A recorded run of a client of this machine; its resets lie three hours and three days ahead. */
function recordedRun(host: FakeHost): Line[] {
  const lines = readFixture("stream-with-subagent") as unknown as Line[];
  for (const line of lines) {
    if (line.subtype === "init") {
      setField(line, "memory_paths.auto", `${host.config.dir}/projects/-home-ann-project/memory/`);
    }
    if (line.type !== "rate_limit_event") continue;
    const windows = "rate_limit_info.unifiedWindows";
    setField(line, `${windows}.five_hour.resetsAt`, NOW + 3 * HOUR);
    setField(line, `${windows}.seven_day.resetsAt`, NOW + 72 * HOUR);
  }
  return lines;
}

const toText = (lines: readonly unknown[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

async function pipe(host: FakeHost, input: string | Uint8Array): Promise<void> {
  host.clear();
  host.setInput(input);
  assertEquals(await run(["--stream"], host), 0);
  assertEquals(host.errors(), "");
}

/** The same machine, whose standard input comes in these pieces. */
function inPieces(host: FakeHost, pieces: readonly Uint8Array[], after: (n: number) => void): Host {
  return {
    ...host,
    env: host.env,
    // One buffer for all, as the real machine has.
    readChunks: (take) => {
      const buffer = new Uint8Array(Math.max(...pieces.map((piece) => piece.length)));
      for (const [n, piece] of pieces.entries()) {
        buffer.set(piece);
        take(buffer.subarray(0, piece.length));
        after(n);
      }
    },
  };
}

const sessionOf = (host: FakeHost, id = SESSION) =>
  readSession(openStore(host.state, HOOK_BUSY_MS, NOW), id);

Deno.test("a stream passes through byte for byte", () =>
  withFakeHost({}, async (host) => {
    for (
      const input of [
        toText(recordedRun(host)),
        toText(recordedRun(host)).trimEnd(),
        "",
        "\n\n\r\n",
        "not JSON\n{\n",
        '{"session_id":"\u{1F600}"}',
        new Uint8Array([0xff, 0xfe, 0x00, 0x0a, 0xc3]),
      ]
    ) {
      await pipe(host, input);
      const expected = typeof input === "string" ? new TextEncoder().encode(input) : input;
      assertEquals(host.outBytes(), expected);
    }
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("each piece is passed on before the next one is there", () =>
  withFakeHost({}, async (host) => {
    const bytes = new TextEncoder().encode(toText(recordedRun(host)));
    const pieces = [bytes.slice(0, 10), bytes.slice(10, 3000), bytes.slice(3000)];
    const seen: number[] = [];
    await run(["--stream"], inPieces(host, pieces, () => seen.push(host.outBytes().length)));
    assertEquals(seen, [10, 3000, bytes.length]);
  }));

Deno.test("what the stream tells is stored as soon as its line is there, however it is cut", () =>
  withFakeHost({}, async (host) => {
    const lines = recordedRun(host);
    const bytes = new TextEncoder().encode(toText(lines.slice(0, 3)));
    const pieces = [bytes.slice(0, -30), bytes.slice(-30, -1), bytes.slice(-1)];
    const seen: (number | null)[] = [];
    await run(
      ["--stream"],
      inPieces(host, pieces, () => seen.push(sessionOf(host)?.windows[0]?.headroomPct ?? null)),
    );
    assertEquals(seen, [null, null, 60]);
  }));

Deno.test("a stream cut anywhere tells the same", () =>
  withFakeHost({}, async (host) => {
    const bytes = new TextEncoder().encode(toText(recordedRun(host)));
    await pipe(host, bytes);
    const whole = sessionOf(host);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, n) => bytes.slice(ends[n - 1] ?? 0, end));
        await run(["--stream"], inPieces(host, pieces.filter((it) => it.length > 0), () => {}));
        assertEquals(sessionOf(host)?.windows, whole?.windows ?? []);
        assertEquals(sessionOf(host)?.context, whole?.context ?? null);
      }),
      { numRuns: 25 },
    );
  }));

Deno.test("after a run the figures stand, with price, context and room", () =>
  withFakeHost({}, async (host) => {
    await pipe(host, toText(recordedRun(host)));
    const session = sessionOf(host);
    assertEquals(session?.configDir, host.config.dir);
    assertEquals(session?.activity, { costUsd: 0.056499999999999995, apiMs: 880 });
    assertEquals(session?.answeredAt, NOW);
    const store = openStore(host.state, HOOK_BUSY_MS, NOW);
    assertEquals(readWindow(store, session?.account ?? "", "five_hour")?.headroomPct, 8);
    host.clear();
    await status([], host);
    assert(host.out().includes("8% left"), host.out());
    assert(host.out().includes("context"), host.out());
  }));

Deno.test("the hooks of the same run have its figures, and claim no room before its window is known", () =>
  withFakeHost({}, async (host) => {
    const lines = recordedRun(host);
    await pipe(host, toText(lines.slice(0, -1)));
    const during = await stamp(host, { session_id: SESSION }) ?? "";
    assert(during.includes("5h: 8% left, resets 03:12"), during);
    assert(!during.includes("context"), during);
    await pipe(host, toText(lines));
    const after = await stamp(host, { session_id: SESSION }) ?? "";
    assert(after.includes("context — ~937k tokens before compaction"), after);
  }));

Deno.test("the next run's first prompt is stamped with the figures of the one before", () =>
  withFakeHost({}, async (host) => {
    await pipe(host, toText(recordedRun(host)));
    const text = await stamp(host, { session_id: "next" }) ?? "";
    assert(text.includes("5h: 8% left"), text);
    assert(!text.includes("context"), text);
  }));

const event = (utilization: number, session = "s-2"): Line => ({
  type: "rate_limit_event",
  session_id: session,
  rate_limit_info: {
    unifiedWindows: {
      five_hour: { utilization, resetsAt: NOW + 3 * HOUR },
      seven_day: { utilization: 0.3, resetsAt: NOW + 72 * HOUR },
    },
  },
});
const answer = (id: string, session = "s-2"): Line => (
  { type: "assistant", session_id: session, message: { id } }
);
const init = (session: string): Line => ({ type: "system", subtype: "init", session_id: session });

Deno.test("a better figure of a response that came later is believed", () =>
  withFakeHost({}, async (host) => {
    await report(host, { usedPct: 90 });
    host.setNow(NOW + MINUTE);
    await pipe(host, toText([init("s-2"), answer("m1")]));
    host.setNow(NOW + 2 * MINUTE);
    await pipe(host, toText([event(0.2)]));
    assert((await stamp(host, { session_id: "s-2" }))?.includes("5h: 80% left"));
  }));

Deno.test("a figure that goes on unchanged stays young while responses come", () =>
  withFakeHost({}, async (host) => {
    await pipe(host, toText([init("s-2"), answer("m1"), event(0.4)]));
    const bytes = (line: Line) => new TextEncoder().encode(toText([line]));
    const pieces = [init("s-2"), answer("m1"), event(0.4), answer("m2")].map(bytes);
    await run(
      ["--stream"],
      inPieces(host, pieces, (n) => {
        if (n === 2) host.setNow(NOW + 10 * MINUTE);
      }),
    );
    assert((await stamp(host, { session_id: "s-2" }))?.includes("5h: 60% left, resets 03:12"));
  }));

Deno.test("a run with an API key has a context and no windows", () =>
  withFakeHost({}, async (host) => {
    const lines = recordedRun(host).filter((line) => line.type !== "rate_limit_event");
    await pipe(host, toText(lines));
    assertEquals(
      await stamp(host, { session_id: SESSION }),
      "[tokenroom] now Wed, Jul 1, 00:12 UTC · context — ~937k tokens before compaction",
    );
  }));

Deno.test("a run under another configuration directory belongs to that directory's account", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    const other = `${host.dir}/.claude-2`;
    const lines = recordedRun(host);
    setField(lines[0] ?? {}, "memory_paths.auto", `${other}/projects/-p/memory/`);
    await pipe(host, toText(lines));
    assertEquals(sessionOf(host)?.configDir, other);
    // What the first directory's sessions may spend is still not known.
    assertEquals(await stamp(host, { session_id: "in-the-first" }), null);
  }));

Deno.test("a store that cannot be opened disturbs no stream and leaves a trace", () =>
  withFakeHost({}, async (host) => {
    Deno.mkdirSync(`${host.state}/tokenroom.db`);
    const text = toText(recordedRun(host));
    await pipe(host, text);
    assertEquals(host.out(), text);
    assertEquals(readFaults(host.state)[0]?.verb, "tap --stream");
  }));

Deno.test("an executable that was never sealed passes the stream through and stores nothing", () =>
  withFakeHost({ sealed: false }, async (host) => {
    const text = toText(recordedRun(host));
    await pipe(host, text);
    assertEquals(host.out(), text);
    assertEquals([...Deno.readDirSync(host.state)], []);
  }));

Deno.test("a line of many megabytes passes through and is not looked at", () =>
  withFakeHost({}, async (host) => {
    const huge = `{"type":"user","session_id":"s-2","x":"${"x".repeat(17 * 1024 * 1024)}"}\n`;
    const piece = new TextEncoder().encode(huge);
    const after = new TextEncoder().encode(toText([init("s-2"), event(0.4)]));
    let bytes = 0;
    const counting: Host = {
      ...inPieces(host, [piece.subarray(0, 9_000_000), piece.subarray(9_000_000), after], () => {}),
      writeBytes: (chunk) => void (bytes += chunk.length),
    };
    await run(["--stream"], counting);
    assertEquals(bytes, piece.length + after.length);
    assertEquals(sessionOf(host, "s-2")?.windows[0]?.headroomPct, 60);
  }));

Deno.test("a run that is refused at a limit leaves a wall, also where its hook was killed", () =>
  withFakeHost({}, async (host) => {
    const lines = readFixture("stream-usage-limit") as unknown as Line[];
    for (const line of lines) {
      if (line.type !== "rate_limit_event") continue;
      setField(line, "rate_limit_info.resetsAt", NOW + HOUR);
      const windows = "rate_limit_info.unifiedWindows";
      setField(line, `${windows}.five_hour.resetsAt`, NOW + HOUR);
      setField(line, `${windows}.seven_day.resetsAt`, NOW + 72 * HOUR);
    }
    await pipe(host, toText(lines));
    const store = openStore(host.state, HOOK_BUSY_MS, NOW);
    const walls = readEntries(store, "wall", 10);
    assertEquals(walls.map(({ detail }) => [detail.window, detail.resetAt]), [
      ["five_hour", NOW + HOUR],
    ]);
    const account = walls[0]?.account ?? "";
    assertEquals(readWindow(store, account, "five_hour")?.headroomPct, 0);
    const published = JSON.parse(Deno.readTextFileSync(`${host.state}/state.json`));
    assertEquals(published.windows[0].used_pct, 100);
  }));
