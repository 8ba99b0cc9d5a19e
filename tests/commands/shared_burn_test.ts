import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { run as account } from "../../src/commands/account.ts";
import { run as audit } from "../../src/commands/audit.ts";
import { run as status } from "../../src/commands/status.ts";
import { run as watch } from "../../src/commands/watch.ts";
import type { Command } from "../../src/io/host.ts";
import { type FakeHost, withFakeHost } from "../support/fake_host.ts";
import { converse } from "./support/conversation.ts";

async function textOf(host: FakeHost, command: Command, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals(await command(args, host), 0);
  return host.out();
}

/** Sessions of one account; each spent so many dollars just now. */
async function spend(host: FakeHost, usd: Readonly<Record<string, number>>): Promise<void> {
  for (const [id, spent] of Object.entries(usd)) {
    const session = converse(host, id);
    await session.hook("session-start", "SessionStart-startup");
    await session.left(80);
    session.spend(spent);
    await session.batch();
  }
}

Deno.test("watch and audit name the session that burns out of line, and the account", () =>
  withFakeHost({}, async (host) => {
    await spend(host, { "3f6d-own": 1, "9be5-hot": 8, "77aa-other": 1 });
    await textOf(host, account, "label", "work");
    const pane = await textOf(host, watch, "--once");
    assert(/^TOKENROOM .* - work$/m.test(pane), pane);
    assert(
      /^ {2}shared {2}3 sessions, [\d.]+[kM]? tokens\/min together - project 9be5 burns 80% of it$/m
        .test(pane),
      pane,
    );
    const told = await textOf(host, audit);
    assertStringIncludes(told, "spent by     work: project 9be5 80%, more than all others;");
    assert(told.split("\n").every((line) => line.length <= 80), told);
    const { spent } = JSON.parse(await textOf(host, audit, "--json"));
    assertEquals(spent.map(({ account, ...rest }: { account: string }) => [typeof account, rest]), [
      ["string", {
        shares: [
          { session_id: "9be5-hot", share_pct: 80 },
          { session_id: "3f6d-own", share_pct: 10 },
          { session_id: "77aa-other", share_pct: 10 },
        ],
        is_hot: true,
      }],
    ]);
    const now = await textOf(host, status);
    assertStringIncludes(now, "80% of the account's flow: ");
  }));

Deno.test("who spends an account alone shares it with nobody", () =>
  withFakeHost({}, async (host) => {
    await spend(host, { "3f6d-own": 1 });
    assert(!(await textOf(host, watch, "--once")).includes("shared"));
    assert(!(await textOf(host, audit)).includes("spent by"));
    assertEquals(JSON.parse(await textOf(host, audit, "--json")).spent, []);
  }));
