import { assertEquals } from "@std/assert";
import { isBlank, mendText } from "../../src/model/note_text.ts";

Deno.test("mendText() keeps a text verbatim, but for NUL and halves of characters", () => {
  const verbatim = "  a\r\n\tb \x1b[1m\u200b 👩‍👩‍👧 é \u2028";
  assertEquals(mendText(verbatim), verbatim);
  assertEquals(mendText("a\0b\ud83dc\ude00"), "ab\ufffdc\ufffd");
});

Deno.test("isBlank() knows a text in which nothing is to be seen", () => {
  const blank = [
    "",
    " \t\r\n",
    "\u200b\u2060\ufeff",
    "\u00a0\u3000",
    "\x1b\x07",
    "\u3164\u034f",
    "\u{e0041}",
  ];
  for (const text of blank) assertEquals(isBlank(text), true, JSON.stringify(text));
  for (const text of ["a", "\u200b.", "漢", "👩", "\ufffd"]) {
    assertEquals(isBlank(text), false, text);
  }
});
