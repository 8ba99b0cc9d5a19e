import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  putBlock,
  takeBlock,
  takeOriginalBlocks,
} from "../../../src/clients/claude_code/memory_block.ts";

const BLOCK = "<!-- tokenroom -->\nWords.\n<!-- /tokenroom -->";

function put(text: string, body = "Words."): string {
  const result = putBlock(text, body);
  if (typeof result !== "string") throw new Error(result.problem);
  return result;
}

Deno.test("putBlock() adds the block at the end, set off by an empty line", () => {
  assertEquals(put(""), `${BLOCK}\n`);
  assertEquals(put("Be kind.\n"), `Be kind.\n\n${BLOCK}\n`);
  assertEquals(put("Be kind."), `Be kind.\n\n${BLOCK}`);
  assertEquals(put("a\r\nb\r\n"), `a\r\nb\r\n\r\n${BLOCK.replaceAll("\n", "\r\n")}\r\n`);
});

Deno.test("putBlock() changes nothing where the block stands, wherever that is", () => {
  for (const text of [`${BLOCK}\n`, `a\n\n${BLOCK}`, `${BLOCK}\nafter`, put("x\r\ny")]) {
    assertEquals(put(text), text);
  }
});

Deno.test("putBlock() replaces what stands between the markers and nothing else", () => {
  assertEquals(put(`a\n${BLOCK}\nb`, "New."), `a\n${BLOCK.replace("Words", "New")}\nb`);
  const long = "a\r\n <!-- tokenroom --> \r\nold\r\nlines\r\n<!-- /tokenroom -->\r\nb";
  assertEquals(
    put(long),
    "a\r\n<!-- tokenroom -->\r\nWords.\r\n<!-- /tokenroom -->\r\nb",
  );
});

Deno.test("takeBlock() leaves what was written after the block", () => {
  assertEquals(takeBlock(`${put("a\n")}b\n`), "a\nb\n");
  assertEquals(takeBlock(`${put("a")}\nb\n`), "a\nb\n");
  assertEquals(takeBlock(`a\n${BLOCK}\nb\n`), "a\nb\n");
});

Deno.test("a marker without its counterpart, or a second block, is left to the person", () => {
  const cases: [string, number][] = [
    ["<!-- tokenroom -->\nx\n", 1],
    ["x\n<!-- /tokenroom -->\n", 2],
    ["<!-- tokenroom -->\n<!-- tokenroom -->\n<!-- /tokenroom -->\n", 1],
    [`${BLOCK}\n${BLOCK}\n`, 4],
  ];
  for (const [text, line] of cases) {
    const refusal = { problem: "markers", at: { line, column: 1 } } as const;
    assertEquals(putBlock(text, "Words."), refusal);
    assertEquals(takeBlock(text), refusal);
  }
});

Deno.test("a sentence about markers is none", () => {
  const text = "Keep `<!-- tokenroom -->` and <!-- /tokenroom --> as they are.\n";
  assertEquals(takeBlock(text), text);
  assertEquals(put(text), `${text}\n${BLOCK}\n`);
});

/** A block as the Node original keeps it. */
const original = (name = "tokenroom", eol = "\n") =>
  [
    `<!-- ${name}:compact-instructions:start -->`,
    "## Compact Instructions",
    "",
    "Words.",
    `<!-- ${name}:compact-instructions:end -->`,
  ].join(eol);

Deno.test("takeOriginalBlocks() takes the blocks of both names out and nothing around them", () => {
  assertEquals(takeOriginalBlocks(`a\n\n${original()}\n\nb\n`), "a\n\n\nb\n");
  assertEquals(takeOriginalBlocks(`${original("headroom")}\na\n${original()}`), "a\n");
  assertEquals(takeOriginalBlocks(`a\r\n${original("headroom", "\r\n")}\r\nb`), "a\r\nb");
  const none = "Keep `<!-- tokenroom:compact-instructions:start -->` as it is.\n";
  assertEquals(takeOriginalBlocks(none), none);
});

Deno.test("takeOriginalBlocks() refuses markers that do not fit together", () => {
  const [start, end] = ["start", "end"].map((side) =>
    `<!-- tokenroom:compact-instructions:${side} -->`
  );
  const other = "<!-- headroom:compact-instructions:end -->";
  const cases: [string, number][] = [
    [`a\n${start}\nb\n`, 2],
    [`${end}\n`, 1],
    [`${start}\n${start}\n${end}\n`, 2],
    [`${start}\nx\n${other}\n`, 3],
    [`${original()}\n${end}`, 6],
  ];
  for (const [text, line] of cases) {
    assertEquals(takeOriginalBlocks(text), { problem: "markers", at: { line, column: 1 } });
  }
});

const pieces = fc.constantFrom("a", "\n", "\r\n", "\r", "\n\n", " ", "\ufeff", "# b", "\u0085");
const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));

Deno.test("takeBlock() gives back every byte of any text", () => {
  fc.assert(fc.property(texts, (text) => {
    assertEquals(takeBlock(put(text)), text);
    assertEquals(takeBlock(text), text);
    assertEquals(takeBlock(put(put(text, "Older words."))), text);
  }));
});

Deno.test("takeOriginalBlocks() gives back every byte around a block", () => {
  fc.assert(fc.property(texts, texts, (before, after) => {
    const start = before === "" || before.endsWith("\n") ? before : `${before}\n`;
    assertEquals(takeOriginalBlocks(`${start}${original()}\n${after}`), start + after);
    assertEquals(takeOriginalBlocks(before), before);
  }));
});
