import { assertEquals } from "@std/assert";
import { type Temper, temperOf } from "../../src/decide/modes.ts";
import type { Note } from "../../src/decide/notes.ts";
import { decideStamp, withoutTold } from "../../src/decide/stamp.ts";
import { decideUpdate, type Standing, toldByStamp } from "../../src/decide/update.ts";
import type { Mode } from "../../src/model/config.ts";
import type { Room } from "../../src/model/context.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import {
  afterCompaction,
  decodeWatermark,
  NOTHING_TOLD,
  type Watermark,
} from "../../src/model/watermark.ts";
import type { Window } from "../../src/model/window.ts";
import { aRoom, aWeek, aWindow, NOW, UNKNOWN } from "../support/situations.ts";

const ONDEMAND = temperOf("ondemand");
const RESET = NOW + 4 * HOUR;

const fiveHours = (headroomPct: number, given: Partial<Window> = {}) =>
  aWindow({ headroomPct, resetAt: RESET, observedAt: NOW, ...given });
const standing = (windows: readonly Window[], given: Partial<Standing> = {}): Standing => ({
  windows,
  room: null,
  empties: null,
  ...given,
});

/** A session that is told of one standing after another, `gapSec` apart. */
function talk(temper: Temper = ONDEMAND, gapSec = 10 * MINUTE) {
  let told: Watermark = NOTHING_TOLD;
  let at = NOW - gapSec;
  const fresh = (it: Standing) => ({
    ...it,
    windows: it.windows.map((window) => ({ ...window, observedAt: at })),
  });
  return {
    hear: (it: Standing, now = at + gapSec): readonly Note[] => {
      at = now;
      const update = decideUpdate(fresh(it), told, temper, at);
      told = decodeWatermark(JSON.parse(JSON.stringify(update.watermark)));
      return update.notes;
    },
    stamp: (it: Standing, criticalPct: number | null = null, now = at): readonly Note[] => {
      at = now;
      const view = { ...UNKNOWN, ...fresh(it), ahead: { empties: it.empties, tokensLeft: null } };
      const notes = withoutTold(decideStamp(view, criticalPct, at), told, at);
      told = toldByStamp(notes, fresh(it), told, temper, at);
      return notes;
    },
  };
}

const quotesIn = (notes: readonly Note[]) =>
  notes.flatMap((note) => note.kind === "quota" ? note.quotes : [])
    .map((quote) => quote.kind === "left" ? `${quote.key} ${quote.headroomPct}` : quote.kind);
const kindsOf = (notes: readonly Note[]) => notes.map(({ kind }) => kind);
const adviceIn = (notes: readonly Note[]) =>
  notes.flatMap((note) => note.kind === "descent" ? note.descent.kind : [])[0] ?? null;

Deno.test("decideUpdate() speaks once at each edge on the way down, with the advice for it", () => {
  const { hear } = talk();
  const said = [60, 30, 25, 24, 11, 10, 9, 5.1, 5, 3, 2, 1, 0].map((headroom) => {
    const notes = hear(standing([fiveHours(headroom)]));
    return notes.length === 0 ? null : [headroom, adviceIn(notes)];
  });
  assertEquals(said.filter((it) => it !== null), [
    [25, null],
    [10, "descend"],
    [5, "approach"],
    [2, "land"],
  ]);
});

Deno.test("decideUpdate() says the edges that were jumped over as one", () => {
  const { hear } = talk();
  hear(standing([fiveHours(60)]));
  assertEquals(quotesIn(hear(standing([fiveHours(1)]))), ["five_hour 1"]);
  assertEquals(hear(standing([fiveHours(0)])), []);
});

Deno.test("decideUpdate() is silent at first sight, however little is left", () => {
  const { hear } = talk();
  assertEquals(hear(standing([fiveHours(1), aWeek({ headroomPct: 1 })], { room: aRoom(10) })), []);
});

Deno.test("decideUpdate() is silent when a figure improves, and arms the edge again", () => {
  const { hear } = talk();
  for (const headroom of [60, 24]) hear(standing([fiveHours(headroom)]));
  assertEquals(hear(standing([fiveHours(40)])), []);
  assertEquals(quotesIn(hear(standing([fiveHours(25)]))), ["five_hour 25"]);
});

Deno.test("decideUpdate() takes a figure that wobbles around an edge for one piece of news", () => {
  const { hear } = talk();
  const said = [60, 25, 25.1, 25, 27, 24.9, 26, 24].map((headroom) =>
    hear(standing([fiveHours(headroom)])).length
  );
  assertEquals(said, [0, 1, 0, 0, 0, 0, 0, 0]);
  assertEquals([27.1, 25].map((it) => hear(standing([fiveHours(it)])).length), [0, 1]);
});

