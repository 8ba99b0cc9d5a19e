// report as text and as a page.

import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { run as audit } from "../../src/commands/audit.ts";
import { run as lookBack } from "../../src/commands/look_back.ts";
import { writeAccount } from "../../src/io/store/account_records.ts";
import { appendEntry } from "../../src/io/store/entries.ts";
import { writeProfile } from "../../src/io/store/profiles.ts";
import { appendWindow } from "../../src/io/store/windows.ts";
import { HOUR } from "../../src/model/units.ts";
import { UsageError } from "../../src/render/failure.ts";
import { type FakeHost, type FakeHostOptions, NOW, withFakeHost } from "../support/fake_host.ts";
import { closedValidator } from "../support/schema.ts";
import { assertGolden } from "../support/golden.ts";
import type { Store } from "../../src/io/store/database.ts";
import { keepBusyDay, note, storeOf } from "../support/journal.ts";
import { modeOf } from "../support/scratch.ts";

const ROOT = new URL("../../", import.meta.url);
const DOC = Deno.readTextFileSync(new URL("docs/JSON.md", ROOT));
const published = closedValidator(new URL("schema/report.v0.schema.json", ROOT));
const TOKYO: FakeHostOptions = { zone: { name: "Asia/Tokyo", offsetMin: () => 540 } };

async function call(host: FakeHost, ...args: string[]): Promise<string> {
  host.clear();
  assertEquals(await lookBack(args, host), 0);
  assertEquals(host.errors(), "");
  return host.out();
}

Deno.test("report tells windows, receipts, compactions, walls and forecasts within 80 columns", () =>
  withFakeHost(TOKYO, async (host) => {
    keepBusyDay(host);
    const out = await call(host, "--since", "24h");
    assertGolden("report", out);
    for (const since of ["24h", "14d"]) {
      for (const line of (await call(host, "--since", since)).split("\n")) {
        assert(line.length <= 80, line);
      }
    }
  }));

Deno.test("report says of each part that there is nothing", () =>
  withFakeHost(TOKYO, async (host) => {
    note(storeOf(host), HOUR, "wall");
    const out = await call(host);
    for (
      const sentence of [
        "No figures are known for this time.",
        "No action cost enough for a receipt.",
        "No window ended of which enough was seen to score a forecast.",
      ]
    ) {
      assertStringIncludes(out, sentence);
      assertStringIncludes(await call(host, "--html"), sentence);
    }
    assertStringIncludes(await call(host, "--html"), "No window ended, so none expired unused.");
  }));

Deno.test("report of a time in which nobody worked says what to do, and nothing else", () =>
  withFakeHost(TOKYO, async (host) => {
    const out = await call(host);
    assertMatch(out, /\n\nNo session has reported in this time\. Start claude .*\n/);
    assert(!out.includes("WALLS"));
    const page = await call(host, "--html");
    assertStringIncludes(page, "<p>No session has reported in this time.");
    assert(!page.includes("<section") && !page.includes("<nav"));
  }));

Deno.test("report --html is one page that loads nothing and runs nothing", () =>
  withFakeHost(TOKYO, async (host) => {
    keepBusyDay(host);
    const page = await call(host, "--html");
    assertMatch(page, /^<!doctype html>\n<html lang="en">/);
    assert(page.endsWith("</body></html>\n"));
    assertStringIncludes(page, "default-src 'none'");
    assert(!/<script|<link|<img|<iframe|https?:|url\(|\son\w+=/i.test(page));
  }));

Deno.test("report --html names every chart, puts its figures into a table, and repeats no id", () =>
  withFakeHost(TOKYO, async (host) => {
    keepBusyDay(host);
    const page = await call(host, "--html", "--since", "24h");
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assertEquals(ids.length, new Set(ids).size);
    const charts = page.match(/<svg .*role="img" aria-labelledby="(\S+-t \S+-d)">/g) ?? [];
    assertEquals(charts.length, 5);
    for (const [, names] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const id of names?.split(" ") ?? []) assert(ids.includes(id), id);
    }
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) {
      assert(ids.includes(target), target);
    }
    const tables = page.match(/<table>\n<caption>[^<]+<\/caption>/g) ?? [];
    assertEquals(tables.length, charts.length + 2);
    assertEquals(page.match(/<details>/g)?.length, charts.length);
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    assertEquals(levels[0], 1);
    for (const [index, level] of levels.entries()) {
      assert(level <= (levels[index - 1] ?? 1) + 1, String(levels));
    }
  }));

