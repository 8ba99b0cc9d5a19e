// Which account `run` and `switch` send a person to, where a directory had several and where another
// harness reports as well.

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { run as account } from "../../src/commands/account.ts";
import { run } from "../../src/commands/run.ts";
import { run as switchAccount } from "../../src/commands/switch.ts";
import type { Command } from "../../src/io/host.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { UsageError } from "../../src/render/failure.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { feedHook, stamp } from "../support/hook.ts";
import { anEvent } from "../support/reports.ts";
import { report, tap } from "../support/tap.ts";

const WORK = { weekResetsAt: NOW + 2 * DAY, resetsAt: NOW + 2 * HOUR, usedPct: 30 };
const HOME = { weekResetsAt: NOW + 5 * DAY, resetsAt: NOW + 4 * HOUR, usedPct: 40 };

async function call(host: FakeHost, command: Command, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals(await command(args, host), 0);
  return host.out();
}

/** A report of another harness, in the published shape. */
function elsewhere(host: FakeHost, id = "other", usd = 1, week: number | null = null) {
  const five = { key: "five_hour", used_pct: 0, resets_at: NOW + HOUR };
  const weeks = week === null ? [] : [{ key: "seven_day", used_pct: 9, resets_at: week }];
  const state = {
    resource_state: 0,
    session: { id },
    harness: { name: "codex" },
    cost: { session_usd: usd, api_ms: null },
    windows: usd === 0 ? [] : [five, ...weeks],
  };
  return tap(host, JSON.stringify(state));
}

Deno.test("an idle session that repeats its figures does not log its directory in again", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "idle", ...WORK });
    await call(host, account, "label", "work");
    await report(host, { session: "w", ...WORK });
    host.setNow(NOW + MINUTE);
    await report(host, { session: "w", costUsd: 2, ...HOME });
    await call(host, account, "label", "home");
    host.setNow(NOW + 2 * MINUTE);
    await report(host, { session: "idle", ...WORK });
    // The directory is logged in to the other one, though more is left of this one.
    assertStringIncludes(await call(host, run, "--dry-run"), "home: ");
    const { accounts } = JSON.parse(await call(host, switchAccount, "--json"));
    const reached = accounts.filter(({ launchable }: { launchable: boolean }) => launchable);
    assertEquals(reached.map(({ name }: { name: string }) => name), ["home"]);
  }));

Deno.test("the account of another harness is nothing that claude is launched on or sent to", () =>
  withFakeHost({}, async (host) => {
    await elsewhere(host);
    await call(host, account, "label", "other");
    await report(host, { session: "w", ...WORK, usedPct: 97 });
    const dry = await call(host, run, "--dry-run");
    assert(!dry.includes("harness:") && !dry.startsWith("other"), dry);
    const table = await call(host, switchAccount);
    assert(!table.includes("other"), table);
    const told = await stamp(host, { session_id: "w" }) ?? "";
    assert(told.includes("3% left") && !told.includes("other"), told);
    const refusal = await assertRejects(async () => await run(["--profile", "other"], host));
    assert(refusal instanceof UsageError && refusal.message.includes("another harness"));
  }));

Deno.test("after a login nobody is sent to the account that may be the one in use", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "h", ...HOME });
    await call(host, account, "label", "home");
    await report(host, { session: "w", ...WORK, usedPct: 97 });
    const verdict = async () => JSON.parse(await call(host, switchAccount, "--json")).verdict;
    host.setNow(NOW + MINUTE);
    await report(host, { session: "w", ...WORK, usedPct: 97 });
    assertEquals(await verdict(), "switch");
    const event = anEvent(host, "Notification-auth_success", { session_id: "w" });
    await feedHook(host, "notification", JSON.stringify(event));
    assertEquals(await verdict(), "unknown");
  }));

Deno.test("two accounts of another harness, which names no directory, are two and no login", () =>
  withFakeHost({}, async (host) => {
    await elsewhere(host, "one", 1, NOW + 2 * DAY);
    await elsewhere(host, "two", 0);
    await elsewhere(host, "two", 1, NOW + 5 * DAY);
    assertStringIncludes(await elsewhere(host, "one", 1, NOW + 2 * DAY), "100% left");
  }));
