import { assertEquals } from "@std/assert";
import { type ContextView, decideCliff, isExplained } from "../../src/decide/trim.ts";

const at = (usedTokens: number, given: Partial<ContextView> = {}): ContextView => ({
  modelId: "m-1",
  context: { state: "measured", windowTokens: 1_000_000, usedTokens },
  ...given,
});

const CASES: readonly (readonly [string, ContextView, ContextView, boolean])[] = [
  ["it grew", at(100_000), at(110_000), false],
  ["a fifth is gone", at(200_000), at(160_000), true],
  ["a large context lost a few percent", at(800_000), at(770_000), false],
  ["a small context lost little", at(30_000), at(12_000), false],
  ["exactly the least that counts", at(100_000), at(80_000), true],
  ["a token less than that", at(100_000), at(80_001), false],
  ["another model", at(200_000), at(100_000, { modelId: "m-2" }), false],
  [
    "another window",
    at(150_000),
    at(100_000, { context: { state: "measured", windowTokens: 200_000, usedTokens: 100_000 } }),
    false,
  ],
  [
    "a compaction says so itself",
    at(200_000),
    at(0, { context: { state: "compacted", windowTokens: 1_000_000 } }),
    false,
  ],
  [
    "after a compaction",
    at(0, { context: { state: "compacted", windowTokens: 1_000_000 } }),
    at(20_000),
    false,
  ],
  ["nothing was known before", at(0, { context: null }), at(20_000), false],
];

for (const [what, before, after, falls] of CASES) {
  Deno.test(`decideCliff() ${falls ? "sees" : "sees no"} fall: ${what}`, () => {
    assertEquals(decideCliff(before, after) !== null, falls);
  });
}

Deno.test("isExplained() takes a cause between the two reports, ends included", () => {
  const span = { after: 100, until: 200 };
  assertEquals([99, 100, 150, 200, 201].map((cause) => isExplained([cause], span)), [
    false,
    true,
    true,
    true,
    false,
  ]);
  assertEquals(isExplained([], span), false);
});
