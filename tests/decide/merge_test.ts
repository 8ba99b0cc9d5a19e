import { assertEquals } from "@std/assert";
import { type Claim, datedReading, decideMerge } from "../../src/decide/merge.ts";
import type { Window } from "../../src/model/window.ts";

const NOW = 1_795_000_000;
const HOUR = 3600;
const DAY = 86_400;
const RESET = NOW + 2 * HOUR;

function standing(window: Partial<Window> = {}): Window {
  return {
    key: "five_hour",
    headroomPct: 50,
    resetAt: RESET,
    observedAt: NOW - 60,
    sessionId: "other",
    ...window,
  };
}

interface Given extends Partial<Omit<Claim, "reading" | "before">> {
  readonly key?: string;
  readonly left?: number;
  readonly resetAt?: number | null;
  readonly before?: number | { readonly left: number; readonly resetAt: number | null };
}

function claim(given: Given = {}): Claim {
  const { key = "five_hour", left = 50, resetAt = RESET, before } = given;
  const said = typeof before === "number" ? { left: before, resetAt } : before;
  return {
    reading: { key, headroomPct: left, resetAt },
    sessionId: given.sessionId ?? "own",
    moved: given.moved ?? false,
    before: said === undefined ? null : { key, headroomPct: said.left, resetAt: said.resetAt },
    answeredAt: given.answeredAt ?? null,
  };
}

const TAKEN = ["first", "new-window", "spent-more", "newer-response", "confirmed"];

function why(window: Window | null, given: Given): string {
  const verdict = decideMerge(window, claim(given), NOW);
  assertEquals(verdict.take, TAKEN.includes(verdict.why));
  return verdict.why;
}

function table(rows: readonly (readonly [string, Window | null, Given, string])[]): void {
  for (const [what, window, given, expected] of rows) {
    Deno.test(`decideMerge() says ${expected}: ${what}`, () => {
      assertEquals(why(window, given), expected);
    });
  }
}

const NEWER = { moved: true, answeredAt: NOW - 59 };

table([
  ["a reset one second ago", null, { resetAt: NOW - 1 }, "over"],
  ["a reset at this second", null, { resetAt: NOW }, "over"],
  ["a reset in one second", null, { resetAt: NOW + 1 }, "first"],
  ["no reset at all", null, { resetAt: null }, "first"],

  ["five hours, one second before twice as far", null, { resetAt: NOW + 10 * HOUR - 1 }, "first"],
  ["five hours, twice as far", null, { resetAt: NOW + 10 * HOUR }, "first"],
  ["five hours, one second further", null, { resetAt: NOW + 10 * HOUR + 1 }, "beyond-horizon"],
  ["a week, two weeks away", null, { key: "seven_day", resetAt: NOW + 14 * DAY }, "first"],
  ["a week, one second further", null, {
    key: "seven_day",
    resetAt: NOW + 14 * DAY + 1,
  }, "beyond-horizon"],
  ["another window, 366 days away", null, {
    key: "spend_limit",
    resetAt: NOW + 366 * DAY,
  }, "first"],
  ["another window, one second further", null, {
    key: "spend_limit",
    resetAt: NOW + 366 * DAY + 1,
  }, "beyond-horizon"],

  ["less left, from whoever says it first", standing(), { left: 49.9 }, "spent-more"],
  ["less left, from a session that said something else before", standing(), {
    left: 49.9,
    before: 55,
  }, "spent-more"],
  ["less left, said before by a session that did nothing since", standing(), {
    left: 49.9,
    before: 49.9,
  }, "repeat"],
  ["less left, said before, but after a response", standing(), {
    left: 49.9,
    before: 49.9,
    moved: true,
  }, "spent-more"],

  ["as much left, after a response", standing(), { left: 50, moved: true }, "confirmed"],
  ["as much left, without one", standing(), { left: 50 }, "unproven"],
  ["as much left, repeated", standing(), { left: 50, before: 50 }, "repeat"],

  ["more left, without a response", standing(), { left: 50.1 }, "unproven"],
  ["more left, changed, without a response", standing(), { left: 50.1, before: 40 }, "unproven"],
  [
    "more left, by a response of unknown order",
    standing(),
    { left: 50.1, moved: true },
    "unproven",
  ],
  ["more left, when the former response came before the standing one", standing(), {
    left: 50.1,
    moved: true,
    answeredAt: NOW - 61,
  }, "unproven"],
  ["more left, when both came in one second", standing(), {
    left: 50.1,
    moved: true,
    answeredAt: NOW - 60,
  }, "unproven"],
  ["more left, when the former response came after the standing one", standing(), {
    left: 50.1,
    moved: true,
    answeredAt: NOW - 59,
  }, "newer-response"],
  [
    "more left, by a response of the session that told the standing figure",
    standing({
      sessionId: "own",
    }),
    { left: 50.1, moved: true },
    "newer-response",
  ],
  ["more left, by that session without a response", standing({ sessionId: "own" }), {
    left: 50.1,
    before: 50,
  }, "unproven"],
  [
    "all left: the window was refilled early",
    standing(),
    { left: 100, ...NEWER },
    "newer-response",
  ],

  ["a reset 15 minutes later is the same window", standing(), {
    left: 60,
    resetAt: RESET + 900,
  }, "unproven"],
  ["a reset a second more later is a new one", standing(), {
    left: 60,
    resetAt: RESET + 901,
  }, "new-window"],
  ["a reset 15 minutes earlier is the same window", standing(), {
    left: 60,
    resetAt: RESET - 900,
  }, "unproven"],
  ["a reset a second more earlier is an older one", standing(), {
    left: 40,
    resetAt: RESET - 901,
  }, "older-window"],
  ["an older window, proven newer", standing(), {
    left: 40,
    resetAt: RESET - 901,
    ...NEWER,
  }, "newer-response"],
  ["a later window that was said before", standing(), {
    left: 60,
    resetAt: RESET + HOUR,
    before: 60,
  }, "repeat"],

  ["the first figure of the next window", standing({ resetAt: NOW - 60 }), {
    left: 97,
    resetAt: NOW + 5 * HOUR - 30,
  }, "new-window"],
  ["the same, repeated, when the standing window is over", standing({ resetAt: NOW - 60 }), {
    left: 97,
    resetAt: NOW + 5 * HOUR - 30,
    before: 97,
  }, "new-window"],
  [
    "the old figure with a later date within the slack",
    standing({
      headroomPct: 3,
      resetAt: NOW - 60,
    }),
    { left: 3, resetAt: NOW + 600 },
    "new-window",
  ],
  ["an undated figure when the window is over", standing({ resetAt: NOW - 60 }), {
    left: 40,
    resetAt: null,
  }, "unproven"],
  ["an undated figure after a response when the window is over", standing({ resetAt: NOW - 60 }), {
    left: 40,
    resetAt: null,
    moved: true,
  }, "new-window"],
  ["an undated figure in a running window", standing(), { left: 40, resetAt: null }, "spent-more"],
  ["a dated figure on an undated one", standing({ resetAt: null }), { left: 40 }, "spent-more"],
]);

