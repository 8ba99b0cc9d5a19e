// Updates over random sessions, judged by what somebody remembers who only sees and hears.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { edgeOf, temperOf } from "../../src/decide/modes.ts";
import { mainWindow } from "../../src/decide/quote.ts";
import { decideUpdate, type Standing } from "../../src/decide/update.ts";
import type { Mode } from "../../src/model/config.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { decodeWatermark, NOTHING_TOLD, ROOM, type Watermark } from "../../src/model/watermark.ts";
import { isSameWindow } from "../../src/model/window.ts";
import { holds } from "../support/property.ts";
import { aRoom, aWeek, aWindow, NOW } from "../support/situations.ts";

interface Step {
  readonly gapSec: number;
  readonly five: number | null;
  readonly epoch: number;
  readonly week: number | null;
  readonly room: number | null;
  readonly empty: boolean;
}

const pct = fc.option(fc.nat(1000).map((tenths) => tenths / 10), { freq: 6 });
const steps = fc.array(
  fc.record({
    gapSec: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.constant(-HOUR)),
    five: pct,
    epoch: fc.nat(2),
    week: pct,
    room: fc.option(fc.nat(967_000), { freq: 4 }),
    empty: fc.boolean(),
  }),
  { minLength: 2, maxLength: 40 },
);
const mode = fc.constantFrom<Mode>("ondemand", "powersave", "performance");

function standingOf(step: Step, now: number): Standing {
  const resetAt = NOW + 3 * DAY + step.epoch * 5 * HOUR;
  const windows = [
    step.five === null ? [] : [aWindow({ headroomPct: step.five, resetAt, observedAt: now })],
    step.week === null ? [] : [aWeek({ headroomPct: step.week, observedAt: now })],
  ].flat();
  const empties = step.empty && step.five !== null
    ? { resetAt, earliestAt: now + 60, latestAt: now + 120 }
    : null;
  return { windows, room: step.room === null ? null : aRoom(step.room), empties };
}

/** What somebody remembers of a meter who only sees the figures and hears the updates. */
interface Memory {
  readonly resetAt: number | null;
  /** The highest figure since it was last told or first seen. */
  readonly peakPct: number;
  readonly toldEdge: number | null;
}

function metersIn({ windows, room }: Standing) {
  return [
    ...windows.map(({ key, headroomPct, resetAt }) => ({ key, pct: headroomPct, resetAt })),
    ...room === null ? [] : [{ key: ROOM, pct: room.headroomPct, resetAt: null }],
  ];
}

Deno.test("over random sessions an update tells nothing twice, nothing better, nothing at first sight or across a reset", () => {
  holds(
    fc.property(steps, mode, (sequence, mode) => {
      const temper = temperOf(mode);
      const memories = new Map<string, Memory>();
      let told: Watermark = NOTHING_TOLD;
      let now = NOW;
      for (const step of sequence) {
        now += step.gapSec;
        const it = standingOf(step, now);
        const { notes, crossed, watermark } = decideUpdate(it, told, temper, now);
        for (const { key, pct, resetAt } of metersIn(it)) {
          const edges = key === ROOM ? [5] : temper.edges;
          const before = memories.get(key);
          const isKnown = before !== undefined && isSameWindow(before.resetAt, resetAt);
          const peakPct = Math.max(pct, isKnown ? before.peakPct : 0);
          const wasTold = isKnown ? before.toldEdge : null;
          if (notes.length === 0 || !crossed.includes(key)) {
            memories.set(key, { resetAt, peakPct, toldEdge: wasTold });
            continue;
          }
          const edge = edgeOf(pct, edges);
          assert(isKnown, `${key} was told at first sight or across a reset`);
          assert(edge < peakPct, `${key} at ${pct} crossed nothing since ${peakPct}`);
          const isTwice = wasTold !== null && edge >= wasTold;
          assert(!isTwice || peakPct > edge + 2, `${key} at ${pct} was told a second time`);
          memories.set(key, { resetAt, peakPct: pct, toldEdge: edge });
        }
        told = decodeWatermark(JSON.parse(JSON.stringify(watermark)));
        assertEquals(told, watermark, "a watermark survives its storage");
      }
    }),
    600,
  );
});

Deno.test("over random sessions no scarce meter waits, and what can wait keeps its distance", () => {
  holds(
    fc.property(steps, mode, (sequence, mode) => {
      const temper = temperOf(mode);
      let told: Watermark = NOTHING_TOLD;
      let now = NOW;
      let spokeAt = -Infinity;
      for (const step of sequence) {
        now += step.gapSec;
        const it = standingOf(step, now);
        const { notes, crossed, watermark } = decideUpdate(it, told, temper, now);
        const isUrgent = crossed.includes(ROOM) ||
          it.windows.some(({ key, headroomPct }) => crossed.includes(key) && headroomPct <= 10);
        assert(!isUrgent || notes.length > 0, "a scarce meter had to wait");
        const gap = now - spokeAt;
        if (notes.length > 0) {
          assert(isUrgent || gap < 0 || gap >= temper.throttleSec, `spoke again after ${gap} s`);
          // A forecast alone keeps its distance, but nothing keeps its distance from it.
          if (crossed.length > 0) spokeAt = now;
        }
        told = watermark;
      }
    }),
    600,
  );
});

Deno.test("over random sessions a window is told to run empty once until its reset, and with its figure", () => {
  holds(fc.property(steps, mode, (sequence, mode) => {
    let told: Watermark = NOTHING_TOLD;
    let now = NOW;
    let emptyToldFor: number | null = null;
    for (const step of sequence) {
      now += step.gapSec;
      const it = standingOf(step, now);
      const { notes, watermark } = decideUpdate(it, told, temperOf(mode), now);
      if (notes.some(({ kind }) => kind === "empties")) {
        assert(it.empties !== null && it.empties.resetAt !== emptyToldFor);
        emptyToldFor = it.empties.resetAt;
        const main = mainWindow(it.windows);
        const quotes = notes.flatMap((note) => note.kind === "quota" ? note.quotes : []);
        assert(
          quotes.some((quote) =>
            quote.kind === "left" && quote.key === main?.key &&
            quote.headroomPct === main.headroomPct
          ),
        );
      }
      told = watermark;
    }
  }));
});

Deno.test("the same standing again is never news", () => {
  holds(fc.property(steps, mode, (sequence, mode) => {
    const temper = temperOf(mode);
    let told: Watermark = NOTHING_TOLD;
    let now = NOW;
    for (const step of sequence) {
      now += Math.abs(step.gapSec) + 10 * MINUTE;
      const it = standingOf(step, now);
      told = decideUpdate(it, told, temper, now).watermark;
      assertEquals(decideUpdate(it, told, temper, now + 10 * MINUTE).notes, []);
    }
  }));
});
