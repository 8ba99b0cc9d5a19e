import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Budgets, decidePlan, type PlanState, type Waiting } from "../../src/decide/plans.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import type { Window } from "../../src/model/window.ts";
import { holds } from "../support/property.ts";
import { aWindow } from "../support/rows.ts";

const RESET = 1_782_864_720;
const QUEUED = RESET - 2 * HOUR;
const WEEK_RESET = RESET + 2 * DAY;

const PLAN: Waiting = { blockedOn: "five_hour", resetAt: RESET, createdAt: QUEUED };
const UNDATED: Waiting = { blockedOn: null, resetAt: null, createdAt: QUEUED };

/** How a plan stands beside these windows, queued at five percent. */
function standing(
  plan: Waiting,
  now: number,
  windows: readonly Window[] = [],
  queuedAtPct: number | null = 5,
): PlanState {
  return decidePlan(plan, { windows, queuedAtPct } satisfies Budgets, now);
}

const fiveHours = (given: Partial<Window>) =>
  aWindow({ headroomPct: 5, resetAt: RESET, observedAt: QUEUED, ...given });
const week = (given: Partial<Window>) =>
  aWindow({ key: "seven_day", resetAt: WEEK_RESET, observedAt: QUEUED, ...given });
const next = fiveHours({ headroomPct: 96, resetAt: RESET + 5 * HOUR, observedAt: RESET + 60 });

const READY: PlanState = { kind: "ready", since: RESET };
const WAITS: PlanState = { kind: "waiting", key: "five_hour", until: RESET };
const OVER: PlanState = { kind: "over" };

type Case = readonly [string, Waiting, number, readonly Window[], PlanState];
const CASES: readonly Case[] = [
  ["waits a second before its reset", PLAN, RESET - 1, [fiveHours({})], WAITS],
  ["is ready at its reset", PLAN, RESET, [fiveHours({})], READY],
  ["is ready where nothing is known of the account", PLAN, RESET, [], READY],
  ["is ready beside the next window", PLAN, RESET + HOUR, [next], READY],
  ["is ready a day after its reset", PLAN, RESET + DAY, [], READY],
  ["is over a second later", PLAN, RESET + DAY + 1, [], OVER],
  ["without a window is ready at once", UNDATED, QUEUED, [], { kind: "ready", since: QUEUED }],
  [
    "without a window is ready for a week",
    UNDATED,
    QUEUED + 7 * DAY,
    [],
    { kind: "ready", since: QUEUED },
  ],
  ["without a window is over after a week", UNDATED, QUEUED + 7 * DAY + 1, [], OVER],
  [
    "whose window has no reset waits for a sign",
    { ...PLAN, blockedOn: "spend_limit", resetAt: null },
    RESET,
    [],
    { kind: "waiting", key: "spend_limit", until: null },
  ],
  [
    "whose window turned out to reset later waits for that",
    PLAN,
    RESET,
    [fiveHours({ resetAt: RESET + 10 * MINUTE })],
    { kind: "waiting", key: "five_hour", until: RESET + 10 * MINUTE },
  ],
  [
    "whose window began anew early is ready since that was seen",
    PLAN,
    RESET - HOUR,
    [fiveHours({ headroomPct: 90, resetAt: RESET + 4 * HOUR, observedAt: RESET - HOUR })],
    { kind: "ready", since: RESET - HOUR },
  ],
  [
    "whose figure rose by twenty points is ready since that was seen",
    PLAN,
    RESET - HOUR,
    [fiveHours({ headroomPct: 25, observedAt: RESET - HOUR })],
    { kind: "ready", since: RESET - HOUR },
  ],
  [
    "whose figure rose by less waits on",
    PLAN,
    RESET - HOUR,
    [fiveHours({ headroomPct: 24.9, observedAt: RESET - HOUR })],
    WAITS,
  ],
  [
    "is not woken by a figure from before it was queued",
    PLAN,
    RESET - HOUR,
    [fiveHours({ headroomPct: 80, observedAt: QUEUED - 1 })],
    WAITS,
  ],
  [
    "waits for its window again where the next one is spent",
    PLAN,
    RESET + HOUR,
    [{ ...next, headroomPct: 2 }],
    { kind: "waiting", key: "five_hour", until: RESET + 5 * HOUR },
  ],
  ["is ready where more than the floor is left", PLAN, RESET + HOUR, [
    { ...next, headroomPct: 2.1 },
  ], READY],
  [
    "waits for the week where that is spent too",
    PLAN,
    RESET,
    [fiveHours({}), week({ headroomPct: 1 })],
    { kind: "waiting", key: "seven_day", until: WEEK_RESET },
  ],
  [
    "is ready when the week that held it back refills, and not over by its first reset",
    PLAN,
    WEEK_RESET + HOUR,
    [fiveHours({}), week({ headroomPct: 0 })],
    { kind: "ready", since: WEEK_RESET },
  ],
  [
    "waits for the window that refills last",
    PLAN,
    RESET,
    [{ ...next, headroomPct: 0 }, week({ headroomPct: 1 })],
    { kind: "waiting", key: "seven_day", until: WEEK_RESET },
  ],
  [
    "waits where a limit without reset was just seen spent",
    PLAN,
    RESET,
    [aWindow({
      key: "spend_limit",
      headroomPct: 0,
      resetAt: null,
      observedAt: RESET - 30 * MINUTE,
    })],
    { kind: "waiting", key: "spend_limit", until: null },
  ],
  [
    "does not wait for what an old figure says of such a limit",
    PLAN,
    RESET,
    [aWindow({
      key: "spend_limit",
      headroomPct: 0,
      resetAt: null,
      observedAt: RESET - 30 * MINUTE - 1,
    })],
    READY,
  ],
];
for (const [what, plan, now, windows, expected] of CASES) {
  Deno.test(`a plan ${what}`, () => assertEquals(standing(plan, now, windows), expected));
}

Deno.test("a rise shows nothing where it is not known what was left when a plan was queued", () => {
  const risen = [fiveHours({ headroomPct: 90, observedAt: RESET - HOUR })];
  assertEquals(standing(PLAN, RESET - HOUR, risen, null), WAITS);
});

Deno.test("a plan is never ready while a dated window is spent, nor before it was queued", () => {
  const instant = fc.integer({ min: RESET - 10 * DAY, max: RESET + 10 * DAY });
  const window = fc.record({
    key: fc.constantFrom("five_hour", "seven_day", "spend_limit"),
    headroomPct: fc.double({ min: 0, max: 100, noNaN: true }),
    resetAt: fc.option(instant),
    observedAt: instant,
    sessionId: fc.constant("s"),
  });
  const windows = fc.uniqueArray(window, { maxLength: 3, selector: ({ key }) => key });
  const plan = fc.record({
    blockedOn: fc.option(fc.constantFrom("five_hour", "seven_day", "spend_limit")),
    resetAt: fc.option(instant),
    createdAt: fc.integer({ min: RESET - 10 * DAY, max: RESET }),
  });
  holds(fc.property(plan, windows, instant, (waiting, known, now) => {
    const state = standing(waiting, now, known);
    const isSpent = known.some(({ headroomPct, resetAt }) =>
      headroomPct <= 2 && resetAt !== null && resetAt > now
    );
    if (isSpent) assertEquals(state.kind, "waiting");
    if (state.kind === "waiting" && state.until !== null) {
      assertEquals(state.until > now || waiting.resetAt === null, true);
    }
  }));
});
