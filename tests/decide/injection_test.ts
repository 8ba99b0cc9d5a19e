import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  allot,
  type Given,
  INJECTION_PARTS,
  type Part,
  type PartName,
} from "../../src/decide/injection.ts";
import { INJECTION_TOKENS } from "../../src/decide/thresholds.ts";
import { estimateTokens } from "../../src/model/token_estimate.ts";

const HEAD = "[tokenroom] after compaction:";
const words = (count: number) => "word ".repeat(count).trim();

function part(name: PartName, lines: readonly string[], more: string | null = "… cut"): Part {
  return { name, lines, more };
}

function textOf(given: readonly Given[]): string {
  return [HEAD, ...given.flatMap(({ lines }) => lines)].join("\n");
}

Deno.test("allot() gives everything, in the order of the parts, where it fits", () => {
  const parts = ["pins", "facts", "pointers", "said", "checkpoint", "digest", "handoff"] as const;
  const given = allot(HEAD, parts.map((name) => part(name, [`${name} 1`, `${name} 2`])));
  assertEquals(given.map(({ name, lines, isCut }) => [name, lines, isCut]), [
    ...INJECTION_PARTS.map((name) => [name, [`${name} 1`, `${name} 2`], false]),
  ]);
});

Deno.test("allot() leaves out parts without lines", () => {
  assertEquals(allot(HEAD, [part("facts", []), part("pins", ["one"])]).length, 1);
});

Deno.test("allot() lets a part use what the others leave", () => {
  const [given] = allot(HEAD, [part("checkpoint", [words(1000)])]);
  assertEquals(given?.isCut, false);
});

Deno.test("allot() cuts a line that does not fit, says so, and leaves the others their share", () => {
  const given = allot(HEAD, [
    part("facts", ["facts:", words(200)]),
    part("checkpoint", ["checkpoint:", words(5000)]),
    part("digest", ["  about"]),
    part("pins", ["pins:", "  #1: one"]),
  ]);
  assertEquals(given.map(({ name, isCut }) => [name, isCut]), [
    ["facts", false],
    ["checkpoint", true],
    ["pins", false],
  ]);
  const [, checkpoint] = given;
  assertEquals(checkpoint?.lines.length, 3);
  assert(checkpoint?.lines[1]?.endsWith("…"));
  assertEquals(checkpoint?.lines[2], "… cut");
});

Deno.test("allot() shows each pin whole or not at all, and a shorter one in place of a longer", () => {
  const long = words(1600);
  const [given] = allot(HEAD, [part("pins", ["pins:", long, "  #2: short"])]);
  assertEquals(given?.lines, ["pins:", "  #2: short", "… cut"]);
});

Deno.test("allot() gives less where something stands beside it", () => {
  const parts = [part("checkpoint", [words(1000)])];
  assertEquals(allot(HEAD, parts, 0)[0]?.isCut, false);
  const [given] = allot(HEAD, parts, 700);
  assertEquals(given?.isCut, true);
  assert((given?.tokens ?? 0) <= INJECTION_TOKENS - 700);
  assertEquals(allot(HEAD, parts, INJECTION_TOKENS), []);
});

// Everything that people write with, and halves of characters as a damaged file may hold them.
const TEXT = fc.oneof(
  fc.string({ maxLength: 700 }),
  fc.string({ unit: "grapheme", maxLength: 700 }),
  fc.string({ unit: fc.constantFrom("漢", "字", "👩‍👩‍👧‍👦", "e", " ", "\n"), maxLength: 2500 }),
  fc.integer({ min: 0, max: 3000 }).map(words),
).map((text) => text.toWellFormed());
const PART = fc.record({
  name: fc.constantFrom(...INJECTION_PARTS),
  lines: fc.array(TEXT, { maxLength: 12 }),
  more: fc.constantFrom(null, "  … cut"),
});
const PARTS = fc.uniqueArray(PART, { selector: ({ name }) => name });
const property = (check: (parts: readonly Part[], spent: number) => void) =>
  fc.assert(fc.property(PARTS, fc.integer({ min: 0, max: 2000 }), check), { numRuns: 300 });

Deno.test("allot() never gives more than the limit, whatever the parts", () =>
  property((parts, spent) => {
    const text = textOf(allot(HEAD, parts, spent));
    const limit = Math.max(INJECTION_TOKENS - spent, estimateTokens(HEAD));
    assert(estimateTokens(text) <= limit, `${estimateTokens(text)} > ${limit}`);
  }));

Deno.test("allot() never cuts pins while it shows a digest", () =>
  property((parts, spent) => {
    const given = allot(HEAD, parts, spent);
    const asked = parts.find(({ name }) => name === "pins")?.lines ?? [];
    const pins = given.find(({ name }) => name === "pins")?.lines ?? [];
    const hasDigest = given.some(({ name }) => name === "digest");
    assert(!hasDigest || asked.every((pin) => pins.includes(pin)));
  }));

Deno.test("allot() gives valid text, and of pins and paths only whole lines", () =>
  property((parts, spent) => {
    for (const { name, lines } of allot(HEAD, parts, spent)) {
      const asked = parts.find((it) => it.name === name);
      assert(lines.every((line) => line.isWellFormed()));
      const isWhole = (line: string) => asked?.lines.includes(line) || line === asked?.more;
      if (["pins", "said", "pointers", "handoff"].includes(name)) assert(lines.every(isWhole));
    }
  }));
