// What a session may look like, as data: the texts for people and for the agent are made from these.

import type { View } from "../../src/decide/hud.ts";
import type { Attribution } from "../../src/model/account.ts";
import { type ContextReading, type Room, roomBelow } from "../../src/model/context.ts";
import { DAY, HOUR, MINUTE, type Zone } from "../../src/model/units.ts";
import type { Window } from "../../src/model/window.ts";

/** Tue, Jul 1 2025, 09:12 in Tokyo. */
export const NOW = 1_751_328_720;
export const TOKYO: Zone = { name: "Asia/Tokyo", offsetMin: () => 540 };

/** A window told a moment ago; 58 percent left until 14:00 unless said otherwise. */
export function aWindow(window: Partial<Window> = {}): Window {
  return {
    key: "five_hour",
    headroomPct: 58,
    resetAt: NOW + 4 * HOUR + 48 * MINUTE,
    observedAt: NOW - 5,
    sessionId: "s-1",
    ...window,
  };
}

/** The week; 84 percent left until Friday 18:00 unless said otherwise. */
export function aWeek(window: Partial<Window> = {}): Window {
  const resetAt = NOW + 3 * DAY + 8 * HOUR + 48 * MINUTE;
  return aWindow({ key: "seven_day", headroomPct: 84, resetAt, ...window });
}

/** A context of a million tokens that compacts at 967,000, with this room left. */
export function aRoom(roomTokens: number, then: Room["then"] = "compaction"): Room {
  const room = roomBelow(measured(967_000 - roomTokens), {
    tokens: 967_000,
    then,
    basis: "formula",
  });
  if (room === null) throw new Error("a measured context below a ceiling has room");
  return room;
}

function measured(usedTokens: number): ContextReading {
  return { state: "measured", windowTokens: 1_000_000, usedTokens };
}

/** Everything the surfaces show. */
export interface Scene extends View {
  readonly attribution: Attribution["kind"];
}

/** A session of which nothing is known. */
export const UNKNOWN: Scene = {
  windows: [],
  attribution: "none",
  context: null,
  room: null,
  costUsd: null,
  cache: null,
  withheld: null,
  ahead: null,
};

function scene(windows: readonly Window[], rest: Partial<Scene> = {}): Scene {
  return {
    ...UNKNOWN,
    windows,
    attribution: windows.length === 0 ? "none" : "known",
    context: measured(929_000),
    room: aRoom(38_000),
    costUsd: 26.03,
    ...rest,
  };
}

const aged = (seconds: number): Scene => scene([aWindow({ observedAt: NOW - seconds }), aWeek()]);
const unmeasured = (state: "fresh" | "compacted") => (
  { context: { state, windowTokens: 1_000_000 }, room: null }
);

/** Every situation that the texts are held to, by name. */
export const SCENES: Readonly<Record<string, Scene>> = {
  "healthy": scene([aWindow(), aWeek()], { room: aRoom(540_000), context: measured(427_000) }),
  "room-low": scene([aWindow(), aWeek()]),
  "week-at-20": scene([aWindow(), aWeek({ headroomPct: 20 })]),
  "week-under-20": scene([aWindow(), aWeek({ headroomPct: 19.9 })]),
  "week-is-the-only-window": scene([aWeek({ headroomPct: 60 })]),
  "spend-limit-only": scene([
    aWindow({ key: "spend_limit", headroomPct: 12.5, resetAt: NOW + 20 * DAY }),
  ]),
  "three-scarce-windows-beside-the-main-one": scene([
    aWindow({ key: "another_window_with_a_very_long_name", headroomPct: 19 }),
    aWindow(),
    aWeek({ headroomPct: 3 }),
    aWindow({ key: "spend_limit", headroomPct: 8, resetAt: NOW + 20 * DAY }),
  ]),
  "age-119s": aged(119),
  "age-120s": aged(120),
  "age-121s": aged(121),
  "age-30m": aged(1800),
  "age-over-30m": aged(1801),
  "week-only-over-30m": scene([aWeek({ headroomPct: 60, observedAt: NOW - 2 * HOUR })]),
  "reset-passed": scene([aWindow({ headroomPct: 3, resetAt: NOW - 12 * MINUTE }), aWeek()]),
  "reset-passed-a-window-ago": scene([
    aWindow({ headroomPct: 3, resetAt: NOW - 5 * HOUR }),
    aWeek(),
  ]),
  "week-reset-passed-days-ago": scene([
    aWindow(),
    aWeek({ headroomPct: 3, resetAt: NOW - 3 * DAY }),
  ]),
  "no-reset-known": scene([aWindow({ resetAt: null })]),
  "low": scene([aWindow({ headroomPct: 10 })]),
  "critical": scene([aWindow({ headroomPct: 5 })]),
  "under-one-percent": scene([aWindow({ headroomPct: 0.4 })]),
  "nothing-left": scene([aWindow({ headroomPct: 0 })]),
  "api-key": scene([]),
  "native-200k": scene([aWindow()], {
    context: { state: "measured", windowTokens: 200_000, usedTokens: 161_350 },
    room: roomBelow({ state: "measured", windowTokens: 200_000, usedTokens: 161_350 }, {
      tokens: 200_000,
      then: "compaction",
      basis: "formula",
    }),
  }),
  "compaction-off": scene([aWindow()], { room: aRoom(38_000, "full") }),
  "room-under-1k": scene([aWindow()], { room: aRoom(950) }),
  "no-room": scene([aWindow()], { room: aRoom(0) }),
  "first-prompt": scene([], { ...unmeasured("fresh"), costUsd: 0 }),
  "fresh-session-of-a-known-account": scene([aWindow()], {
    ...unmeasured("fresh"),
    attribution: "assumed",
    costUsd: 0,
  }),
  "after-compaction": scene([aWindow()], unmeasured("compacted")),
  "several-accounts": scene([], { attribution: "ambiguous", withheld: "ambiguous" }),
  "login-changed": scene([], { attribution: "echo", withheld: "echo" }),
  "nothing-known": scene([], { context: null, room: null, costUsd: null }),
  "cost-under-a-cent": scene([aWindow()], { costUsd: 0.0099 }),
  "cost-of-a-cent": scene([aWindow()], { costUsd: 0.01 }),
};
