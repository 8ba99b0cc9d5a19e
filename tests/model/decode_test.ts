import { assertEquals } from "@std/assert";
import {
  asAmount,
  asCount,
  asFlag,
  asHeadroom,
  asIdentifier,
  asInstant,
  asList,
  asNumber,
  asRecord,
  asText,
  parseJson,
} from "../../src/model/decode.ts";

function table<T>(
  name: string,
  decode: (value: unknown) => T,
  cases: readonly (readonly [unknown, T])[],
): void {
  for (const [value, expected] of cases) {
    const given = typeof value === "number" ? String(value) : JSON.stringify(value);
    Deno.test(`${name}() reads ${given?.slice(0, 60)} as ${JSON.stringify(expected)}`, () => {
      assertEquals(decode(value), expected);
    });
  }
}

table<unknown>("asRecord", asRecord, [
  [{ a: 1 }, { a: 1 }],
  [{}, {}],
  [[], null],
  [null, null],
  [undefined, null],
  ["{}", null],
]);

table("asList", asList, [[[1], [1]], [{ length: 1 }, []], ["ab", []], [null, []]]);

table("asNumber", asNumber, [
  [1.5, 1.5],
  ["1.5", 1.5],
  [" -3 ", -3],
  ["+.5", 0.5],
  ["5.", 5],
  ["1e3", 1000],
  ["1e999", null],
  [Infinity, null],
  [NaN, null],
  ["NaN", null],
  ["Infinity", null],
  ["0x10", null],
  ["0b1", null],
  ["1_000", null],
  ["1,5", null],
  ["", null],
  [" ", null],
  [".", null],
  ["1".repeat(40), Number("1".repeat(40))],
  ["1".repeat(41), null],
  [true, null],
  [[1], null],
  [{}, null],
]);

table("asCount", asCount, [
  [0, 0],
  [0.4, 0],
  [0.5, 1],
  ["12", 12],
  [1e12, 1e12],
  [1e12 + 1, null],
  [-1, null],
  [-0.4, null],
]);

table("asAmount", asAmount, [
  [0, 0],
  [0.4, 0.4],
  ["26.03", 26.03],
  [1e12, 1e12],
  [1e12 + 1, null],
  [-0.01, null],
]);

table("asFlag", asFlag, [[true, true], [false, false], ["true", null], [1, null], [null, null]]);

table("asIdentifier", asIdentifier, [
  ["five_hour", "five_hour"],
  ["0f1450d6-ce86-4f42-88a7-406c1848ca9b", "0f1450d6-ce86-4f42-88a7-406c1848ca9b"],
  ["a".repeat(128), "a".repeat(128)],
  ["a".repeat(129), null],
  ["", null],
  [".", null],
  ["..", null],
  ["a..b", null],
  ["-a", null],
  ["_a", null],
  ["a b", null],
  ["a/b", null],
  ["a\n", null],
  ["ä", null],
  [7, null],
]);

// Epoch seconds between 1e9 and 1e11; milliseconds are a thousand times that.
table("asInstant", asInstant, [
  [999_999_999, null],
  [1_000_000_000, 1_000_000_000],
  [99_999_999_999, 99_999_999_999],
  [100_000_000_000, null],
  [999_999_999_999, null],
  [1_000_000_000_000, 1_000_000_000],
  [1_795_395_838_499, 1_795_395_838],
  [99_999_999_999_999, 99_999_999_999],
  [100_000_000_000_000, null],
  ["1795395838", 1_795_395_838],
  [-1_795_395_838, null],
  [0, null],
]);

table("asHeadroom", asHeadroom, [
  [0, 100],
  [47, 53],
  [14.000000000000002, 86],
  [99.9, 0.1],
  [99.96, 0],
  [100, 0],
  [100.1, 0],
  [1000, 0],
  [1000.1, null],
  [-0.5, 100],
  [-1, 100],
  [-1.1, null],
  [1_795_395_838, null],
  ["47", 53],
  [null, null],
]);

Deno.test("asText() keeps a text of exactly the limit and none beyond, nor an empty one", () => {
  assertEquals(asText("abc", 3), "abc");
  assertEquals(asText("abcd", 3), null);
  assertEquals(asText(""), null);
  assertEquals(asText(7), null);
  assertEquals(asText("x".repeat(4096))?.length, 4096);
  assertEquals(asText("x".repeat(4097)), null);
});

Deno.test("parseJson() reads JSON behind a byte order mark, and gives null for anything else", () => {
  assertEquals(parseJson('{"a": 1}'), { a: 1 });
  assertEquals(parseJson('\uFEFF{"a": 1}'), { a: 1 });
  assertEquals(parseJson('\uFEFF\uFEFF{"a": 1}'), null);
  assertEquals(parseJson('{"a": 1'), null);
  assertEquals(parseJson("// comment\n{}"), null);
  assertEquals(parseJson(""), null);
});
