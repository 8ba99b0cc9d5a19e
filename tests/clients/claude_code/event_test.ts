import { assertEquals } from "@std/assert";
import {
  decodeEvent,
  isTaskNotification,
  sessionSource,
} from "../../../src/clients/claude_code/event.ts";
import { fixtureNames, readFixture } from "../../support/fixture.ts";

const EVENTS = fixtureNames().filter((name) => /^[A-Z]/.test(name));

Deno.test("decodeEvent() reads every recorded event of the client", () => {
  assertEquals(EVENTS.length > 30, true);
  for (const name of EVENTS) {
    const raw = readFixture(name);
    const event = decodeEvent(raw);
    assertEquals(event?.sessionId, raw.session_id as string, name);
    assertEquals(event?.transcriptPath, raw.transcript_path as string, name);
    assertEquals(event?.cwd, raw.cwd as string, name);
  }
});

Deno.test("decodeEvent() tells a subagent's event from the session's own", () => {
  const agents = EVENTS.filter((name) => decodeEvent(readFixture(name))?.agentId !== null);
  assertEquals(agents, [
    "PreToolUse-in-subagent",
    "SubagentStart",
    "SubagentStop",
    "SubagentStop-internal-compaction-agent",
  ]);
});

for (const raw of [null, [], "s", 7, {}, { session_id: null }, { session_id: "a/b" }]) {
  Deno.test(`decodeEvent() finds no event in ${JSON.stringify(raw)}`, () => {
    assertEquals(decodeEvent(raw), null);
  });
}

Deno.test("decodeEvent() keeps an event whose other fields are damaged", () => {
  const event = decodeEvent({ session_id: "s", transcript_path: 7, cwd: "", agent_id: "a b" });
  assertEquals([event?.transcriptPath, event?.cwd, event?.agentId], [null, null, null]);
});

Deno.test("isTaskNotification() tells the client's own prompt from a person's", () => {
  const told = (name: string) => {
    const event = decodeEvent(readFixture(name));
    return event === null ? null : isTaskNotification(event);
  };
  assertEquals(told("UserPromptSubmit-task-notification"), true);
  assertEquals(told("UserPromptSubmit"), false);
  assertEquals(told("SessionStart-startup"), false);
});

const PROMPTS: readonly (readonly [unknown, boolean])[] = [
  ["\n  <task-notification>done</task-notification>", true],
  ["what does <task-notification> mean?", false],
  ["", false],
  [null, false],
  [["<task-notification>"], false],
];

for (const [prompt, expected] of PROMPTS) {
  Deno.test(`isTaskNotification() is ${expected} for ${JSON.stringify(prompt)}`, () => {
    const event = decodeEvent({ session_id: "s", prompt });
    assertEquals(event !== null && isTaskNotification(event), expected);
  });
}

for (const source of ["startup", "resume", "clear", "compact"] as const) {
  Deno.test(`sessionSource() reads a recorded start by ${source}`, () => {
    const event = decodeEvent(readFixture(`SessionStart-${source}`));
    assertEquals(event === null ? null : sessionSource(event), source);
  });
}

for (const source of [undefined, null, "", "restart", 1, "constructor"]) {
  Deno.test(`sessionSource() does not know ${JSON.stringify(source)}`, () => {
    const event = decodeEvent({ session_id: "s", source });
    assertEquals(event === null ? "no event" : sessionSource(event), null);
  });
}
