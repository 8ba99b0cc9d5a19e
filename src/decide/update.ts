import type { Room } from "../model/context.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import type { Watermark } from "../model/watermark.ts";
import { isSameWindow, type Window } from "../model/window.ts";
import { decideDescent } from "./descent.ts";
import type { Empties } from "./forecast.ts";
import { bandOf, type Temper } from "./modes.ts";
import type { Note } from "./notes.ts";
import { quote } from "./stamp.ts";
import { CONTEXT_EDGES, DESCEND_PCT } from "./thresholds.ts";

/** What is true now. */
export interface Standing {
  readonly windows: readonly Window[];
  readonly room: Room | null;
  readonly empties: Empties | null;
}

/** What to say mid-turn (nothing: an empty list) and what the session then was told. */
export interface Update {
  readonly notes: readonly Note[];
  readonly watermark: Watermark;
  /** Meters that crossed into a worse band, also where the update has to wait. */
  readonly crossed: readonly string[];
}

const CONTEXT = "context";

/**
 * Speaks only of what got worse since the session was last told: a meter that crossed an edge, or a
 * forecast that turned to before the reset. First sight and improvements are silent. What can wait
 * is throttled; a window at or under the descent does not wait.
 */
export function decideUpdate(
  standing: Standing,
  told: Watermark,
  temper: Temper,
  now: EpochSec,
): Update {
  const bands = { ...told.bands };
  const notes: Note[] = [];
  const crossed: string[] = [];
  const throttled = told.updatedAt !== null && now - told.updatedAt < temper.throttleSec;
  for (const meter of metersOf(standing, temper, now)) {
    const before = bands[meter.key];
    const isSame = before !== undefined && isSameWindow(before.resetAt, meter.resetAt);
    const worse = isSame && meter.band > before.band;
    if (worse) {
      crossed.push(meter.key);
      if (throttled && !meter.urgent) continue;
      notes.push(...meter.notes);
    }
    bands[meter.key] = { band: meter.band, resetAt: meter.resetAt };
  }
  const { empties } = standing;
  let emptyToldFor = told.emptyToldFor;
  if (empties !== null && emptyToldFor !== empties.resetAt && !throttled) {
    notes.push({ kind: "empties", earliestAt: empties.earliestAt, latestAt: empties.latestAt });
    emptyToldFor = empties.resetAt;
  }
  const updatedAt = notes.length > 0 ? now : told.updatedAt;
  return { notes, crossed, watermark: { ...told, bands, updatedAt, emptyToldFor } };
}

/** What a session knows after a stamp told it everything. */
export function toldByStamp(
  standing: Standing,
  told: Watermark,
  temper: Temper,
  now: EpochSec,
): Watermark {
  const bands = { ...told.bands };
  for (const { key, band, resetAt } of metersOf(standing, temper, now)) {
    bands[key] = { band, resetAt };
  }
  return { ...told, bands };
}

interface Meter {
  readonly key: string;
  readonly band: number;
  readonly resetAt: EpochSec | null;
  readonly urgent: boolean;
  readonly notes: readonly Note[];
}

function metersOf(standing: Standing, temper: Temper, now: EpochSec): Meter[] {
  const meters = standing.windows.flatMap((window) => {
    const quoted = quote(window, now);
    if (quoted?.kind !== "left") return [];
    const descent = decideDescent(window, now);
    const advice: Note[] = descent.kind === "cruise" ? [] : [{ kind: "descent", descent }];
    return [{
      key: window.key,
      band: bandOf(window.headroomPct, temper.edges),
      resetAt: window.resetAt,
      urgent: isUrgent(window.headroomPct),
      notes: [{ kind: "quota" as const, quotes: [quoted], tokensLeft: null }, ...advice],
    }];
  });
  return standing.room === null ? meters : [...meters, contextMeter(standing.room)];
}

function contextMeter(room: Room): Meter {
  return {
    key: CONTEXT,
    band: bandOf(room.headroomPct, CONTEXT_EDGES),
    resetAt: null,
    urgent: false,
    notes: [{ kind: "room", roomTokens: room.roomTokens, then: room.then }],
  };
}

function isUrgent(headroomPct: Pct): boolean {
  return headroomPct <= DESCEND_PCT;
}
