import { assert, assertEquals } from "@std/assert";
import { readFaults } from "../../src/io/faults.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { appendEntry, readEntries } from "../../src/io/store/entries.ts";
import { readSession, readSessionOfClient, writeSession } from "../../src/io/store/sessions.ts";
import { DAY } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { startSession } from "../support/hook.ts";
import { aSession } from "../support/rows.ts";
import { report } from "../support/tap.ts";

const opened = (host: FakeHost) => openStore(host.state, HOOK_BUSY_MS, NOW);

Deno.test("a session that starts is stored with its client's process, and nothing is said", () =>
  withFakeHost({}, async (host) => {
    host.setEnv({ CLAUDE_PID: "777", CLAUDE_PROJECT_DIR: "/home/ann/project" });
    assertEquals(await startSession(host), "");
    const session = readSessionOfClient(opened(host), 777);
    assertEquals(session?.id, "session-1");
    assertEquals(session?.projectDir, "/home/ann/project");
    assertEquals(session?.modelId, "claude-sonnet-5-5");
    assertEquals(session?.configDir, host.config.dir);
    assertEquals(session?.startedAt, NOW);
  }));

Deno.test("a session that is resumed keeps what it had reported", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    const before = readSession(opened(host), "session-1");
    host.setNow(NOW + 60);
    await startSession(host, { source: "resume" });
    assertEquals(readSession(opened(host), "session-1"), {
      ...before!,
      cwd: "/home/user/project",
      seenAt: NOW + 60,
    });
  }));

Deno.test("the source of a start is in the journal where it is one we know", () =>
  withFakeHost({}, async (host) => {
    for (const source of ["startup", "resume", "clear", "compact", "fork", "tomorrow", 5, null]) {
      await startSession(host, { source });
    }
    assertEquals(
      readEntries(opened(host), "session-start", 10).map((entry) => entry.detail.source),
      [null, null, null, "fork", "compact", "clear", "resume", "startup"],
    );
  }));

Deno.test("a start lets go what is past its retention, and leftovers of killed writers", () =>
  withFakeHost({}, async (host) => {
    const store = opened(host);
    writeSession(store, aSession({ id: "forgotten", seenAt: NOW - 15 * DAY }));
    const entry = { kind: "stamp", sessionId: "s", account: null, detail: {} } as const;
    for (const days of [31, 29]) appendEntry(store, { ...entry, at: NOW - days * DAY });
    const leftover = `${host.state}/state.json.1-1.new`;
    Deno.writeTextFileSync(leftover, "half");
    Deno.utimeSync(leftover, new Date(0), new Date(0));
    await startSession(host);
    assertEquals(readSession(store, "forgotten"), null);
    assertEquals(readEntries(store, "stamp", 10).length, 1);
    assert(![...Deno.readDirSync(host.state)].some((found) => found.name.endsWith(".new")));
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("tap itself lets nothing go: it has no time for it", () =>
  withFakeHost({}, async (host) => {
    writeSession(opened(host), aSession({ id: "forgotten", seenAt: NOW - 15 * DAY }));
    await report(host);
    assert(readSession(opened(host), "forgotten") !== null);
  }));