Deno.test("decideUpdate() is silent across a reset, and speaks of the new window's own edges", () => {
  const { hear } = talk();
  hear(standing([fiveHours(60)]));
  const next = (headroom: number) => standing([fiveHours(headroom, { resetAt: RESET + 5 * HOUR })]);
  assertEquals(hear(next(9)), []);
  assertEquals(adviceIn(hear(next(4))), "approach");
});

Deno.test("decideUpdate() knows a window again whose reset moved by minutes", () => {
  const { hear } = talk();
  const at = (headroom: number, resetAt: number) => standing([fiveHours(headroom, { resetAt })]);
  hear(at(60, RESET));
  assertEquals(hear(at(24, RESET + 10 * MINUTE)).length, 1);
  assertEquals(hear(at(23, RESET)), []);
});

Deno.test("decideUpdate() says nothing of a window that has refilled or whose figure is old", () => {
  const told = decideUpdate(standing([fiveHours(60)]), NOTHING_TOLD, ONDEMAND, NOW).watermark;
  for (const given of [{ resetAt: NOW + 600 }, { observedAt: NOW - 31 * MINUTE }]) {
    const now = NOW + 600;
    const update = decideUpdate(standing([fiveHours(1, given)]), told, ONDEMAND, now);
    assertEquals([update.notes, update.crossed], [[], []]);
  }
});

Deno.test("decideUpdate() makes news that can wait wait, and tells it when the time is over", () => {
  const { hear } = talk(ONDEMAND, 1);
  const low = aWeek({ headroomPct: 24 });
  hear(standing([fiveHours(60), aWeek()]), NOW);
  assertEquals(hear(standing([fiveHours(25), aWeek()]), NOW + 10).length, 1);
  assertEquals(hear(standing([fiveHours(25), low]), NOW + 129), []);
  assertEquals(quotesIn(hear(standing([fiveHours(25), low]), NOW + 130)), ["seven_day 24"]);
  assertEquals(hear(standing([fiveHours(25), low]), NOW + 600), []);
});

Deno.test("decideUpdate() never makes a window at or under the descent wait, and tells the rest with it", () => {
  const { hear } = talk(ONDEMAND, 1);
  hear(standing([fiveHours(60), aWeek()], { room: aRoom(200_000) }), NOW);
  hear(standing([fiveHours(25), aWeek()], { room: aRoom(200_000) }), NOW + 1);
  const both = standing([fiveHours(10), aWeek({ headroomPct: 20 })], { room: aRoom(48_000) });
  const notes = hear(both, NOW + 2);
  assertEquals(quotesIn(notes), ["five_hour 10", "seven_day 20"]);
  assertEquals(kindsOf(notes), ["quota", "descent", "room"]);
});

Deno.test("decideUpdate() does not wait for an update from the future: the clock went back", () => {
  const { hear } = talk();
  hear(standing([fiveHours(60)]), NOW + DAY);
  hear(standing([fiveHours(24, { resetAt: RESET + DAY })]), NOW + DAY);
  const told = { ...NOTHING_TOLD, updatedAt: NOW + DAY, edges: { five_hour: HEALTHY } };
  assertEquals(decideUpdate(standing([fiveHours(24)]), told, ONDEMAND, NOW).notes.length, 1);
});

const HEALTHY = { edgePct: 100, resetAt: RESET };

Deno.test("decideUpdate() tells once that the room is nearly used up, late", () => {
  const { hear } = talk();
  const said = [200_000, 96_700, 48_351, 48_350, 38_680, 0].filter((room) =>
    hear(standing([], { room: aRoom(room) })).length > 0
  );
  assertEquals(said, [48_350]);
});

Deno.test("decideUpdate() tells it earlier where the ceiling is low: a result and a note must fit", () => {
  const { hear } = talk();
  const room = (roomTokens: number): Room => (
    { roomTokens, headroomPct: roomTokens * 100 / 167_000, then: "compaction" }
  );
  const said = [40_000, 16_001, 16_000, 9_000, 18_000, 16_000].filter((tokens) =>
    hear(standing([], { room: room(tokens) })).length > 0
  );
  assertEquals(said, [16_000]);
});

Deno.test("decideUpdate() starts anew with the context after a compaction", () => {
  const { hear } = talk();
  const said = [200_000, 45_000, null, 940_000, 45_000].map((room) =>
    kindsOf(hear(standing([], { room: room === null ? null : aRoom(room) })))
  );
  assertEquals(said, [[], ["room"], [], [], ["room"]]);
});

