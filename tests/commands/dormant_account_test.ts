import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { run as account } from "../../src/commands/account.ts";
import { ACCOUNT_DAYS } from "../../src/decide/thresholds.ts";
import { HOOK_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { stamp, startSession } from "../support/hook.ts";
import { aPayload } from "../support/reports.ts";
import { report, tap } from "../support/tap.ts";

/** An account that was last used so many days ago, named; and one of another directory, used now. */
async function withOld(host: FakeHost, days: number): Promise<string> {
  const then = NOW - days * DAY;
  host.setNow(then);
  const parts = { session: "old", weekResetsAt: then + 2 * DAY, resetsAt: then + HOUR };
  await report(host, { ...parts, usedPct: 20 });
  await stamp(host, { session_id: "old" });
  account(["label", "old"], host);
  const key = JSON.parse(await listed(host)).accounts[0].key;
  host.setNow(NOW);
  const elsewhere = { now: host.now, config: { dir: `${host.dir}/.claude-2` } };
  await tap(host, JSON.stringify(aPayload(elsewhere, { session: "new", usedPct: 30 })));
  return key;
}

async function listed(host: FakeHost): Promise<string> {
  host.clear();
  assertEquals(await account(["--json"], host), 0);
  return host.out();
}

/** Tables and published files that still mention a text. */
function mentions(host: FakeHost, text: string): string[] {
  const store = openStore(host.state, HOOK_BUSY_MS, NOW);
  const tables = store.db.prepare(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  ).all().map(({ name }) => name as string);
  const found = tables.filter((table) =>
    store.db.prepare(`SELECT * FROM ${table}`).all()
      .some((row) => Object.values(row).some((value) => String(value).includes(text)))
  );
  const published = [...Deno.readDirSync(`${host.state}/accounts`)].map(({ name }) => name);
  return [...found, ...published.filter((name) => name === text)];
}

Deno.test("an account that nobody used for two months leaves with all that stands for it", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    const key = await withOld(host, ACCOUNT_DAYS + 1);
    assert(mentions(host, key).length > 3);
    await startSession(host, { session_id: "next" });
    assertEquals(mentions(host, key), []);
    assertEquals(JSON.parse(await listed(host)).accounts.length, 1);
  }));

Deno.test("an account that somebody may come back to keeps its name, and refills meanwhile", () =>
  withFakeHost({ configs: 2 }, async (host) => {
    const key = await withOld(host, ACCOUNT_DAYS - 1);
    await startSession(host, { session_id: "next" });
    host.clear();
    assertEquals(await account([], host), 0);
    assertStringIncludes(host.out(), `old (${key})`);
    assert(/old .*5h refilled/.test(host.out()), host.out());
  }));
