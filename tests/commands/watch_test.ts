// The pane in process: what it reads and when, and that it gives the terminal back.

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { run as watch } from "../../src/commands/watch.ts";
import { openSource, runPane } from "../../src/commands/watch/pane.ts";
import { FOLLOWING } from "../../src/decide/pane.ts";
import type { Happening, Terminal } from "../../src/io/terminal.ts";
import { MINUTE } from "../../src/model/units.ts";
import { renderFrame } from "../../src/render/watch/frame.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { report } from "../support/tap.ts";
import { fillWatchedDay, WATCHED_ACCOUNT } from "../support/watched_day.ts";

const STYLE = {
  colour: false,
  unicode: true,
  zone: { name: "UTC", offsetMin: () => 0 },
};

/** A terminal that follows a script; ends the pane when it is over. */
function scripted(happenings: readonly Happening[], draw: (rows: readonly string[]) => void) {
  const left = [...happenings];
  const seen = { leaves: 0 };
  const terminal: Terminal = {
    size: () => ({ columns: 100, rows: 30 }),
    draw,
    next: () => Promise.resolve(left.shift() ?? { kind: "ended", code: 143 }),
    leave: () => void seen.leaves++,
  };
  return { terminal, seen };
}

async function pane(host: FakeHost, ...happenings: readonly Happening[]) {
  const frames: string[] = [];
  const { terminal, seen } = scripted(happenings, (rows) => void frames.push(rows.join("\n")));
  const code = await runPane(openSource(host, () => 0), terminal, STYLE, () => 0);
  assertEquals(seen.leaves, 1);
  return { code, frames };
}

const typed = (text: string): Happening => ({ kind: "typed", text });
const TIME: Happening = { kind: "time" };

Deno.test("watch prints one frame into a pipe", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 26.034 });
    host.clear();
    host.setEnv({ LANG: "C.UTF-8", COLUMNS: "80" });
    assertEquals(await watch([], host), 0);
    const out = host.out();
    assertStringIncludes(out, "TOKENROOM · 00:12:00 · data 0s old");
    assertStringIncludes(out, "60% left  resets 03:12 (in 3h)");
    assertStringIncludes(out, "$26.03");
  }));

Deno.test("watch refuses an option it does not have", () =>
  withFakeHost({}, async (host) => {
    const cause = await assertRejects(async () => await watch(["--often"], host)) as Error;
    assertStringIncludes(cause.message, "watch has no option --often");
  }));

Deno.test("the pane shows an afternoon: forecast, flow, plans, pins and walls", () =>
  withFakeHost({}, async (host) => {
    fillWatchedDay(host.state, NOW, { configDir: host.config.dir });
    const { code, frames: [first = ""] } = await pane(host, typed("q"));
    assertEquals(code, 0);
    for (
      const part of [
        "▸ 5h",
        " 42% left",
        "%/h · ",
        "× the pace that lasts",
        "cache warm for 3m",
        "░",
        "site 9be5",
        "✓ ready since",
        "5h was hit at",
      ]
    ) assertStringIncludes(first, part);
  }));

Deno.test("the pane answers keys, and quits at q and at Ctrl-C", () =>
  withFakeHost({}, async (host) => {
    fillWatchedDay(host.state, NOW, { configDir: host.config.dir });
    const { code, frames } = await pane(
      host,
      typed("\x1b[C"),
      typed("?"),
      typed("?"),
      typed("\x03"),
    );
    assertEquals(code, 0);
    assertStringIncludes(frames[1] ?? "", "▸ 7d");
    assertStringIncludes(frames[2] ?? "", "any key: back");
    assertStringIncludes(frames[3] ?? "", "▸ 7d");
  }));

Deno.test("the pane ends with the code of what ended it, and gives the terminal back", () =>
  withFakeHost({}, async (host) => {
    assertEquals((await pane(host, TIME, { kind: "ended", code: 129 })).code, 129);
  }));