Deno.test("report --html shows what anybody chose as text, never as markup", () =>
  withFakeHost(TOKYO, async (host) => {
    const store = keepBusyDay(host);
    const action = `<img src=x onerror="alert(1)">&'`;
    const receipts = [{ kind: "call", action, window: "<b>", points: 1, usd: 9 }];
    appendEntry(store, {
      at: NOW,
      kind: "update",
      sessionId: null,
      account: null,
      detail: { receipts, text: "x" },
    });
    const page = await call(host, "--html");
    assert(!page.includes("<img") && !page.includes("<b>"));
    assertStringIncludes(page, "&#60;img src=x onerror=&#34;alert(1)&#34;&#62;&#38;&#39;");
  }));

Deno.test("report saves the page for its owner, where it is asked to or would fill a screen", () =>
  withFakeHost({ ...TOKYO, terminal: true }, async (host) => {
    for (const flag of ["--save", "--html"]) {
      const path = `${host.state}/report.html`;
      assertEquals(await call(host, flag), `${path}\n`);
      assertMatch(Deno.readTextFileSync(path), /^<!doctype html>/);
      assertEquals(modeOf(path), "600");
      Deno.removeSync(path);
    }
    assertMatch(await call(host), /^Wed, Jun 24, 09:12 to Wed, Jul 1, 09:12 Asia\/Tokyo\n/);
  }));

function storeWithAccount(host: FakeHost): Store {
  const store = storeOf(host);
  const configDir = host.config.dir;
  writeAccount(store, { key: "a-1", configDir, weeklyResetAt: null, seenAt: NOW });
  return store;
}

