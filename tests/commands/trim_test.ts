import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readFaults } from "../../src/io/faults.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";
import { compactionLine } from "../support/transcript.ts";
import { type Conversation, converse } from "./support/conversation.ts";

const FELL = "context fell by ~150k tokens";

// The context falls from 200,000 tokens to 50,000 within a minute.
async function fall(
  host: FakeHost,
  between: (session: Conversation) => unknown = () => {},
): Promise<Conversation> {
  const session = converse(host);
  await session.left(60, { contextTokens: 200_000 });
  session.wait(30);
  await between(session);
  session.wait(30);
  await session.left(59, { contextTokens: 50_000 });
  return session;
}

Deno.test("a fall of the context that nothing explains is told once, with the way back", () =>
  withFakeHost({}, async (host) => {
    const session = await fall(host);
    const said = await session.prompt() ?? "";
    assertStringIncludes(said, `${FELL} at `);
    assertStringIncludes(
      said,
      `all of it stands in ${host.config.dir}/projects/-home-ann-project/session-1.jsonl`,
    );
    assert(!(await session.prompt() ?? "").includes("context fell"));
    assertEquals(readFaults(host.state), []);
  }));

Deno.test("a compaction explains it, though the transcript is read only with the prompt", () =>
  withFakeHost({}, async (host) => {
    const session = await fall(host, (on) => on.write(compactionLine("c-1", host.now())));
    assert(!(await session.prompt() ?? "").includes("context fell"));
  }));

Deno.test("a resume explains it", () =>
  withFakeHost({}, async (host) => {
    const session = await fall(host, (on) => on.hook("session-start", "SessionStart-resume"));
    assert(!(await session.prompt() ?? "").includes("context fell"));
  }));

Deno.test("another session hears nothing of it, nor does anyone the day after", () =>
  withFakeHost({}, async (host) => {
    const session = await fall(host);
    const other = converse(host, "session-2");
    await other.left(59);
    assert(!(await other.prompt() ?? "").includes("context fell"));
    session.wait(86_401);
    await session.left(90, { contextTokens: 60_000, resetsAt: host.now() + 3_600 });
    assert(!(await session.prompt() ?? "").includes("context fell"));
  }));
