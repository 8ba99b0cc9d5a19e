import { assert, assertStringIncludes } from "@std/assert";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";
import { converse } from "./support/conversation.ts";

const SAID = "Claude Code's own count of tokens left is made up";

function settings(host: FakeHost, value: unknown): void {
  Deno.writeTextFileSync(`${host.config.dir}/settings.json`, JSON.stringify(value));
}

Deno.test("a count that the client makes up is contradicted, once a session", () =>
  withFakeHost({}, async (host) => {
    settings(host, { totalTokensReminder: "infinite" });
    const session = converse(host);
    await session.left(60);
    assertStringIncludes(await session.prompt() ?? "", SAID);
    assert(!(await session.prompt() ?? "").includes(SAID));
    const other = converse(host, "session-2");
    await other.left(60);
    assertStringIncludes(await other.prompt() ?? "", SAID);
  }));

Deno.test("a true count, none, and no setting are left alone", () =>
  withFakeHost({}, async (host) => {
    for (
      const value of [{ totalTokensReminder: "countdown" }, { totalTokensReminder: "off" }, {}]
    ) {
      settings(host, value);
      const session = converse(host);
      await session.left(60);
      assert(!(await session.prompt() ?? "").includes(SAID));
    }
  }));
