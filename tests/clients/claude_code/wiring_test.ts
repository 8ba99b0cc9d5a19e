import { assert, assertEquals } from "@std/assert";
import {
  decodeVersion,
  formatVersion,
  gapsOf,
  hasToolBatch,
  hookFormFor,
  namesOf,
  settingsPath,
  verbOf,
  WIRED_EVENTS,
} from "../../../src/clients/claude_code/wiring.ts";
import { isExpensiveLaunch } from "../../../src/decide/gates.ts";
import { specOf } from "../../../src/render/command_specs.ts";
import { aForeignHook, aHook } from "../../support/doctor_facts.ts";

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

Deno.test("hasToolBatch() believes it from the version on that it was verified with", () => {
  const has = (output: string) => hasToolBatch(decodeVersion(output));
  assertEquals(has("2.1.330 (Claude Code)"), true);
  assertEquals(has("2.1.331"), true);
  assertEquals(has("2.2.0"), true);
  assertEquals(has("2.1.329 (Claude Code)"), false);
  assertEquals(has("2.0.999"), false);
  assertEquals(has("command not found"), null);
});

Deno.test("gapsOf() tells where our hooks and a client do not fit", () => {
  const batch = aHook({ event: "PostToolBatch" });
  const each = aHook({ event: "PostToolUse", form: "shell" });
  assertEquals(gapsOf([batch], [2, 1, 330]), []);
  assertEquals(gapsOf([batch], [2, 1, 329]), ["batch-unproven"]);
  assertEquals(gapsOf([batch], [2, 1, 138]), ["exec-form", "batch-unproven"]);
  assertEquals(gapsOf([each], [2, 1, 138]), []);
  assertEquals(gapsOf([each], [2, 1, 330]), ["batch-unused"]);
  assertEquals(gapsOf([each, batch], [2, 1, 330]), []);
  assertEquals(gapsOf([aForeignHook({ event: "PostToolBatch" })], [2, 0, 0]), []);
  assertEquals(gapsOf([batch, each], null), []);
});

Deno.test("formatVersion() is what the client prints", () => {
  assertEquals(formatVersion([2, 1, 330]), "2.1.330");
});

Deno.test("every event that is wired has an answer of ours, and help names it", () => {
  const help = specOf("hook")?.details ?? "";
  for (const name of WIRED_EVENTS.flatMap(namesOf)) {
    assert(help.includes(verbOf(name)), name);
    const file = `${verbOf(name).replaceAll("-", "_")}.ts`;
    const url = new URL(`../../../src/commands/hook/${file}`, import.meta.url);
    assert(Deno.statSync(url).isFile);
  }
});

Deno.test("exactly the launches that the gate looks at are worth a process", () => {
  const matcher = WIRED_EVENTS.find(({ event }) => event === "PreToolUse")?.matcher ?? "";
  const tools = matcher.split("|");
  assertEquals(tools.filter(isExpensiveLaunch), tools);
  assertEquals(tools, ["Agent", "Task", "Workflow"]);
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