Deno.test("report begins a window's line with its first figure, full before it only as not seen", () =>
  withFakeHost({}, async (host) => {
    const store = storeWithAccount(host);
    const at = NOW - 60;
    const window = { key: "five_hour", headroomPct: 40, resetAt: NOW + 2 * HOUR };
    appendWindow(store, "a-1", { ...window, observedAt: at, sessionId: "s" }, at);
    const page = await call(host, "--html");
    const left = (path: string) => Number(/d="M([\d.]+) /.exec(path)?.[1]);
    const [unseen = "", held = "", ...more] = page.match(/<path class="unseen" [^>]+>/g) ?? [];
    const [line = ""] = page.match(/<path class="line" [^>]+>/g) ?? [];
    assertEquals(more, []);
    assert(left(unseen) < left(line) && left(line) <= left(held), `${unseen}${line}${held}`);
    // Its chart spans the window, not the week that was asked for.
    assert(left(unseen) < 60 && left(line) > 400, unseen + line);
    assertStringIncludes(page, ">now</text>");
    assert(!page.includes('<rect class="waste"'));
  }));

Deno.test("report --html shows at each reset what expired unused, and adds it up", () =>
  withFakeHost(TOKYO, async (host) => {
    keepBusyDay(host);
    const page = await call(host, "--html", "--since", "24h");
    // The one that ran empty wasted nothing.
    assertEquals(page.match(/<rect class="waste"/g)?.length, 3);
    assertMatch(page, /<dt>of 4 5h windows expired unused<\/dt><dd>≤ 34%<\/dd>/);
    assertMatch(page, /<dd>11 of 12<\/dd>/);
    assertMatch(page, />5h<\/th><td class="number">4<\/td><td class="number">1<\/td>/);
    assertMatch(page, /<td class="number">34%<\/td><td class="number">1\.4 windows<\/td>/);
  }));

Deno.test("report --html draws no more steps than an eye can tell, whatever was stored", () =>
  withFakeHost({}, async (host) => {
    const store = storeWithAccount(host);
    store.transaction(() => {
      for (let n = 0; n < 8_000; n++) {
        const at = NOW - 4 * HOUR + n;
        const headroomPct = Math.round(1_000 - n / 10) / 10;
        const window = { key: "five_hour", headroomPct, resetAt: NOW + HOUR, observedAt: at };
        appendWindow(store, "a-1", { ...window, sessionId: "s" }, at);
      }
    });
    const page = await call(host, "--html");
    const [line = ""] = page.match(/<path class="line" [^>]+>/) ?? [];
    const steps = line.split("H").length;
    assert(steps > 500 && steps < 1_500, `${steps} steps`);
    // The last figure is drawn, whatever is left out.
    const { accounts } = JSON.parse(await call(host, "--json"));
    assertEquals(accounts[0].windows[0].runs[0].left_pct, 20);
    assertMatch(line, /V159\.2"\/>$/);
  }));

Deno.test("report calls accounts by their names, where there are several", () =>
  withFakeHost({}, async (host) => {
    const store = keepBusyDay(host);
    writeAccount(store, { key: "a-2", configDir: host.config.dir, weeklyResetAt: null, seenAt: 1 });
    const window = { key: "five_hour", headroomPct: 40, resetAt: NOW + HOUR, observedAt: NOW };
    appendWindow(store, "a-2", { ...window, sessionId: "s" }, NOW);
    writeProfile(store, { name: "home", account: "a-2", configDir: null }, NOW);
    const out = await call(host);
    assertMatch(out, /\nAccount 1\n\n5H WINDOWS\n/);
    assertMatch(out, /\nAccount home\n\n5H WINDOWS\n/);
    assertStringIncludes(await call(host, "--html"), "<strong>Account home</strong>");
    const { accounts } = JSON.parse(await call(host, "--json"));
    assertEquals(accounts.map(({ key, name }: Record<string, unknown>) => [key, name]), [
      ["a-1", null],
      ["a-2", "home"],
    ]);
  }));

Deno.test("report --json has every field of its schema and no other, full and empty", () =>
  withFakeHost({}, async (host) => {
    const empty = JSON.parse(await call(host, "--json"));
    assertEquals(published(empty), []);
    assertEquals([empty.accounts, empty.walls], [[], []]);
    keepBusyDay(host);
    const full = JSON.parse(await call(host, "--json", "--since", "24h"));
    assertEquals(published(full), []);
    const [hours, week] = full.accounts[0].windows;
    assertEquals([hours.key, hours.ended, hours.emptied, hours.unused_windows], [
      "five_hour",
      4,
      1,
      1.38,
    ]);
    assertEquals([week.ended, week.unused_pct, week.runs.length], [0, null, 1]);
    assertEquals(hours.runs.map((run: { left_pct: number }) => run.left_pct), [33, 0, 61, 44]);
    assertEquals(full.receipts, [{ action: "Task", count: 1, points: 5.2, cost_usd: 3.3 }]);
    assertEquals(hours.forecasts.length, 12);
  }));

Deno.test("docs/JSON.md shows a report that its schema allows", () => {
  const [, example = ""] = /## Report: .*?```json\n(.*?)```/s.exec(DOC) ?? [];
  assertEquals(published(JSON.parse(example)), []);
});

Deno.test("audit and report refuse a time that has not been yet", () =>
  withFakeHost(TOKYO, (host) => {
    for (const command of [lookBack, audit]) {
      assertEquals(
        complaint(() => command(["--since", "2026-07-02"], host)),
        '--since takes a time that has been, not "2026-07-02"',
      );
    }
  }));

Deno.test("report refuses to be a page and JSON at once", () =>
  withFakeHost(TOKYO, (host) => {
    for (const page of ["--html", "--save"]) {
      assertMatch(complaint(() => lookBack(["--json", page], host)), /^--json is no page/);
    }
    assertEquals(host.out(), "");
  }));

function complaint(act: () => unknown): string {
  const error = assertThrows(act);
  assert(error instanceof UsageError);
  return error.message;
}
