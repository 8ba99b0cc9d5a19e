import { asText } from "../../model/decode.ts";
import type { Handler } from "../hook.ts";
import { answerMidTurn } from "../mid_turn.ts";

/** After one tool call, for clients that have no event for the whole batch. */
export const handle: Handler = (event, host) => {
  const tool = asText(event.fields.tool_name, 100);
  return answerMidTurn("PostToolUse", tool === null ? null : { kind: "call", tool }, event, host);
};
