import { assert, assertEquals } from "@std/assert";
import { encodeContext } from "../../../src/clients/claude_code/reply.ts";

// Above this the client shows the model a pointer instead of the text.
const CLIENT_LIMIT_CHARS = 10_000;

function contextOf(answer: string): string {
  return JSON.parse(answer).hookSpecificOutput.additionalContext;
}

Deno.test("encodeContext() answers with the fields of that event and no others", () => {
  assertEquals(JSON.parse(encodeContext("UserPromptSubmit", "text")), {
    hookSpecificOutput: { hookEventName: "UserPromptSubmit", additionalContext: "text" },
  });
});

Deno.test("encodeContext() carries any text unchanged", () => {
  const text = 'a "quoted" \\ line\nand ⛶ 60% \u0007';
  assertEquals(contextOf(encodeContext("SessionStart", text)), text);
});

Deno.test("encodeContext() stays under the size that the client replaces by a pointer", () => {
  assert(contextOf(encodeContext("SessionStart", "x".repeat(50_000))).length < CLIENT_LIMIT_CHARS);
});

Deno.test("encodeContext() never gives half a character, which the API would refuse", () => {
  for (const shift of ["", "x"]) {
    const text = contextOf(encodeContext("SessionStart", shift + "😀".repeat(10_000)));
    assert(text.isWellFormed());
  }
});
