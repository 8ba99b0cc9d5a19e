import { assertEquals } from "@std/assert";
import { decideCompaction, decideLaunch, isExpensiveLaunch } from "../../src/decide/gates.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import type { Window } from "../../src/model/window.ts";
import { aWeek, aWindow, NOW } from "../support/situations.ts";

const LAUNCHES: readonly (readonly [string, readonly Window[], string | null])[] = [
  ["nothing is known", [], null],
  ["more than five percent is left", [aWindow({ headroomPct: 5.1 })], null],
  ["five percent is left", [aWindow({ headroomPct: 5 })], "five_hour"],
  ["nothing is left", [aWindow({ headroomPct: 0 })], "five_hour"],
  ["the week is scarce", [aWindow(), aWeek({ headroomPct: 4 })], "seven_day"],
  ["no reset is known", [aWindow({ headroomPct: 4, resetAt: null })], "five_hour"],
  [
    "it refills in a quarter hour",
    [aWindow({ headroomPct: 4, resetAt: NOW + 15 * MINUTE })],
    null,
  ],
  [
    "it refills a second later than that",
    [aWindow({ headroomPct: 4, resetAt: NOW + 15 * MINUTE + 1 })],
    "five_hour",
  ],
  [
    "it refills soon but would die at once",
    [aWindow({ headroomPct: 2, resetAt: NOW + MINUTE })],
    "five_hour",
  ],
  ["it has refilled", [aWindow({ headroomPct: 1, resetAt: NOW })], null],
  [
    "the figure is half an hour old",
    [aWindow({ headroomPct: 1, observedAt: NOW - 1800 })],
    "five_hour",
  ],
  ["the figure is older", [aWindow({ headroomPct: 1, observedAt: NOW - 1801 })], null],
];

for (const [when, windows, closedFor] of LAUNCHES) {
  const does = closedFor === null ? "is open" : "is closed";
  Deno.test(`decideLaunch() ${does} when ${when}`, () => {
    const verdict = decideLaunch(windows, NOW);
    assertEquals(verdict.kind === "closed" ? verdict.window.key : null, closedFor);
  });
}

Deno.test("isExpensiveLaunch() names the tools whose work is lost whole", () => {
  const tools = ["Agent", "Task", "Workflow", "Bash", "TaskStop", "agent", "mcp__x__Agent", ""];
  assertEquals(tools.filter(isExpensiveLaunch), ["Agent", "Task", "Workflow"]);
});

const COMPACTIONS: readonly (readonly [string, readonly Window[], number | null, string | null])[] =
  [
    ["nobody asked for the guard", [aWindow({ resetAt: NOW + MINUTE })], null, null],
    ["nothing is known", [], 10, null],
    ["the reset is ten minutes away", [aWindow({ resetAt: NOW + 10 * MINUTE })], 10, "five_hour"],
    ["it is a second further", [aWindow({ resetAt: NOW + 10 * MINUTE + 1 })], 10, null],
    ["the reset is a second away", [aWindow({ resetAt: NOW + 1 })], 10, "five_hour"],
    ["the reset has come", [aWindow({ resetAt: NOW })], 10, null],
    ["no reset is known", [aWindow({ resetAt: null })], 10, null],
    ["the week resets", [aWindow(), aWeek({ resetAt: NOW + MINUTE })], 10, "seven_day"],
    [
      "the figure is old",
      [aWindow({ resetAt: NOW + MINUTE, observedAt: NOW - HOUR })],
      10,
      null,
    ],
  ];

for (const [when, windows, guardMin, heldFor] of COMPACTIONS) {
  const does = heldFor === null ? "lets it happen" : "holds it";
  Deno.test(`decideCompaction() ${does} when ${when}`, () => {
    const verdict = decideCompaction(windows, guardMin, NOW);
    assertEquals(verdict.kind === "held" ? verdict.window.key : null, heldFor);
  });
}
