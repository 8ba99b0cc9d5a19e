// report as text and as a page.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { run as lookBack } from "../../src/commands/look_back.ts";
import { appendEntry } from "../../src/io/store/entries.ts";
import { type FakeHost, type FakeHostOptions, NOW, withFakeHost } from "../support/fake_host.ts";
import { assertGolden } from "../support/golden.ts";
import { keepBusyDay } from "../support/journal.ts";
import { modeOf } from "../support/scratch.ts";

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
    const out = await call(host);
    for (
      const sentence of [
        "No figures are known for this time.",
        "No action cost enough for a receipt.",
        "No turn ended at a limit.",
        "No window ended of which enough was seen to score a forecast.",
      ]
    ) {
      assertStringIncludes(out, sentence);
      assertStringIncludes(await call(host, "--html"), sentence);
    }
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
    assertEquals(tables.length, charts.length + 1);
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
