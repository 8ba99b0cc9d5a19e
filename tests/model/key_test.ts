import { assertEquals } from "@std/assert";
import { decodeKeys } from "../../src/model/key.ts";

const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ["letters", "qa?", ["quit", "account", "help"]],
  ["arrows", "\x1b[A\x1b[B\x1b[C\x1b[D", ["up", "down", "right", "left"]],
  ["arrows of a keypad in application mode", "\x1bOA\x1bOD", ["up", "left"]],
  ["Ctrl-C and Ctrl-D", "\x03\x04", ["quit", "quit"]],
  ["Escape alone", "\x1b", ["back"]],
  ["keys that mean nothing", "xyz\r\n\t", []],
  ["a function key, not the letters in it", "\x1b[1;5A\x1b[15~\x1b[200~", []],
  ["text beyond ASCII", "日🦕é", []],
];

for (const [what, text, expected] of CASES) {
  Deno.test(`decodeKeys() reads ${what}`, () => {
    assertEquals(decodeKeys(text), expected as ReturnType<typeof decodeKeys>);
  });
}
