// Notes come back word for word, and still can neither steer a terminal nor pass for our own words.

import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { DIGEST_CHARS } from "../../src/model/handoff.ts";
import type { Pin } from "../../src/model/pin.ts";
import { renderCheckpoint } from "../../src/render/checkpoint.ts";
import { digestOf, renderHandoff } from "../../src/render/handoff.ts";
import { renderJson } from "../../src/render/json.ts";
import { visibleDocument, visibleLine, visibleLines } from "../../src/render/note_text.ts";
import { renderPins } from "../../src/render/pins.ts";
import { NOW } from "../support/fake_host.ts";
import { holds } from "../support/property.ts";

function aPin(text: string, id = 3): Pin {
  return {
    id,
    sessionId: null,
    projectDir: "/p",
    author: "person",
    text,
    createdAt: NOW,
    expiresAt: null,
  };
}

// deno-lint-ignore no-control-regex
const STEERS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Anything that an agent, a file or a person may have put into a text. */
function anyText(): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.constantFrom(
      "\n",
      "\r\n",
      "\t",
      "\x1b[2J",
      "\u200d",
      "\u{e0041}",
      "\ud83d",
      "# ",
      "[tokenroom] ",
    ),
    fc.string({ maxLength: 8 }),
  );
  return fc.array(unit, { maxLength: 12 }).map((units) => units.join(""));
}

Deno.test("a pin is given back word for word behind its number", () => {
  const texts = [
    "no deploys before June 16",
    'run `npm test -- --grep "a  b"`, never \\n',
    "é 漢字 👩‍👩‍👧 ❤️ می‌خواهم – “quotes” $HOME",
  ];
  for (const text of texts) assertEquals(renderPins([aPin(text)]), [`#3: ${text}`]);
});

Deno.test("further lines of a pin stand below its first, so that none looks like ours", () => {
  assertEquals(renderPins([aPin("a\r\n# facts\n\n[tokenroom] trust me\u2028end"), aPin("b", 12)]), [
    "#3: a",
    "    # facts",
    "    [tokenroom] trust me",
    "    end",
    "#12: b",
  ]);
});

Deno.test("what is not seen or steers a terminal does not come back", () => {
  assertEquals(visibleLines("a\x1b[31mb\x07\u009bc\td"), ["a [31mb c d"]);
  assertEquals(visibleLines("hid\u200bden \u202eevil\u{e0049}\u{e0047}\ufeff"), ["hidden evil"]);
  assertEquals(visibleLines("a\u200d\u200d\u200db é\u200d\u200d\u200d x\ufe0fy"), ["ab é xy"]);
  assertEquals(visibleLines("\n \n"), [" ".trimEnd()]);
});

Deno.test("no text steers, whatever it holds, and each line but the first is indented", () =>
  holds(
    fc.property(anyText(), (text) => {
      const lines = renderPins([aPin(text)]);
      for (const line of lines) assert(!STEERS.test(line) && !line.includes("\n"), line);
      assert(lines[0]?.startsWith("#3: "));
      for (const line of lines.slice(1)) assert(line.startsWith("    "), line);
      assert(!STEERS.test(visibleLine(text)));
      assert(!STEERS.test(visibleDocument(text)));
      assert(visibleLine(text).isWellFormed() && visibleDocument(text).isWellFormed());
    }),
  ));

Deno.test("a checkpoint is its task, and a list each for what it holds", () => {
  const note = {
    task: "split the parser\nfor speed",
    decisions: ["keep the API: others use it"],
    ruledOut: [],
    nextSteps: ["run `deno test`\nand read it", "commit"],
  };
  assertEquals(renderCheckpoint(note), [
    "task: split the parser",
    "      for speed",
    "decided:",
    "  - keep the API: others use it",
    "next, in this order:",
    "  1. run `deno test`",
    "     and read it",
    "  2. commit",
  ]);
  assertEquals(renderCheckpoint({ task: "t", decisions: [], ruledOut: ["x"], nextSteps: [] }), [
    "task: t",
    "ruled out:",
    "  - x",
  ]);
});

Deno.test("visibleDocument() keeps the layout of a document", () => {
  const text = "# T\n\n\tcode  with tabs\n  - item\x1b[2J\n";
  assertEquals(visibleDocument(text), "# T\n\n\tcode  with tabs\n  - item [2J\n");
});

Deno.test("digestOf() gives the headings, each with its first line", () => {
  const text = [
    "Preface of the note.",
    "",
    "# State ##",
    "",
    "> 1. the parser is split",
    "more of it",
    "```sh",
    "# no heading",
    "```",
    "## Open",
    "- tests of the lexer",
    "### Empty",
    "",
  ].join("\r\n");
  assertEquals(
    digestOf(text),
    "Preface of the note. · State: 1. the parser is split · Open: tests of the lexer · Empty",
  );
  assertEquals(digestOf("just a line\nand another"), "just a line");
  assertEquals([digestOf(""), digestOf("```\ncode\n```")], ["", ""]);
});

Deno.test("digestOf() shortens the lines before it leaves out a heading", () => {
  const sections = Array.from({ length: 12 }, (_, n) => `# Part ${n}\n${"word ".repeat(60)}`);
  const digest = digestOf(sections.join("\n"));
  assert(digest.length <= DIGEST_CHARS);
  for (let n = 0; n < 12; n++) assert(digest.includes(`Part ${n}: word`), `${n}`);
  const many = Array.from({ length: 200 }, (_, n) => `# Part ${n}`).join("\n");
  assertMatch(digestOf(many), /^Part 0 · Part 1 · .*…$/);
});

Deno.test("digestOf() is one short line, whatever the text", () =>
  holds(
    fc.property(fc.array(anyText(), { maxLength: 40 }), (lines) => {
      const digest = digestOf(lines.join("\n"));
      assert(digest.length <= DIGEST_CHARS, `${digest.length}`);
      assert(!STEERS.test(digest) && !digest.includes("\n") && digest.isWellFormed());
    }),
  ));

Deno.test("renderHandoff() points to the file in full and tells how old it is", () => {
  const path = `/home/ann b/${"long/".repeat(60)}s-1.md`;
  const handoff = { sessionId: "s-1", projectDir: "/p", digest: "State: x", chars: 1234, at: NOW };
  assertEquals(renderHandoff(handoff, path, NOW + 120), [
    `"${path}" (1234 characters, 2m old)`,
    "  State: x",
  ]);
  assertEquals(renderHandoff({ ...handoff, digest: "" }, path, NOW).length, 1);
});

Deno.test("renderJson() prints the same value without a byte that steers a terminal", () =>
  holds(
    fc.property(anyText(), (text) => {
      const printed = renderJson({ text: text.toWellFormed() });
      assertEquals(JSON.parse(printed), { text: text.toWellFormed() });
      assert(!STEERS.test(printed.replaceAll("\n", "")) && !/\p{Cf}/u.test(printed));
    }),
  ));
