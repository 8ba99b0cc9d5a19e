import type { CallToolResult, Tool } from "@modelcontextprotocol/sdk/types.js";
import { toolMeta } from "../../clients/claude_code/tool_meta.ts";
import { decodeInput } from "../../model/tool_input.ts";
import { TOOL_SPECS, type ToolName, type ToolSpec } from "../../render/mcp_tools.ts";
import { inputSchema, renderBadInput } from "../../render/tool_schema.ts";
import type { Answering, Server } from "./answering.ts";

/** Every tool, in the order in which they are listed. */
export const TOOL_NAMES = Object.keys(TOOL_SPECS) as readonly ToolName[];

// One literal import a tool: the store and the rules are loaded with the first question, so that a
// session that asks nothing only pays for the list.
const ANSWERS: Readonly<Record<ToolName, () => Promise<{ readonly answer: Answering }>>> = {
  resource_state: () => import("./resource_state.ts"),
  estimate_remaining: () => import("./estimate_remaining.ts"),
  fit_check: () => import("./fit_check.ts"),
  plan_resume: () => import("./plan_resume.ts"),
  checkpoint: () => import("./checkpoint.ts"),
  handoff: () => import("./handoff.ts"),
  pin_fact: () => import("./pin_fact.ts"),
  set_intent: () => import("./set_intent.ts"),
};

/** Whether there is such a tool. */
export function isTool(name: string): name is ToolName {
  return Object.hasOwn(TOOL_SPECS, name);
}

/** All tools as a client reads them. */
export function listTools(): Tool[] {
  return TOOL_NAMES.map((name) => {
    const spec: ToolSpec = TOOL_SPECS[name];
    const meta = toolMeta(name);
    return {
      name,
      title: spec.title,
      description: spec.description,
      inputSchema: inputSchema(spec.takes),
      outputSchema: spec.gives,
      annotations: {
        readOnlyHint: spec.readOnly,
        destructiveHint: false,
        idempotentHint: spec.idempotent,
        openWorldHint: false,
      },
      ...(meta === null ? {} : { _meta: { ...meta } }),
    };
  });
}

/** Answers a call. What is wrong with it, or fails, is told as the tool's own error: never throws. */
export async function callTool(
  name: ToolName,
  given: unknown,
  server: Server,
): Promise<CallToolResult> {
  const spec: ToolSpec = TOOL_SPECS[name];
  const decoded = decodeInput(spec.takes, given);
  if (decoded.kind === "bad") return toolError(renderBadInput(name, spec.takes, decoded.bad));
  const [{ ask }, { answer }] = await Promise.all([import("./answering.ts"), ANSWERS[name]()]);
  const reply = ask(name, decoded.input, answer, server);
  if (reply.kind === "refused") return toolError(reply.text);
  return { content: [{ type: "text", text: reply.text }], structuredContent: reply.data };
}

function toolError(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
