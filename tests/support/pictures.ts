// What the pane may have to show, as data.

import type { Choice, Picture, SessionPicture } from "../../src/decide/pane.ts";
import { FOLLOWING } from "../../src/decide/pane.ts";
import type { Forecast } from "../../src/decide/forecast.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { aSession } from "./rows.ts";
import { aRoom, aWeek, aWindow, NOW } from "./situations.ts";

const RESET = NOW + 2 * HOUR;

/** Figures of the five hours: even work with a pause. */
const SAMPLES = Array.from({ length: 31 }, (_, step) => ({
  at: NOW - 3 * HOUR + step * 6 * MINUTE,
  headroomPct: 99 - step * 1.3 + (step > 12 ? Math.min(step - 12, 6) * 1.3 : 0),
  resetAt: RESET,
}));

export const EXHAUSTS: Extract<Forecast, { kind: "exhausts" }> = {
  kind: "exhausts",
  earliestAt: NOW + 50 * MINUTE,
  latestAt: NOW + 100 * MINUTE,
  runwaySec: 70 * MINUTE,
  burnPerHour: 22.5,
};

/** A session of the account `a-1`. */
export function aSessionPicture(
  given: Parameters<typeof aSession>[0] = {},
  rest: Partial<SessionPicture> = {},
): SessionPicture {
  const session = aSession({
    id: "3f6d02ab-1",
    projectDir: "/home/ann/parser",
    startedAt: NOW - 3 * HOUR,
    seenAt: NOW - 3,
    activity: { costUsd: 12.4, apiMs: 90_000 },
    cache: {
      warm: true,
      expiresAt: NOW + 192,
      ttl: "5m",
      recacheTokens: 217_000,
      lastMissCause: null,
      misses: 0,
    },
    ...given,
  });
  const minutes = [
    0,
    900,
    1_400,
    3_000,
    2_000,
    0,
    0,
    700,
    5_200,
    8_000,
    7_400,
    0,
    2_100,
    900,
    4_000,
  ];
  return { session, account: "a-1", withheld: null, room: aRoom(470_000), minutes, ...rest };
}

/** An afternoon on one account: two sessions, two plans, a pin, a wall. */
export function aPicture(given: Partial<Picture> = {}): Picture {
  return {
    accounts: ["a-1"],
    account: "a-1",
    name: null,
    rates: [],
    windows: [aWindow({ headroomPct: 61, resetAt: RESET }), aWeek()],
    looked: { key: "five_hour", samples: SAMPLES, forecast: EXHAUSTS, tokensLeft: 310_000 },
    pace: { kind: "cruising", ratio: 0.8 },
    sessions: [
      aSessionPicture(),
      aSessionPicture({
        id: "9be5127c-2",
        projectDir: "/home/ann/site",
        startedAt: NOW - HOUR,
        seenAt: NOW - 25 * MINUTE,
        activity: { costUsd: 0.2, apiMs: 1 },
      }, { room: null, minutes: [] }),
    ],
    plans: [
      {
        plan: aPlan("regenerate the gallery with the new sizes"),
        state: { kind: "ready", since: NOW - 2 * HOUR },
      },
      {
        plan: aPlan("fuzz the parser over night"),
        state: { kind: "waiting", key: "five_hour", until: RESET },
      },
    ],
    pins: [{
      id: 1,
      sessionId: null,
      projectDir: "/home/ann/parser",
      author: "person",
      text: "keep the public API as it is",
      createdAt: NOW - DAY,
      expiresAt: null,
    }],
    walls: [{
      at: NOW - 4 * HOUR,
      sessionId: "9be5127c-2",
      account: "a-1",
      key: "five_hour",
      resetAt: NOW - 3 * HOUR,
      projectDir: "/home/ann/site",
    }],
    ...given,
  };
}

function aPlan(summary: string): Picture["plans"][number]["plan"] {
  return {
    id: 1,
    sessionId: "9be5127c-2",
    projectDir: "/home/ann/site",
    account: "a-1",
    cause: "agent",
    summary,
    queue: [],
    blockedOn: "five_hour",
    resetAt: NOW,
    estTokens: null,
    armed: false,
    createdAt: NOW - HOUR,
    toldAt: null,
    clearedAt: null,
  };
}

/** A choice. */
export function aChoice(given: Partial<Choice> = {}): Choice {
  return { ...FOLLOWING, ...given };
}
