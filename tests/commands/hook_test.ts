import { assert, assertEquals } from "@std/assert";
import { readFaults } from "../../src/io/faults.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { fixtureNames, readFixture } from "../support/fixture.ts";
import { feedHook, stamp } from "../support/hook.ts";
import { anEvent } from "../support/reports.ts";
import { report } from "../support/tap.ts";

const FIGURES = "quota — 5h: 60% left, resets 03:12 · context — ~867k tokens before compaction";

const journal = (host: FakeHost, kind: "stamp" | "stamp-skipped") =>
  readEntries(openStore(host.state, HOOK_BUSY_MS, NOW), kind, 10);

Deno.test("a prompt is stamped with the clock, the quota and the room of its session", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    assertEquals(await stamp(host), `[tokenroom] now Wed, Jul 1, 00:12 UTC · ${FIGURES}`);
  }));

Deno.test("the stamp tells the person's local time", () =>
  withFakeHost({ zone: { name: "Asia/Tokyo", offsetMin: () => 540 } }, async (host) => {
    await report(host);
    assertEquals(
      await stamp(host),
      `[tokenroom] now Wed, Jul 1, 09:12 Asia/Tokyo · ${FIGURES.replace("03:12", "12:12")}`,
    );
  }));

Deno.test("the week is told once it is scarce", () =>
  withFakeHost({}, async (host) => {
    await report(host, { weekUsedPct: 85 });
    assert((await stamp(host))?.includes("5h: 60% left, resets 03:12; 7d: 15% left, resets Sat"));
  }));

Deno.test("an older figure is told with its age, and an old one not at all", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    host.setNow(NOW + 10 * MINUTE);
    assert((await stamp(host))?.includes("5h: 60% left (10m ago), resets 03:12"));
    host.setNow(NOW + 31 * MINUTE);
    assertEquals((await stamp(host))?.includes("quota"), false);
  }));

Deno.test("a window that has been reset is told as refilled, never by its old figure", () =>
  withFakeHost({}, async (host) => {
    await report(host, { usedPct: 95, resetsAt: NOW + 10 * MINUTE });
    host.setNow(NOW + 20 * MINUTE);
    const text = await stamp(host) ?? "";
    assert(text.includes("5h: refilled at 00:22"), text);
    assert(!text.includes("5% left"), text);
  }));

Deno.test("a session that has not reported gets the figures of its directory's only account", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "other" });
    const text = await stamp(host, { session_id: "unknown" }) ?? "";
    assert(text.includes("5h: 60% left"), text);
    assert(!text.includes("context"), text);
  }));

Deno.test("figures are withheld from such a session where two accounts use the directory", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "a", weekResetsAt: NOW + 2 * DAY });
    await report(host, { session: "b", weekResetsAt: NOW + 5 * DAY + HOUR });
    assertEquals(
      await stamp(host, { session_id: "unknown" }),
      "[tokenroom] quota withheld: several accounts use this directory, this session's next reply tells which",
    );
    // It is said once.
    assertEquals(await stamp(host, { session_id: "unknown" }), null);
    assertEquals(journal(host, "stamp-skipped").map((entry) => entry.detail), [
      { why: "ambiguous" },
      { why: "ambiguous" },
    ]);
    // Each of the two knows its own.
    assert((await stamp(host, { session_id: "a" }))?.includes("quota"));
  }));

Deno.test("a session with an API key is told its context only", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "subscription" });
    await report(host, { session: "keyed", usedPct: null, costUsd: 3 });
    assertEquals(
      await stamp(host, { session_id: "keyed" }),
      "[tokenroom] now Wed, Jul 1, 00:12 UTC · context — ~867k tokens before compaction",
    );
  }));

Deno.test("where nothing is known nothing is said", () =>
  withFakeHost({}, async (host) => {
    assertEquals(await stamp(host), null);
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("a prompt that the client makes itself when a background task ends is not stamped", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    const { prompt } = readFixture("UserPromptSubmit-task-notification");
    assertEquals(await stamp(host, { prompt }), null);
    assertEquals(await stamp(host, { prompt: `\n  ${prompt}` }), null);
    assert(await stamp(host, { prompt: "what is <task-notification>?" }) !== null);
  }));

Deno.test("TOKENROOM_DISABLE=1 silences the stamp and is noted", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    host.setEnv({ TOKENROOM_DISABLE: "1" });
    assertEquals(await stamp(host), null);
    assertEquals(journal(host, "stamp-skipped")[0]?.detail, { why: "disabled" });
    host.setEnv({ TOKENROOM_DISABLE: "0" });
    assert(await stamp(host) !== null);
  }));

