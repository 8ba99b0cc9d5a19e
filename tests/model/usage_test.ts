import { assertEquals, assertNotEquals } from "@std/assert";
import { believedAt, isEmptyUsage, messageKey, promptTokens } from "../../src/model/usage.ts";
import type { Usage } from "../../src/model/usage.ts";

const NONE = { input: 0, output: 0, write5m: 0, write1h: 0, read: 0 };
const usage: Usage = {
  messageId: "msg_4",
  at: 1_795_385_217,
  modelId: null,
  tokens: NONE,
  fast: false,
  usOnly: false,
  ended: true,
  endsTurn: true,
};

Deno.test("messageKey() is one for a message that stands in two sessions", () => {
  const id = "msg_01PQLcvj2YSmgVN1oK5eRgW3";
  assertEquals(messageKey("fork", id), messageKey("origin", id));
  const uuid = "97325d0f-80be-4607-8c20-0891cf28c05c";
  assertEquals(messageKey("fork", uuid), messageKey("origin", uuid));
});

Deno.test("messageKey() keeps counted ids of two sessions apart", () => {
  assertNotEquals(messageKey("a", "msg_4"), messageKey("b", "msg_4"));
  assertEquals(messageKey("a", "msg_4"), messageKey("a", "msg_4"));
});

Deno.test("promptTokens() counts cached tokens, not the answer", () => {
  assertEquals(
    promptTokens({ input: 1, output: 1000, write5m: 20, write1h: 300, read: 4000 }),
    4321,
  );
});

Deno.test("isEmptyUsage() is true only where no kind has a token", () => {
  assertEquals(isEmptyUsage(usage), true);
  for (const kind of ["input", "output", "write5m", "write1h", "read"]) {
    assertEquals(isEmptyUsage({ ...usage, tokens: { ...NONE, [kind]: 1 } }), false, kind);
  }
});

Deno.test("believedAt() takes nothing from the future", () => {
  assertEquals([believedAt(99, 100), believedAt(100, 100), believedAt(101, 100)], [99, 100, 100]);
});
