import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { estimateTokens } from "../../src/model/token_estimate.ts";

Deno.test("estimateTokens() takes the larger of two approximations", () => {
  assertEquals(estimateTokens(""), 0);
  assertEquals(estimateTokens("x".repeat(36)), 10);
  assertEquals(estimateTokens("a/b/c/d"), 7);
  assertEquals(estimateTokens("1234"), 2);
  assertEquals(estimateTokens("漢字"), 4);
  assertEquals(estimateTokens("👍"), 4);
});

Deno.test("estimateTokens() of lines together is at most their sum with a token for each end", () =>
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" })), (lines) => {
    const sum = lines.reduce((total, line) => total + estimateTokens(line) + 1, 0);
    assert(estimateTokens(lines.join("\n")) <= sum);
  })));
