import { assertEquals } from "@std/assert";
import { decodeTurn } from "../../../src/clients/claude_code/turn.ts";
import { readFixture } from "../../support/fixture.ts";

const asked = JSON.stringify(readFixture("transcript-user-prompt"));
const refused = JSON.stringify(readFixture("transcript-api-error-usage-limit"));

function call(name: string, input: unknown, given: Record<string, unknown> = {}): string {
  const content = [{ type: "tool_use", id: "toolu_1", name, input }];
  return JSON.stringify({ type: "assistant", message: { role: "assistant", content }, ...given });
}

const NOTHING = { hadToolCalls: false, lastEdited: null };

Deno.test("decodeTurn() sees the tool calls since the person last wrote", () => {
  const ran = call("Bash", { command: "true" });
  assertEquals(decodeTurn([asked, ran, refused]).hadToolCalls, true);
  assertEquals(decodeTurn([asked, refused]).hadToolCalls, false);
  assertEquals(decodeTurn([asked, ran, asked, refused]).hadToolCalls, false);
});

Deno.test("decodeTurn() counts calls of a turn that began before the lines it was given", () => {
  assertEquals(decodeTurn([call("Bash", {}), refused]).hadToolCalls, true);
});

Deno.test("decodeTurn() names the file edited last, in this turn or before", () => {
  const lines = [
    call("Edit", { file_path: "/work/a.ts" }),
    call("NotebookEdit", { notebook_path: "/work/b.ipynb" }),
    asked,
    call("Read", { file_path: "/work/c.ts" }),
    refused,
  ];
  assertEquals(decodeTurn(lines).lastEdited, "/work/b.ipynb");
  assertEquals(decodeTurn(lines.slice(0, 1)).lastEdited, "/work/a.ts");
  assertEquals(decodeTurn([call("Write", { file_path: 7 })]).lastEdited, null);
});

Deno.test("decodeTurn() takes no text about a call, no call of a subagent and no garbage for a call", () => {
  const talk = JSON.stringify({
    type: "assistant",
    message: { content: [{ type: "text", text: '{"type":"tool_use","name":"Edit"}' }] },
  });
  const aside = call("Edit", { file_path: "/work/a.ts" }, { isSidechain: true });
  const echoed = call("Edit", { file_path: "/work/a.ts" }, { type: "user" });
  const odd = ['"tool_use"', '{"tool_use":', "null", '{"type":"assistant","a":"tool_use"}', ""];
  assertEquals(decodeTurn([asked, talk, aside, echoed, ...odd]), NOTHING);
  assertEquals(decodeTurn([]), NOTHING);
});