/** A standing figure of the window before, and a reading of one that began `ageSec` ago. */
function rollover(oldLeft: number, newLeft: number, ageSec: number): string {
  const over = standing({ headroomPct: oldLeft, resetAt: NOW - ageSec });
  return why(over, { left: newLeft, resetAt: NOW + 5 * HOUR - ageSec });
}

Deno.test("decideMerge() does not believe the old figure paired with the new reset", () => {
  assertEquals(rollover(2, 2, 30), "rollover-echo");
  assertEquals(rollover(2, 1.5, 30), "rollover-echo");
});

Deno.test("decideMerge() believes a new window that is fuller than the old one ended", () => {
  assertEquals(rollover(2, 2.1, 30), "new-window");
});

Deno.test("decideMerge() doubts a new window for ten minutes", () => {
  assertEquals([599, 600, 601].map((age) => rollover(2, 2, age)), [
    "rollover-echo",
    "new-window",
    "new-window",
  ]);
});

Deno.test("decideMerge() doubts no figure where the old window ended half full", () => {
  assertEquals([49.9, 50, 50.1].map((left) => rollover(left, left, 30)), [
    "rollover-echo",
    "new-window",
    "new-window",
  ]);
});

Deno.test("decideMerge() doubts no window of unknown length", () => {
  const over = standing({ key: "spend_limit", headroomPct: 2, resetAt: NOW - 30 });
  assertEquals(why(over, { key: "spend_limit", left: 2, resetAt: NOW + 30 * DAY }), "new-window");
});

Deno.test("decideMerge() does not doubt for hours where this machine's clock is late", () => {
  const over = standing({ headroomPct: 2, resetAt: NOW - 60 });
  assertEquals(why(over, { left: 2, resetAt: NOW + 7 * HOUR }), "new-window");
});

Deno.test("datedReading() keeps the reset that a report leaves out while its window runs", () => {
  const undated = { key: "five_hour", headroomPct: 40, resetAt: null };
  assertEquals(datedReading(standing(), undated, NOW).resetAt, RESET);
  assertEquals(datedReading(standing({ resetAt: NOW }), undated, NOW).resetAt, null);
  assertEquals(datedReading(null, undated, NOW).resetAt, null);
  assertEquals(
    datedReading(standing(), { ...undated, resetAt: RESET + 5 }, NOW).resetAt,
    RESET + 5,
  );
});