Deno.test("decideUpdate() does not confuse a window that is called like the context", () => {
  for (const key of ["context", "constructor", "toString"]) {
    const { hear } = talk();
    const at = (headroomPct: number) =>
      standing([aWindow({ key, headroomPct, resetAt: RESET })], { room: aRoom(600_000) });
    assertEquals(hear(at(60)), []);
    assertEquals(quotesIn(hear(at(20))), [`${key} 20`]);
  }
});

Deno.test("decideUpdate() tells once for a window that it runs empty before its reset", () => {
  const { hear } = talk();
  const empties = { resetAt: RESET, earliestAt: NOW + HOUR, latestAt: NOW + 2 * HOUR };
  const notes = hear(standing([fiveHours(60)], { empties }));
  assertEquals([quotesIn(notes), kindsOf(notes)], [["five_hour 60"], ["quota", "empties"]]);
  assertEquals(hear(standing([fiveHours(58)], { empties })), []);
  const moved = { ...empties, resetAt: RESET + 60 };
  assertEquals(hear(standing([fiveHours(57)], { empties: moved })), []);
  const next = { ...empties, resetAt: RESET + 5 * HOUR };
  assertEquals(hear(standing([fiveHours(90)], { empties: next })).length, 2);
});

Deno.test("decideUpdate() lets a forecast wait, but makes no edge wait for one", () => {
  const { hear } = talk(ONDEMAND, 1);
  const empties = { resetAt: RESET, earliestAt: NOW + HOUR, latestAt: NOW + 2 * HOUR };
  hear(standing([fiveHours(60)]), NOW);
  assertEquals(kindsOf(hear(standing([fiveHours(26)], { empties }), NOW + 1)), [
    "quota",
    "empties",
  ]);
  assertEquals(quotesIn(hear(standing([fiveHours(25)], { empties }), NOW + 2)), ["five_hour 25"]);
  const next = { ...empties, resetAt: RESET + HOUR };
  const later = standing([fiveHours(24, { resetAt: RESET + HOUR })], { empties: next });
  assertEquals(hear(later, NOW + 121), []);
  assertEquals(kindsOf(hear(later, NOW + 122)), ["quota", "empties"]);
});

Deno.test("a forecast is told mid-turn again after a compaction took it away", () => {
  const empties = { resetAt: RESET, earliestAt: NOW + HOUR, latestAt: NOW + 2 * HOUR };
  const it = standing([fiveHours(60)], { empties });
  const told = decideUpdate(it, NOTHING_TOLD, ONDEMAND, NOW).watermark;
  assertEquals(decideUpdate(it, told, ONDEMAND, NOW).notes, []);
  assertEquals(decideUpdate(it, afterCompaction(told), ONDEMAND, NOW).notes.length, 2);
});

Deno.test("decideUpdate() gives the advice of the window that asks for most caution", () => {
  const { hear } = talk();
  const scarce = aWeek({ headroomPct: 4 });
  hear(standing([fiveHours(60), scarce]));
  assertEquals(kindsOf(hear(standing([fiveHours(24), scarce]))), ["quota"]);
  const soon = fiveHours(9, { resetAt: RESET });
  const notes = hear(standing([soon, scarce]));
  assertEquals([quotesIn(notes), adviceIn(notes)], [["five_hour 9", "seven_day 4"], "approach"]);
});

Deno.test("decideUpdate() says that there is no need to slow down where the window refills soon", () => {
  const resetAt = NOW + 10 * MINUTE;
  const told = { ...NOTHING_TOLD, edges: { five_hour: { edgePct: 25, resetAt } } };
  const { notes } = decideUpdate(standing([fiveHours(9, { resetAt })]), told, ONDEMAND, NOW);
  assertEquals(adviceIn(notes), "refills-soon");
});

const EDGES: readonly (readonly [Mode, readonly number[]])[] = [
  ["ondemand", [25, 10, 5, 2]],
  ["powersave", [40, 25, 10, 5, 2]],
  ["performance", [10, 5, 2]],
];
for (const [mode, edges] of EDGES) {
  Deno.test(`decideUpdate() speaks in ${mode} at ${edges.join(", ")}`, () => {
    const { hear } = talk(temperOf(mode), 130);
    const falling = Array.from({ length: 100 }, (_, index) => 100 - index);
    assertEquals(
      falling.filter((headroom) => hear(standing([fiveHours(headroom)])).length > 0),
      edges,
    );
  });
}

