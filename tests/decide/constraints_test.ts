import { assert, assertEquals } from "@std/assert";
import { CONSTRAINTS_TOKENS, findConstraints } from "../../src/decide/constraints.ts";
import { estimateTokens } from "../../src/model/token_estimate.ts";

const STATED = [
  "Never touch src/legacy.",
  "Don't push to main before I say so.",
  "do not add dependencies",
  "The public API must stay as it is!",
  "Always run the tests first.",
  "Use only the standard library.",
  "Keep the file under 300 lines",
  "Make sure the build passes.",
  "Could you please only change the tests?",
  "Commit at most once an hour.",
];

const NOT_STATED = [
  "Port the parser to a table.",
  "Why does it only fail on Tuesdays?",
  "I don't know why it fails.",
  "We do not see it here.",
  "It must have been the cache.",
  "Thanks, that works!",
  `Only ${"x".repeat(300)}`,
];

for (const text of STATED) {
  Deno.test(`findConstraints() finds: ${text}`, () =>
    assertEquals(findConstraints([text]), [text]));
}

for (const text of NOT_STATED) {
  Deno.test(`findConstraints() passes over: ${text.slice(0, 60)}`, () =>
    assertEquals(findConstraints([text]), []));
}

Deno.test("findConstraints() takes sentences and items of lists out of a message, word for word", () => {
  const message = 'Port it. Never use "eval"! Then, e.g. tomorrow, only test.\n' +
    "- Don't reformat.\n  2) keep tabs\n> quoted";
  assertEquals(findConstraints([message]), [
    'Never use "eval"!',
    "Then, e.g. tomorrow, only test.",
    "Don't reformat.",
    "keep tabs",
  ]);
});

Deno.test("findConstraints() passes over what stands between fences", () => {
  assertEquals(findConstraints(["Fix:\n```ts\n// never do this\n```\nNever do that."]), [
    "Never do that.",
  ]);
  assertEquals(findConstraints(["Fix:\n```\nnever closed"]), []);
});

Deno.test("findConstraints() gives what was said twice once, where it was said last", () => {
  const messages = ["Never A.", "Never B.", "Never A."];
  assertEquals(findConstraints(messages), ["Never B.", "Never A."]);
});

Deno.test("findConstraints() keeps strict ones before likely ones, newer before older", () => {
  const strict = Array.from({ length: 60 }, (_, n) => `Never do the thing with number ${n}.`);
  const likely = Array.from({ length: 60 }, (_, n) => `Keep the thing with number ${n}.`);
  const kept = findConstraints([...strict, ...likely]);
  assert(kept.every((text) => text.startsWith("Never")), kept.join());
  assertEquals(kept.at(-1), strict.at(-1));
  assert(!kept.includes(strict[0] ?? ""));
  const tokens = kept.reduce((sum, text) => sum + estimateTokens(text), 0);
  assert(tokens <= CONSTRAINTS_TOKENS);
});

Deno.test("findConstraints() takes at most eight of one message, which is a document then", () => {
  const document = Array.from({ length: 50 }, (_, n) => `Always ${n}.`).join("\n");
  assertEquals(findConstraints([document]).length, 8);
});

Deno.test("findConstraints() is quick with text that is no prose", () => {
  for (
    const text of [
      "\n".repeat(20_000),
      " ".repeat(20_000),
      "```".repeat(7_000),
      "a. ".repeat(7_000),
    ]
  ) {
    assertEquals(findConstraints([text]), []);
  }
});
