import { assertEquals } from "@std/assert";
import { extractFrom } from "../../../src/clients/claude_code/extracts.ts";
import { NOW } from "../../support/fake_host.ts";
import { readFixture } from "../../support/fixture.ts";
import { answerLine, failureLines, promptLine } from "../../support/transcript.ts";

const AT = new Date(NOW * 1000).toISOString();
const lines = (...texts: readonly string[]) => texts.join("").split("\n").slice(0, -1);
const queued = (attachment: Readonly<Record<string, unknown>>) =>
  `${JSON.stringify({ type: "attachment", attachment, timestamp: AT })}\n`;
const said = (...texts: readonly string[]) =>
  extractFrom(lines(...texts)).said.map(({ text }) => text);

Deno.test("extractFrom() reads the client's own records", () => {
  const recorded = ["user-prompt", "tool-failure", "compact-summary", "compact_boundary"]
    .map((name) => `${JSON.stringify(readFixture(`transcript-${name}`))}\n`);
  assertEquals(extractFrom(lines(...recorded)), {
    said: [{ at: "2026-11-22T22:06:56.978Z", text: "run CMD:bash now" }],
    failed: [{ at: "2026-11-22T22:07:01.202Z", call: null, error: "Exit code 3\noops" }],
  });
});

Deno.test("extractFrom() names the command of a failure, or the tool and its input", () => {
  const other = [
    {
      type: "assistant",
      message: {
        content: [
          { type: "tool_use", id: "toolu_9", name: "Read", input: { file_path: "/gone" } },
        ],
      },
    },
    {
      type: "user",
      message: {
        content: [
          {
            type: "tool_result",
            tool_use_id: "toolu_9",
            is_error: true,
            content: "File not found",
          },
        ],
      },
    },
  ].map((line) => `${JSON.stringify(line)}\n`);
  const { failed } = extractFrom(
    lines(failureLines("make test", "no rule", NOW), answerLine({ at: NOW }), ...other),
  );
  assertEquals(failed, [
    { at: AT, call: "make test", error: "no rule" },
    { at: null, call: 'Read {"file_path":"/gone"}', error: "File not found" },
  ]);
});

Deno.test("extractFrom() leaves out what the client wrote in the person's name", () => {
  const user = (given: Readonly<Record<string, unknown>>, content = "text") =>
    `${JSON.stringify({ type: "user", message: { role: "user", content }, ...given })}\n`;
  assertEquals(
    said(
      user({ isMeta: true }),
      user({ isCompactSummary: true }),
      user({ isSidechain: true }),
      user({ origin: { kind: "task-notification" } }),
      user({}, "<command-name>/compact</command-name>"),
      user({}, "<local-command-stdout>Compacted</local-command-stdout>"),
      user({}, "[Request interrupted by user]"),
      user({}, "typed"),
    ),
    ["typed"],
  );
});

Deno.test("extractFrom() hears what was typed while the agent worked", () => {
  assertEquals(
    said(
      promptLine("first", NOW),
      queued({ type: "queued_command", prompt: "wait", commandMode: "prompt" }),
      queued({ type: "queued_command", prompt: [{ type: "text", text: "in blocks" }] }),
      queued({ type: "queued_command", prompt: "<task-notification>x</task-notification>" }),
      queued({ type: "queued_command", prompt: "x", commandMode: "task-notification" }),
      queued({ type: "queued_command", prompt: "x", isMeta: true }),
      queued({ type: "file", prompt: "queued_command" }),
    ),
    ["first", "wait", "in blocks"],
  );
});

Deno.test("extractFrom() passes over damaged lines", () => {
  const damaged = ['{"type":"user"', '{"is_error":true', '"queued_command"', "", "null"];
  assertEquals(extractFrom([...damaged, promptLine("whole", NOW)]).said.length, 1);
  assertEquals(extractFrom(damaged), { said: [], failed: [] });
});
