import type { Room } from "../model/context.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import { ROOM, type ToldEdge, type ToldEmpty, type Watermark } from "../model/watermark.ts";
import { isSameWindow, type Window } from "../model/window.ts";
import { decideDescent, type Descent, focus, isGraver } from "./descent.ts";
import type { Empties } from "./empties.ts";
import type { Alternate } from "./alternates.ts";
import { edgeOf, type Temper } from "./modes.ts";
import type { Note } from "./notes.ts";
import { mainWindow, quote } from "./quote.ts";
import { isEmptyNews } from "./stamp.ts";
import { DESCEND_PCT, NEAR_CEILING_PCT, NEAR_CEILING_TOKENS, REARM_PCT } from "./thresholds.ts";

/** What is true now. */
export interface Standing {
  readonly windows: readonly Window[];
  readonly room: Room | null;
  readonly empties: Empties | null;
  /** The session is in a focused run. */
  readonly isFocused?: boolean;
  /** Another account that has room; null or absent: none is known. */
  readonly alternate?: Alternate | null;
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
 * is throttled; a window at or under the descent does not wait, nor does the end of the room, and
 * what waits goes with it. A
 * forecast alone makes no edge wait: it comes once a window, and where it comes edges are near.
 */
export function decideUpdate(
  standing: Standing,
  told: Watermark,
  temper: Temper,
  now: EpochSec,
): Update {
  const meters = metersOf(standing, temper, now);
  const worse = meters.filter((meter) => isWorse(toldOf(told, meter.key), meter));
  const isNewEmpty = standing.empties !== null && isEmptyNews(standing.empties, told);
  const mayWait = isThrottled(told.updatedAt, temper.throttleSec, now);
  const speaks = mayWait
    ? worse.some((meter) => meter.headroomPct <= DESCEND_PCT || meter.key === ROOM)
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
      ...remember(told, known),
      updatedAt: news.length > 0 ? now : told.updatedAt,
      empty: toldEmpty(notes) ?? told.empty,
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
    return isRoom(note) ? [ROOM] : [];
  }));
  const meters = metersOf(standing, temper, now).filter(({ key }) => said.has(key));
  const cold = notes.find((note) => note.kind === "cold");
  const room = notes.find(isRoom);
  return {
    ...remember(told, meters),
    empty: toldEmpty(notes) ?? told.empty,
    coldTokens: cold?.tokens ?? told.coldTokens,
    roomTokens: room?.roomTokens ?? told.roomTokens,
  };
}

/** Meters that fell into a worse band, by what a session knew before and what it knows after. */
export function crossedBetween(before: Watermark, after: Watermark): string[] {
  return Object.keys(after.edges).filter((key) => {
    const edge = toldOf(after, key);
    return edge !== null && isWorse(toldOf(before, key), edge);
  });
}

function isRoom(note: Note): note is Extract<Note, { kind: "room" | "near-ceiling" }> {
  return note.kind === "room" || note.kind === "near-ceiling";
}

function toldEmpty(notes: readonly Note[]): ToldEmpty | null {
  const empties = notes.find((note) => note.kind === "empties");
  if (empties === undefined) return null;
  return { resetAt: empties.resetAt, earliestAt: empties.earliestAt };
}

interface Meter {
  readonly key: string;
  readonly headroomPct: Pct;
  /** The lowest edge at or above the headroom; 100 where none was crossed. */
  readonly edgePct: Pct;
  /** The same for a headroom that is lower by what a wobble may be. */
  readonly wobbledPct: Pct;
  readonly resetAt: EpochSec | null;
}

function metersOf({ windows, room }: Standing, temper: Temper, now: EpochSec): Meter[] {
  const meters = windows.filter((window) => quote(window, now)?.kind === "left")
    .map(({ key, headroomPct, resetAt }) => meterOf(key, headroomPct, temper.edges, resetAt));
  return room === null ? meters : [...meters, roomMeter(room)];
}

function roomMeter({ headroomPct, roomTokens }: Room): Meter {
  const tokensPct = roomTokens === 0 ? 0 : NEAR_CEILING_TOKENS * headroomPct / roomTokens;
  const nearPct = Math.max(NEAR_CEILING_PCT, tokensPct);
  // Named by the percent that is the same under every ceiling: a switch of models crosses no edge.
  const edge = (pct: Pct) => pct <= nearPct ? NEAR_CEILING_PCT : 100;
  const wobbledPct = edge(headroomPct - REARM_PCT);
  return { key: ROOM, headroomPct, edgePct: edge(headroomPct), wobbledPct, resetAt: null };
}

function meterOf(
  key: string,
  headroomPct: Pct,
  edges: readonly Pct[],
  resetAt: EpochSec | null,
): Meter {
  const wobbledPct = edgeOf(headroomPct - REARM_PCT, edges);
  return { key, headroomPct, edgePct: edgeOf(headroomPct, edges), wobbledPct, resetAt };
}

/** Whether the room is nearly used up and its session was not told so yet. */
export function isNearCeiling(room: Room | null, told: Watermark): boolean {
  if (room === null) return false;
  const { edgePct } = roomMeter(room);
  const before = toldOf(told, ROOM);
  return edgePct < 100 && (before === null || edgePct < before.edgePct);
}

// A key comes from outside; `constructor` was not told of because every object has one.
function toldOf(told: Watermark, key: string): ToldEdge | null {
  return Object.hasOwn(told.edges, key) ? told.edges[key] ?? null : null;
}

function isWorse(before: ToldEdge | null, { edgePct, resetAt }: ToldEdge): boolean {
  return before !== null && isSameWindow(before.resetAt, resetAt) && edgePct < before.edgePct;
}

// An update from the future was given before the clock went back.
function isThrottled(updatedAt: EpochSec | null, throttleSec: number, now: EpochSec): boolean {
  return updatedAt !== null && now >= updatedAt && now - updatedAt < throttleSec;
}

function remember(told: Watermark, meters: readonly Meter[]): Watermark {
  const edges = meters.map((meter) => [meter.key, edgeAfter(told, meter)] as const);
  return { ...told, edges: { ...told.edges, ...Object.fromEntries(edges) } };
}

// A figure that wobbles around an edge is one piece of news: an edge is armed again only when the
// figure has clearly left it.
function edgeAfter(told: Watermark, meter: Meter): ToldEdge {
  const { key, edgePct, wobbledPct, resetAt } = meter;
  const before = toldOf(told, key);
  if (before === null || !isSameWindow(before.resetAt, resetAt) || edgePct <= before.edgePct) {
    return { edgePct, resetAt };
  }
  return { edgePct: Math.max(before.edgePct, wobbledPct), resetAt };
}

// The advice is that of the window that asks for most caution, crossed now or before: one that
// crossed lightly must not call off what another one asks for.
function quotaNotes(
  { windows, empties, isFocused, alternate }: Standing,
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
  if (isNewEmpty && empties !== null) notes.push({ kind: "empties", ...empties });
  if (advises && gravest !== null) {
    const { descent } = gravest;
    // What refills before it matters needs no other account.
    const asksForCaution = descent.kind !== "cruise" && descent.kind !== "refills-soon";
    if (alternate !== null && alternate !== undefined && asksForCaution) {
      const { name, headroomPct } = alternate;
      notes.push({ kind: "alternate", name, headroomPct });
    } else notes.push({ kind: "descent", descent: isFocused === true ? focus(descent) : descent });
  }
  return notes;
}

function roomNotes(room: Room | null): Note[] {
  return room === null ? [] : [{ kind: "room", roomTokens: room.roomTokens, then: room.then }];
}