Deno.test("a change of mode does not tell the same edge again", () => {
  const told = decideUpdate(standing([fiveHours(60)]), NOTHING_TOLD, ONDEMAND, NOW).watermark;
  const low = decideUpdate(standing([fiveHours(24)]), told, ONDEMAND, NOW).watermark;
  const thrifty = decideUpdate(standing([fiveHours(24)]), low, temperOf("powersave"), NOW + DAY);
  assertEquals(thrifty.crossed, []);
});

Deno.test("what a stamp has told is no news after it", () => {
  const { hear, stamp } = talk();
  const empties = { resetAt: RESET, earliestAt: NOW + HOUR, latestAt: NOW + 2 * HOUR };
  hear(standing([fiveHours(60), aWeek()], { room: aRoom(600_000) }));
  const low = standing([fiveHours(9), aWeek({ headroomPct: 19 })], {
    room: aRoom(30_000),
    empties,
  });
  assertEquals(kindsOf(stamp(low)), ["quota", "empties", "room"]);
  assertEquals(hear(low), []);
});

// Instants of the early end, told as minutes after the one that was told first.
const MOVES: readonly (readonly [string, number, number, boolean])[] = [
  ["an hour ahead, by 20 minutes", 60, 20, false],
  ["an hour ahead, by more", 60, 21, true],
  ["an hour ahead, back by more", 60, -21, true],
  ["at hand, back by 20 minutes", 22, -20, false],
  ["three hours ahead, by a quarter of the time that is left", 180, 60, false],
  ["three hours ahead, by more", 180, 61, true],
];
for (const [where, aheadMin, movedMin, isTold] of MOVES) {
  Deno.test(`a stamp ${isTold ? "tells" : "leaves out"} a forecast that moved ${where}`, () => {
    const { stamp } = talk();
    const at = (minutes: number) => {
      const earliestAt = NOW + minutes * MINUTE;
      const empties = { resetAt: RESET, earliestAt, latestAt: earliestAt + HOUR };
      return standing([fiveHours(50)], { empties });
    };
    assertEquals(kindsOf(stamp(at(aheadMin), null, NOW)), ["quota", "empties"]);
    const notes = stamp(at(aheadMin + movedMin), null, NOW);
    assertEquals(kindsOf(notes), isTold ? ["quota", "empties"] : ["quota"]);
  });
}

Deno.test("a stamp measures a forecast by what was last told, not by what was last known", () => {
  const { stamp } = talk();
  const said = [0, 15, 30, 45, 60].map((minutes) => {
    const earliestAt = NOW + HOUR + minutes * MINUTE;
    const empties = { resetAt: RESET, earliestAt, latestAt: earliestAt + HOUR };
    return stamp(standing([fiveHours(50)], { empties }), null, NOW + minutes * MINUTE).length;
  });
  assertEquals(said, [2, 1, 2, 1, 2]);
});

Deno.test("a stamp tells the forecast of another window, and one told mid-turn not again", () => {
  const { hear, stamp } = talk();
  const empties = { resetAt: RESET, earliestAt: NOW + HOUR, latestAt: NOW + 2 * HOUR };
  assertEquals(kindsOf(hear(standing([fiveHours(60)], { empties }), NOW)), ["quota", "empties"]);
  assertEquals(kindsOf(stamp(standing([fiveHours(60)], { empties }))), ["quota"]);
  const next = { ...empties, resetAt: RESET + 5 * HOUR };
  assertEquals(kindsOf(stamp(standing([fiveHours(60)], { empties: next }))), ["quota", "empties"]);
});

Deno.test("what a stamp left out is told mid-turn", () => {
  const { hear, stamp } = talk();
  const spend = (headroomPct: number) => aWindow({ key: "spend_limit", headroomPct });
  hear(standing([fiveHours(60), aWeek({ headroomPct: 3 }), spend(60)]));
  const low = standing([fiveHours(60), aWeek({ headroomPct: 3 }), spend(9)]);
  assertEquals(quotesIn(stamp(low)), ["five_hour 60", "seven_day 3"]);
  assertEquals(quotesIn(hear(low)), ["seven_day 3", "spend_limit 9"]);
});

Deno.test("quota that the person does not want stamped yet is not taken for told", () => {
  const { hear, stamp } = talk();
  hear(standing([fiveHours(60)]));
  assertEquals(stamp(standing([fiveHours(24)]), 20), []);
  assertEquals(quotesIn(hear(standing([fiveHours(24)]))), ["five_hour 24"]);
});
