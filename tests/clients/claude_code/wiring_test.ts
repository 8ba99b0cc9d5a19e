import { assertEquals } from "@std/assert";
import {
  decodeVersion,
  hookFormFor,
  settingsPath,
  verbOf,
} from "../../../src/clients/claude_code/wiring.ts";

Deno.test("hookFormFor() takes the exec form from 2.1.139 on", () => {
  const form = (output: string) => hookFormFor(decodeVersion(output));
  assertEquals(form("2.1.139 (Claude Code)\n"), "exec");
  assertEquals(form("2.1.330 (Claude Code)"), "exec");
  assertEquals(form("2.2.0"), "exec");
  assertEquals(form("3.0.0"), "exec");
  assertEquals(form("2.1.138 (Claude Code)"), "shell");
  assertEquals(form("2.0.999"), "shell");
  assertEquals(form("1.9.500"), "shell");
  assertEquals(form("command not found"), null);
  assertEquals(form(""), null);
});

Deno.test("verbOf() spells an event as our hook verb", () => {
  assertEquals(verbOf("SessionStart"), "session-start");
  assertEquals(verbOf("UserPromptSubmit"), "user-prompt-submit");
  assertEquals(verbOf("Stop"), "stop");
});

Deno.test("settingsPath() writes a Windows path with slashes and leaves the others", () => {
  assertEquals(settingsPath("C:\\Users\\ada\\tokenroom.exe"), "C:/Users/ada/tokenroom.exe");
  assertEquals(settingsPath("/home/a\\b/tokenroom"), "/home/a\\b/tokenroom");
});
