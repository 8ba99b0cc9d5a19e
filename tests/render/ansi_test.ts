import { assertEquals } from "@std/assert";
import { paint, plain } from "../../src/render/ansi.ts";

Deno.test("paint() leaves text alone where colour is off", () => {
  assertEquals(paint("text", "red", false), "text");
});

Deno.test("paint() opens and closes its colour", () => {
  const painted = (["yellow", "red", "dim", "bold"] as const).map((name) => paint("x", name, true));
  assertEquals(painted, [33, 31, 2, 1].map((code) => `\x1b[${code}mx\x1b[0m`));
});

const CASES: readonly (readonly [string, string, string])[] = [
  ["ordinary text", "⛶ 60% – ü 日本", "⛶ 60% – ü 日本"],
  ["a colour", "a\x1b[31mb", "a [31mb"],
  ["lines", "a\r\n\tb", "a b"],
  ["NUL and DEL", "a\x00b\x7fc", "a b c"],
  ["the second set of controls", "a\x9b31mb", "a 31mb"],
  ["line separators", "a\u2028b\u2029c", "a b c"],
  ["a change of direction", "a\u202ecod.exe\u202c", "a cod.exe "],
  ["an isolate", "a\u2066b\u2069c\u200fd", "a b c d"],
];

for (const [what, text, expected] of CASES) {
  Deno.test(`plain() makes ${what} safe for one line`, () => {
    assertEquals(plain(text), expected);
  });
}
