import { assert, assertEquals } from "@std/assert";
import { MINUTE } from "../../src/model/units.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";
import { type Conversation, converse } from "./support/conversation.ts";

const SHARED = "shared: 1 other session burns";

/** Two sessions of one account; each spent so many dollars just now. */
async function pair(host: FakeHost, ownUsd: number, otherUsd: number): Promise<Conversation[]> {
  const own = converse(host, "session-1");
  const other = converse(host, "session-2");
  for (const [session, usd] of [[own, ownUsd], [other, otherUsd]] as const) {
    await session.hook("session-start", "SessionStart-startup");
    await session.left(80);
    session.spend(usd);
    await session.batch();
  }
  return [own, other];
}

const isTold = async (session: Conversation) => (await session.prompt() ?? "").includes(SHARED);

Deno.test("another session that burns is told once, and again when its share has moved", () =>
  withFakeHost({}, async (host) => {
    const [own, other] = await pair(host, 1, 1);
    assert(own !== undefined && other !== undefined);
    assertEquals([await isTold(own), await isTold(own)], [true, false]);
    other.spend(8);
    await other.batch();
    assertEquals([await isTold(own), await isTold(own)], [true, false]);
  }));

Deno.test("a session that ended burns no more, one that was resumed does", () =>
  withFakeHost({}, async (host) => {
    const [own, other] = await pair(host, 1, 1);
    assert(own !== undefined && other !== undefined);
    other.wait(MINUTE);
    await other.hook("session-end", "SessionEnd-prompt_input_exit");
    assertEquals(await isTold(own), false);
    await other.hook("session-start", "SessionStart-resume");
    assertEquals(await isTold(own), true);
  }));

Deno.test("little that others spend is not worth a word", () =>
  withFakeHost({}, async (host) => {
    const [own] = await pair(host, 8, 1);
    assert(own !== undefined);
    assertEquals(await isTold(own), false);
  }));
