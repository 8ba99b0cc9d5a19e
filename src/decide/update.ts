import type { Room } from "../model/context.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import { ROOM, type ToldEdge, type Watermark } from "../model/watermark.ts";
import { isSameWindow, type Window } from "../model/window.ts";
import { decideDescent, type Descent, isGraver } from "./descent.ts";
import type { Empties } from "./empties.ts";
import { edgeOf, type Temper } from "./modes.ts";
import type { Note } from "./notes.ts";
import { mainWindow, quote } from "./stamp.ts";
import { CONTEXT_EDGES, DESCEND_PCT, REARM_PCT } from "./thresholds.ts";

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

/**
 * Speaks only of what got worse since the session was last told: a meter that crossed an edge, or a
 * forecast that turned to before the reset. First sight and improvements are silent. What can wait
 * is throttled; a window at or under the descent does not wait, and what waits goes with it.
 */
export function decideUpdate(
  standing: Standing,
  told: Watermark,
  temper: Temper,
  now: EpochSec,
): Update {
  const meters = metersOf(standing, temper, now);
  const worse = meters.filter((meter) => isWorse(toldOf(told, meter.key), meter));
  const isNewEmpty = isNews(standing.empties, told);
  const mayWait = isThrottled(told.updatedAt, temper.throttleSec, now);
  const speaks = mayWait
    ? worse.some((meter) => meter.headroomPct <= DESCEND_PCT && meter.key !== ROOM)
    : worse.length > 0 || isNewEmpty;
  const news = speaks ? worse : [];
  const notes = [
    ...quotaNotes(standing, new Set(news.map(({ key }) => key)), speaks && isNewEmpty, now),
    ...news.some(({ key }) => key === ROOM) ? roomNotes(standing.room) : [],
  ];
  const waiting = new Set(speaks ? [] : worse.map(({ key }) => key));
  const known = meters.filter(({ key }) => !waiting.has(key));
  return {
    notes,
    crossed: worse.map(({ key }) => key),
    watermark: {
      ...remember(told, known, temper),
      updatedAt: notes.length > 0 ? now : told.updatedAt,
      emptyToldFor: speaks && isNewEmpty ? standing.empties?.resetAt ?? null : told.emptyToldFor,
    },
  };
}

/** What a session knows after a stamp of these notes: what it left out stays untold. */
export function toldByStamp(
  notes: readonly Note[],
  standing: Standing,
  told: Watermark,
  temper: Temper,
  now: EpochSec,
): Watermark {
  const said = new Set(notes.flatMap((note) => {
    if (note.kind === "quota") return note.quotes.map(({ key }) => key);
    return note.kind === "room" ? [ROOM] : [];
  }));
  const meters = metersOf(standing, temper, now).filter(({ key }) => said.has(key));
  const isEmptyTold = notes.some(({ kind }) => kind === "empties");
  return {
    ...remember(told, meters, temper),
    emptyToldFor: isEmptyTold ? standing.empties?.resetAt ?? null : told.emptyToldFor,
  };
}

interface Meter {
  readonly key: string;
  readonly headroomPct: Pct;
  readonly edgePct: Pct;
  readonly resetAt: EpochSec | null;
}

function metersOf({ windows, room }: Standing, temper: Temper, now: EpochSec): Meter[] {
  const meters = windows.filter((window) => quote(window, now)?.kind === "left")
    .map(({ key, headroomPct, resetAt }) => (
      { key, headroomPct, edgePct: edgeOf(headroomPct, temper.edges), resetAt }
    ));
  if (room === null) return meters;
  const { headroomPct } = room;
  const edgePct = edgeOf(headroomPct, CONTEXT_EDGES);
  return [...meters, { key: ROOM, headroomPct, edgePct, resetAt: null }];
}

// A key comes from outside; `constructor` was not told of because every object has one.
function toldOf(told: Watermark, key: string): ToldEdge | null {
  return Object.hasOwn(told.edges, key) ? told.edges[key] ?? null : null;
}

function isWorse(before: ToldEdge | null, { edgePct, resetAt }: Meter): boolean {
  return before !== null && isSameWindow(before.resetAt, resetAt) && edgePct < before.edgePct;
}

// A reset that moves by minutes is the same one, told by another source.
function isNews(empties: Empties | null, { emptyToldFor }: Watermark): boolean {
  return empties !== null &&
    (emptyToldFor === null || !isSameWindow(emptyToldFor, empties.resetAt));
}

// An update from the future was given before the clock went back.
function isThrottled(updatedAt: EpochSec | null, throttleSec: number, now: EpochSec): boolean {
  return updatedAt !== null && now >= updatedAt && now - updatedAt < throttleSec;
}

function remember(told: Watermark, meters: readonly Meter[], temper: Temper): Watermark {
  const edges = meters.map((meter) => [meter.key, edgeAfter(told, meter, temper)] as const);
  return { ...told, edges: { ...told.edges, ...Object.fromEntries(edges) } };
}

// A figure that wobbles around an edge is one piece of news: an edge is armed again only when the
// figure has clearly left it.
function edgeAfter(told: Watermark, meter: Meter, temper: Temper): ToldEdge {
  const { key, headroomPct, edgePct, resetAt } = meter;
  const before = toldOf(told, key);
  if (before === null || !isSameWindow(before.resetAt, resetAt) || edgePct <= before.edgePct) {
    return { edgePct, resetAt };
  }
  const edges = key === ROOM ? CONTEXT_EDGES : temper.edges;
  return { edgePct: Math.max(before.edgePct, edgeOf(headroomPct - REARM_PCT, edges)), resetAt };
}

// The advice is that of the window that asks for most caution, crossed now or before: one that
// crossed lightly must not call off what another one asks for.
function quotaNotes(
  { windows, empties }: Standing,
  crossed: ReadonlySet<string>,
  isNewEmpty: boolean,
  now: EpochSec,
): Note[] {
  const main = mainWindow(windows);
  let gravest: { key: string; descent: Descent } | null = null;
  let advises = false;
  for (const window of windows) {
    if (quote(window, now)?.kind !== "left") continue;
    const descent = decideDescent(window, now);
    advises ||= crossed.has(window.key) && descent.kind !== "cruise";
    if (gravest === null || isGraver(descent, gravest.descent)) {
      gravest = { key: window.key, descent };
    }
  }
  const isSaid = (key: string) =>
    crossed.has(key) || (advises && key === gravest?.key) || (isNewEmpty && key === main?.key);
  const quotes = windows.filter(({ key }) => isSaid(key))
    .flatMap((window) => quote(window, now) ?? []);
  const notes: Note[] = quotes.length === 0 ? [] : [{ kind: "quota", quotes, tokensLeft: null }];
  if (isNewEmpty && empties !== null) {
    const { earliestAt, latestAt } = empties;
    notes.push({ kind: "empties", earliestAt, latestAt });
  }
  if (advises && gravest !== null) notes.push({ kind: "descent", descent: gravest.descent });
  return notes;
}

function roomNotes(room: Room | null): Note[] {
  return room === null ? [] : [{ kind: "room", roomTokens: room.roomTokens, then: room.then }];
}
