import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { edgeOf, temperOf } from "../../src/decide/modes.ts";
import type { Mode } from "../../src/model/config.ts";
import { holds } from "../support/property.ts";

const TEMPERS: readonly (readonly [Mode, readonly number[], number, number, number])[] = [
  ["ondemand", [25, 10, 5, 2], 120, 2, 1],
  ["powersave", [40, 25, 10, 5, 2], 60, 1, 0.5],
  ["performance", [10, 5, 2], 300, 5, 3],
];

for (const [mode, edges, throttleSec, receiptPct, receiptUsd] of TEMPERS) {
  Deno.test(`temperOf() gives ${mode} its edges, its patience and its floors`, () => {
    assertEquals(temperOf(mode), { edges, throttleSec, receiptPct, receiptUsd });
  });
}

Deno.test("edgeOf() is the lowest edge at or above what is left", () => {
  const cases = [[100, 100], [25.1, 100], [25, 25], [10.1, 25], [10, 10], [5, 5], [2, 2], [0, 2]];
  for (const [headroom = 0, edge] of cases) assertEquals(edgeOf(headroom, [25, 10, 5, 2]), edge);
});

Deno.test("edgeOf() never falls while headroom rises", () => {
  const pct = fc.double({ min: 0, max: 100, noNaN: true });
  holds(fc.property(pct, pct, fc.constantFrom<Mode>("ondemand", "powersave", "performance"), (
    a,
    b,
    mode,
  ) => {
    const { edges } = temperOf(mode);
    assertEquals(edgeOf(Math.min(a, b), edges) <= edgeOf(Math.max(a, b), edges), true);
  }));
});
