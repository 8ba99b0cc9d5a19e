import { assertEquals } from "@std/assert";
import { decideDescent, type Descent, isGraver } from "../../src/decide/descent.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { NOW } from "../support/situations.ts";

const FAR = NOW + HOUR;
const left = (headroomPct: number, resetAt: number | null = FAR) =>
  decideDescent({ headroomPct, resetAt }, NOW);

const REGIMES: readonly (readonly [headroomPct: number, kind: Descent["kind"]])[] = [
  [100, "cruise"],
  [10.1, "cruise"],
  [10, "descend"],
  [5.1, "descend"],
  [5, "approach"],
  [2.1, "approach"],
  [2, "land"],
  [0, "land"],
];

for (const [headroomPct, kind] of REGIMES) {
  Deno.test(`decideDescent() says ${kind} at ${headroomPct} percent left`, () => {
    assertEquals(left(headroomPct).kind, kind);
    assertEquals(left(headroomPct, null).kind, kind, "where no reset is known");
  });
}

Deno.test("decideDescent() asks for no caution where the window refills within a quarter hour", () => {
  const at = (sec: number) => left(4, NOW + sec);
  assertEquals(at(15 * MINUTE + 1), { kind: "approach" });
  assertEquals(at(15 * MINUTE), { kind: "refills-soon", minutes: 15 });
  assertEquals(at(1), { kind: "refills-soon", minutes: 1 });
});

Deno.test("decideDescent() lands at the very end even where the window refills soon", () => {
  assertEquals(left(2.1, NOW + MINUTE).kind, "refills-soon");
  assertEquals(left(2, NOW + MINUTE).kind, "land");
});

Deno.test("isGraver() orders the ways to work by caution", () => {
  const order: Descent[] = [
    { kind: "cruise" },
    { kind: "refills-soon", minutes: 5 },
    { kind: "descend" },
    { kind: "approach" },
    { kind: "land" },
  ];
  for (const [a, first] of order.entries()) {
    for (const [b, second] of order.entries()) assertEquals(isGraver(first, second), a > b);
  }
});
