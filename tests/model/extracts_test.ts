import { assert, assertEquals } from "@std/assert";
import {
  decodeExtracts,
  type Extracts,
  mergeExtracts,
  NO_EXTRACTS,
} from "../../src/model/extracts.ts";

const said = (...texts: readonly string[]): Extracts => ({
  ...NO_EXTRACTS,
  said: texts.map((text, index) => ({ at: `2026-01-01T00:00:0${index}Z`, text })),
});

Deno.test("mergeExtracts() keeps each once, in order, however often the same end is read", () => {
  const first = mergeExtracts(NO_EXTRACTS, said("a", "b"));
  const again = mergeExtracts(first, said("a", "b", "c"));
  assertEquals(again.said.map(({ text }) => text), ["a", "b", "c"]);
  assertEquals(again.isCut, false);
  assertEquals(mergeExtracts(again, said("a", "b", "c")), again);
});

Deno.test("mergeExtracts() keeps the newest where there are too many, and says so", () => {
  const many = {
    ...NO_EXTRACTS,
    said: Array.from({ length: 100 }, (_, n) => ({
      at: null,
      text: `${n} ${"x".repeat(9_000)}`,
    })),
  };
  const kept = mergeExtracts(NO_EXTRACTS, many);
  assertEquals(kept.isCut, true);
  assert(kept.said.length < 20 && kept.said.at(-1)?.text.startsWith("99 "));
  assertEquals(mergeExtracts(kept, NO_EXTRACTS).isCut, true);
});

Deno.test("mergeExtracts() cuts what was pasted, in the middle of no character", () => {
  const pasted = `x${"👍".repeat(20_000)}`;
  const failed = [{ at: null, call: "y".repeat(1_000), error: "z".repeat(9_000) }];
  const kept = mergeExtracts(NO_EXTRACTS, { ...said(pasted), failed });
  assert(kept.said[0]?.text.isWellFormed());
  assert(kept.said[0]?.text.endsWith("[… 20001 more characters]"));
  assert(kept.failed[0]?.call?.endsWith("[… 500 more characters]"));
  assert(kept.failed[0]?.error.endsWith("[… 7000 more characters]"));
  assertEquals(mergeExtracts(kept, { ...said(pasted), failed }), kept);
});

Deno.test("decodeExtracts() gives back what was stored, and nothing of damage", () => {
  const extracts = {
    said: [{ at: "2026-01-01T00:00:00Z", text: "a" }, { at: null, text: "" }],
    failed: [{ at: null, call: null, error: "e" }],
    isCut: true,
  };
  assertEquals(decodeExtracts(JSON.parse(JSON.stringify(extracts))), extracts);
  assertEquals(decodeExtracts(null), null);
  assertEquals(decodeExtracts({ said: [5, { text: 5 }], failed: "x" }), NO_EXTRACTS);
});