Deno.test("what was said is in the journal, word for word", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    const text = await stamp(host);
    assertEquals(journal(host, "stamp").map((entry) => [entry.sessionId, entry.detail.text]), [
      ["session-1", text],
    ]);
  }));

Deno.test("a stamp that cannot be put into the journal is said all the same", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    const { db } = openStore(host.state, HOOK_BUSY_MS, NOW);
    db.exec(`CREATE TRIGGER full BEFORE INSERT ON event
      BEGIN SELECT raise(ABORT, 'no space left'); END`);
    assert((await stamp(host))?.includes(FIGURES));
    assertEquals(readFaults(host.state).at(-1)?.message.includes("no space left"), true);
  }));

Deno.test("a stamp stays within its budget of words", () =>
  withFakeHost({ zone: { name: "America/Argentina/Buenos_Aires", offsetMin: () => -180 } }, async (
    host,
  ) => {
    await report(host, { weekUsedPct: 82, weekResetsAt: NOW + DAY });
    const text = await stamp(host) ?? "";
    // Four characters a token is the usual rule of thumb; 60 tokens are allowed.
    assert(text.length <= 240, `${text.length} characters: ${text}`);
  }));

Deno.test("a hook answers every recorded event with valid JSON or with nothing", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    for (const name of fixtureNames().filter((name) => !name.startsWith("statusline"))) {
      const fields = readFixture(name);
      if (typeof fields.hook_event_name !== "string") continue;
      const event = fields.hook_event_name.replace(/(?!^)[A-Z]/g, "-$&").toLowerCase();
      const out = await feedHook(host, event, JSON.stringify(anEvent(host, name)));
      const answersPlainly = event === "pre-compact";
      assert(
        out === "" || answersPlainly || typeof JSON.parse(out) === "object",
        `${name}: ${out}`,
      );
    }
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("an event that nobody knows is answered by silence", () =>
  withFakeHost({}, async (host) => {
    const input = JSON.stringify(anEvent(host, "UserPromptSubmit"));
    for (const event of ["notification", "no-such-event", "", "__proto__", "constructor", "../x"]) {
      assertEquals(await feedHook(host, event, input), "", event);
    }
  }));

Deno.test("garbage is answered by silence", () =>
  withFakeHost({}, async (host) => {
    const inputs = [
      "",
      "null",
      "[]",
      "{}",
      '{"session_id":7}',
      '{"session_id":"a/b"}',
      "\u0000",
      "{",
    ];
    for (const input of [...inputs, "[".repeat(100_000), new Uint8Array([0xff, 0xd8, 0])]) {
      for (const event of ["user-prompt-submit", "session-start"]) {
        assertEquals(await feedHook(host, event, input), "");
      }
    }
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("an event whose other fields are of a wrong type is handled without a fault", () =>
  withFakeHost({}, async (host) => {
    await report(host);
    for (const value of [null, 1, true, [], {}, "", "x".repeat(10_000)]) {
      const event = anEvent(host, "UserPromptSubmit", {
        prompt: value,
        cwd: value,
        transcript_path: value,
        source: value,
        model: value,
      });
      for (const name of ["user-prompt-submit", "session-start"]) {
        await feedHook(host, name, JSON.stringify(event));
      }
    }
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("a hook fails open and leaves a trace for doctor", () =>
  withFakeHost({}, async (host) => {
    Deno.mkdirSync(`${host.state}/tokenroom.db`);
    assertEquals(await stamp(host), null);
    assertEquals(readFaults(host.state).map((fault) => fault.verb), ["hook user-prompt-submit"]);
  }));

Deno.test("a hook of an executable that was never sealed, or in a terminal, is silent", async () => {
  for (const options of [{ sealed: false }, { terminal: true }]) {
    await withFakeHost(options, async (host) => {
      assertEquals(await stamp(host), null);
      assertEquals([...Deno.readDirSync(host.state)], []);
    });
  }
});
