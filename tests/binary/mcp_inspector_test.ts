import { assertEquals } from "@std/assert";
import { TOOL_SPECS } from "../../src/render/mcp_tools.ts";
import { inspect, locateInspector } from "../support/inspector.ts";
import { sealProgram } from "../support/program.ts";
import { aPayload } from "../support/reports.ts";

const inspector = await locateInspector();

/** What a call of each tool needs at least. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  resource_state: [],
  estimate_remaining: [],
  fit_check: ["est_tokens=20000", "divisible=true"],
  plan_resume: ["summary=Port the tests", 'queue=["one","two"]'],
  checkpoint: ["task=Port the tests"],
  handoff: ["text=half done"],
  pin_fact: ["text=Never touch main"],
  set_intent: ["goal=Ship it", "hours=2"],
};

Deno.test({
  name: "the official inspector finds no fault with the tools and calls every one",
  ignore: inspector === null,
  fn: async () => {
    using program = await sealProgram();
    await program.run(["tap"], { input: JSON.stringify(aPayload(program)) });
    const server = [program.executable, "mcp", "-e", "CLAUDE_CODE_SESSION_ID=session-1"];
    const ask = (...args: string[]) => inspect(inspector ?? "", server, program.home, args);
    const { tools } = await ask("--method", "tools/list", "--strict") as {
      tools: { name: string }[];
    };
    assertEquals(tools.map(({ name }) => name), Object.keys(TOOL_SPECS));
    for (const [name, given] of Object.entries(CALLS)) {
      const args = given.flatMap((pair) => ["--tool-arg", pair]);
      const answer = await ask("--method", "tools/call", "--tool-name", name, ...args) as {
        isError?: boolean;
        structuredContent?: unknown;
      };
      assertEquals(
        [answer.isError ?? false, typeof answer.structuredContent],
        [false, "object"],
        name,
      );
    }
  },
});
