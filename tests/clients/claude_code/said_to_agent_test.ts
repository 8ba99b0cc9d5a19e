import { assertEquals } from "@std/assert";
import { decodeSaidToAgent } from "../../../src/clients/claude_code/said_to_agent.ts";

const count = (settings: unknown) => decodeSaidToAgent(settings).tokensLeft;
const VARIABLE = "CLAUDE_CODE_TOTAL_TOKENS_REMINDER";

Deno.test("decodeSaidToAgent() knows which counts of the client are true", () => {
  assertEquals(count({ totalTokensReminder: "countdown" }), "true");
  assertEquals(count({ totalTokensReminder: "off" }), "none");
  for (const mode of ["padded-countdown", "fixed", "infinite"]) {
    assertEquals(count({ totalTokensReminder: mode }), "made-up", mode);
  }
});

Deno.test("decodeSaidToAgent() takes what the client does not know for not set, as the client does", () => {
  for (const mode of [undefined, null, true, 7, "", "COUNTDOWN", "constructor", ["countdown"]]) {
    assertEquals(count({ totalTokensReminder: mode }), null);
  }
  for (const settings of [null, [], "x", {}, { env: "x" }]) assertEquals(count(settings), null);
});

Deno.test("decodeSaidToAgent() lets the variable in the settings decide first", () => {
  const both = (variable: unknown) =>
    count({ totalTokensReminder: "countdown", env: { [VARIABLE]: variable } });
  assertEquals(both("padded-countdown"), "made-up");
  assertEquals(both("off"), "none");
  assertEquals(both("nonsense"), "true");
  assertEquals(count({ env: { [VARIABLE]: "countdown" } }), "true");
});

Deno.test("decodeSaidToAgent() sees auto-compaction off only where it is set to false", () => {
  const never = (settings: unknown) => decodeSaidToAgent(settings).compactsNever;
  assertEquals(never({ autoCompactEnabled: false }), true);
  for (const value of [true, null, 0, "false", undefined]) {
    assertEquals(never({ autoCompactEnabled: value }), false);
  }
});
