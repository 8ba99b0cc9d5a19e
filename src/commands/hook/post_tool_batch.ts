import type { Paid } from "../../decide/notes.ts";
import { asList, asRecord, asText } from "../../model/decode.ts";
import type { Handler } from "../hook.ts";
import { answerMidTurn } from "../mid_turn.ts";

/** After all tool calls of one assistant message. */
export const handle: Handler = (event, host) => {
  const calls = asList(event.fields.tool_calls);
  return answerMidTurn("PostToolBatch", paidFor(calls), event, host);
};

function paidFor(calls: readonly unknown[]): Paid | null {
  if (calls.length > 1) return { kind: "batch", calls: calls.length };
  const tool = asText(asRecord(calls[0])?.tool_name, 100);
  return tool === null ? null : { kind: "call", tool };
}
