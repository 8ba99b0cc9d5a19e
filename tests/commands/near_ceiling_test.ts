import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { saveCheckpoint } from "../../src/commands/notes/save.ts";
import { readFaults } from "../../src/io/faults.ts";
import { openStore } from "../../src/io/store/database.ts";
import { MINUTE } from "../../src/model/units.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";
import { type Conversation, converse } from "./support/conversation.ts";

const NEAR = "before compaction, which comes only if you go on working";

/** Responses after each of which the context holds so many thousand tokens. */
async function grow(session: Conversation, ...thousands: number[]): Promise<void> {
  for (const tokens of thousands) {
    session.wait(10);
    await session.left(60, { contextTokens: tokens * 1000 });
  }
}

function save(host: FakeHost, id: string): void {
  const store = openStore(host.state, 250, host.now());
  const owner = { id, projectDir: null, account: null };
  const note = { task: "t", decisions: [], ruledOut: [], nextSteps: [] };
  assertEquals(saveCheckpoint(store, owner, note, host.now()).kind, "saved");
}

/** A session with some room left. */
async function far(host: FakeHost): Promise<Conversation> {
  const session = converse(host);
  await grow(session, 860, 870, 880, 890, 900, 910);
  await session.prompt();
  return session;
}

Deno.test("the end of the room is told once, late, with the calls that fit and without a note", () =>
  withFakeHost({}, async (host) => {
    const session = await far(host);
    assertEquals(await session.batch(), null);
    await grow(session, 920);
    const said = await session.batch() ?? "";
    assertStringIncludes(said, `context — ~47k tokens (≈4 calls at this pace) ${NEAR}`);
    assertStringIncludes(said, "no checkpoint is saved: save one");
    await grow(session, 930, 940, 950, 960);
    assertEquals(await session.batch(), null);
    assert(!(await session.prompt() ?? "").includes(NEAR));
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("it says that a checkpoint is current, or old", () =>
  withFakeHost({}, async (host) => {
    const session = await far(host);
    save(host, session.id);
    await grow(session, 920);
    assertStringIncludes(await session.batch() ?? "", "your checkpoint of 00:13 is current");
    const other = converse(host, "session-2");
    await grow(other, 910);
    await other.prompt();
    save(host, other.id);
    other.wait(20 * MINUTE);
    await grow(other, 930);
    assertStringIncludes(await other.batch() ?? "", "is old: save a new one");
  }));

Deno.test("a stamp tells it where a prompt comes first, and then the turn does not", () =>
  withFakeHost({}, async (host) => {
    const session = await far(host);
    await grow(session, 925);
    assertStringIncludes(await session.prompt() ?? "", NEAR);
    await grow(session, 935);
    assertEquals(await session.batch(), null);
  }));

Deno.test("after a compaction it is told anew at the next end", () =>
  withFakeHost({}, async (host) => {
    const session = await far(host);
    await grow(session, 925);
    assertStringIncludes(await session.prompt() ?? "", NEAR);
    await session.hook("session-start", "SessionStart-compact");
    await grow(session, 30, 900);
    assert(!(await session.prompt() ?? "").includes(NEAR));
    await grow(session, 940);
    assertStringIncludes(await session.batch() ?? "", NEAR);
  }));