Deno.test("the pane gives the terminal back when it breaks", () =>
  withFakeHost({}, async (host) => {
    const { terminal, seen } = scripted([TIME], () => {
      throw new Error("broken");
    });
    await assertRejects(() => runPane(openSource(host, () => 0), terminal, STYLE, () => 0));
    assertEquals(seen.leaves, 1);
  }));

Deno.test("the source sees a report of this second in the next one, and reads no unchanged store", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 1 });
    const source = openSource(host, () => 0);
    const cost = () => {
      const shown = source.look(FOLLOWING);
      return shown.kind === "scene" ? shown.scene.session?.session.activity.costUsd : null;
    };
    assertEquals(cost(), 1);
    await report(host, { costUsd: 2 });
    assertEquals(cost(), 1, "read twice in a second");
    host.setNow(NOW + 1);
    assertEquals(cost(), 2);
    const scene = () => {
      const shown = source.look(FOLLOWING);
      return shown.kind === "scene" ? shown.scene : null;
    };
    const before = scene()?.windows[0]?.key;
    host.setNow(NOW + 2);
    assertEquals(scene()?.windows[0]?.key, before);
    assertEquals(scene()?.ageSec, 2, "the clock goes on without a read");
  }));

Deno.test("the source reads a store that takes long less often, but at once what was chosen", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 1 });
    let clock = 0;
    const source = openSource(host, () => clock += 10);
    const cost = (window: string | null = null) => {
      const shown = source.look({ ...FOLLOWING, window });
      return shown.kind === "scene" ? shown.scene.session?.session.activity.costUsd : null;
    };
    assertEquals(cost(), 1);
    await report(host, { costUsd: 2 });
    host.setNow(NOW + 2);
    assertEquals(cost(), 1);
    assertEquals(cost("seven_day"), 2);
    await report(host, { costUsd: 3 });
    host.setNow(NOW + 5);
    assertEquals(cost("seven_day"), 3);
  }));

Deno.test("the source outlives a store that is not there yet, is damaged, and comes back", () =>
  withFakeHost({}, async (host) => {
    const source = openSource(host, () => 0);
    assertEquals(source.look(FOLLOWING).kind, "empty");
    assertEquals([...Deno.readDirSync(host.state)], [], "looking made a file");
    Deno.writeTextFileSync(`${host.state}/tokenroom.db`, "no database at all".repeat(500));
    host.setNow(NOW + 1);
    assertEquals(source.look(FOLLOWING).kind, "broken");
    // Tap moves the damaged file aside and begins a new one.
    await report(host);
    host.setNow(NOW + 2);
    assertEquals(source.look(FOLLOWING).kind, "scene");
    const text = renderFrame(source.look(FOLLOWING), { columns: 80, rows: 24 }, STYLE).join("\n");
    assertStringIncludes(text, "60% left");
  }));

Deno.test("the source notices that the store was replaced under it", () =>
  withFakeHost({}, async (host) => {
    await report(host, { costUsd: 1 });
    const source = openSource(host, () => 0);
    assertEquals(source.look(FOLLOWING).kind, "scene");
    for (const side of ["", "-wal", "-shm"]) Deno.removeSync(`${host.state}/tokenroom.db${side}`);
    host.setNow(NOW + MINUTE);
    assertEquals(source.look(FOLLOWING).kind, "empty");
    await report(host, { costUsd: 5 });
    host.setNow(NOW + 2 * MINUTE);
    assertEquals(source.look(FOLLOWING).kind, "scene");
  }));

Deno.test("the pane walks through the accounts", () =>
  withFakeHost({}, async (host) => {
    await report(host, { session: "a", usedPct: null, costUsd: 3 });
    fillWatchedDay(host.state, NOW, { configDir: "/elsewhere" });
    const { frames } = await pane(host, typed("a"), typed("a"), typed("q"));
    assert(WATCHED_ACCOUNT > "");
    assert(frames.some((frame) => !/account [\dn]/.test(frame) && frame.includes("42% left")));
    assert(frames.some((frame) =>
      frame.includes("account not known") && frame.includes("no rate-limit windows")
    ));
  }));
