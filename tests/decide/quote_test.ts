import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decideHud, shownCost } from "../../src/decide/hud.ts";
import { mainWindow, quote, scarceWindows } from "../../src/decide/quote.ts";
import { decideStamp } from "../../src/decide/stamp.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import type { Window } from "../../src/model/window.ts";
import { holds } from "../support/property.ts";
import { aRoom, aWeek, aWindow, NOW, UNKNOWN } from "../support/situations.ts";

Deno.test("quote() tells the age of a figure older than two minutes", () => {
  const ages = [0, 119, 120, 121].map((age) => quote(aWindow({ observedAt: NOW - age }), NOW));
  assertEquals(ages.map((it) => it?.kind === "left" ? it.ageSec : "none"), [null, null, null, 121]);
});

Deno.test("quote() is silent on a figure older than half an hour", () => {
  const quoted = [1799, 1800, 1801].map((age) => quote(aWindow({ observedAt: NOW - age }), NOW));
  assertEquals(quoted.map((it) => it?.kind ?? null), ["left", "left", null]);
});

Deno.test("quote() tells no age where this machine's clock went back", () => {
  const ahead = quote(aWindow({ observedAt: NOW + 600 }), NOW);
  assertEquals(ahead?.kind === "left" ? ahead.ageSec : "none", null);
});

Deno.test("quote() announces a window as refilled from its reset on, for one length", () => {
  const at = (resetAt: number) => quote(aWindow({ resetAt }), NOW)?.kind ?? null;
  assertEquals([NOW + 1, NOW, NOW - 1].map(at), ["left", "refilled", "refilled"]);
  assertEquals([NOW - 5 * HOUR + 1, NOW - 5 * HOUR].map(at), ["refilled", null]);
  const week = (resetAt: number) => quote(aWeek({ resetAt }), NOW)?.kind ?? null;
  assertEquals([NOW - 7 * DAY + 1, NOW - 7 * DAY].map(week), ["refilled", null]);
});

Deno.test("quote() announces nothing of a window whose length is not known", () => {
  assertEquals(quote(aWindow({ key: "spend_limit", resetAt: NOW }), NOW), null);
});

Deno.test("mainWindow() is the five hours, or else the scarcest", () => {
  const spend = aWindow({ key: "spend_limit", headroomPct: 3 });
  assertEquals(mainWindow([spend, aWeek(), aWindow()])?.key, "five_hour");
  assertEquals(mainWindow([aWeek(), spend])?.key, "spend_limit");
  assertEquals(mainWindow([]), null);
});

Deno.test("scarceWindows() leaves the main one out and begins with the scarcest", () => {
  const windows = [
    aWindow({ headroomPct: 1 }),
    aWeek({ headroomPct: 19.9 }),
    aWindow({ key: "spend_limit", headroomPct: 5 }),
    aWindow({ key: "other", headroomPct: 20 }),
  ];
  assertEquals(scarceWindows(windows, 20).map(({ key }) => key), ["spend_limit", "seven_day"]);
});

function stampKeys(windows: readonly Window[]): string[] {
  return decideStamp({ ...UNKNOWN, windows }, null, NOW).flatMap((note) =>
    note.kind === "quota" ? note.quotes.map(({ key }) => key) : [note.kind]
  );
}

Deno.test("decideStamp() tells the week only under 20 percent", () => {
  const keys = [20.1, 20, 19.9].map((left) => stampKeys([aWindow(), aWeek({ headroomPct: left })]));
  assertEquals(keys, [["five_hour"], ["five_hour"], ["five_hour", "seven_day"]]);
});

Deno.test("decideStamp() quotes the scarcest other window where several are scarce", () => {
  const spend = aWindow({ key: "spend_limit", headroomPct: 2 });
  const keys = stampKeys([aWeek({ headroomPct: 5 }), aWindow(), spend]);
  assertEquals(keys, ["five_hour", "spend_limit"]);
});

Deno.test("decideStamp() does not let an unquotable window take another's place", () => {
  const old = aWindow({ key: "spend_limit", headroomPct: 2, observedAt: NOW - DAY });
  assertEquals(stampKeys([old, aWindow(), aWeek({ headroomPct: 5 })]), ["five_hour", "seven_day"]);
});

Deno.test("decideStamp() says nothing where nothing is known", () => {
  assertEquals(decideStamp(UNKNOWN, null, NOW), []);
  assertEquals(
    decideStamp({ ...UNKNOWN, windows: [aWindow({ observedAt: NOW - DAY })] }, null, NOW),
    [],
  );
});

Deno.test("decideStamp() tells the room even where no window may be quoted", () => {
  assertEquals(
    decideStamp(
      { ...UNKNOWN, windows: [aWindow({ observedAt: NOW - DAY })], room: aRoom(38_000) },
      null,
      NOW,
    ),
    [
      { kind: "room", roomTokens: 38_000, then: "compaction" },
    ],
  );
});

Deno.test("decideHud() shows the week only under 30 percent", () => {
  const shown = [30.1, 30, 29.9].map((left) => {
    const windows = [aWindow(), aWeek({ headroomPct: left })];
    return decideHud({ ...UNKNOWN, windows }, NOW).length;
  });
  assertEquals(shown, [1, 1, 2]);
});

Deno.test("decideHud() raises its alarm where the agent changes its way of working", () => {
  const alarms = [10.1, 10, 5.1, 5, 0].map((left) => {
    const windows = [aWindow({ headroomPct: left })];
    const [segment] = decideHud({ ...UNKNOWN, windows }, NOW);
    return segment?.kind === "window" ? segment.alarm : segment?.kind;
  });
  assertEquals(alarms, ["none", "low", "low", "critical", "critical"]);
});

Deno.test("decideHud() warns of compaction under 10 percent of room", () => {
  const soon = [96_701, 96_700, 96_699].map((tokens) => {
    const [segment] = decideHud({ ...UNKNOWN, room: aRoom(tokens) }, NOW);
    return segment?.kind === "room" ? segment.soon : segment?.kind;
  });
  assertEquals(soon, [false, false, true]);
});

Deno.test("shownCost() hides less than a cent", () => {
  assertEquals([null, 0, 0.0099, 0.01, 5].map(shownCost), [null, null, null, 0.01, 5]);
});

Deno.test("decideHud() always has something to show, and never more windows than fit", () => {
  const window = fc.record({
    key: fc.constantFrom("five_hour", "seven_day", "spend_limit", "other", "another"),
    headroomPct: fc.nat(1000).map((tenths) => tenths / 10),
    resetAt: fc.option(fc.integer({ min: NOW - 9 * DAY, max: NOW + 9 * DAY })),
    observedAt: fc.integer({ min: NOW - DAY, max: NOW + 60 }),
    sessionId: fc.constant("s"),
  });
  const windows = fc.uniqueArray(window, { selector: ({ key }) => key });
  holds(fc.property(windows, (list) => {
    const segments = decideHud({ ...UNKNOWN, windows: list }, NOW);
    const drawn = segments.filter(({ kind }) => kind === "window" || kind === "old");
    assertEquals([segments.length > 0, drawn.length <= 2], [true, true]);
  }));
});
