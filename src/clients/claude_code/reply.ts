// The client puts an answer above this size into a file and shows the model a pointer.
const MAX_CONTEXT_CHARS = 9_900;

/** Events whose answer may carry text for the model. */
export type ContextEvent =
  | "SessionStart"
  | "UserPromptSubmit"
  | "PreToolUse"
  | "PostToolUse"
  | "PostToolBatch";

/** The answer that gives the model one text, with only the fields that this event knows. */
export function encodeContext(event: ContextEvent, text: string): string {
  // A character cut in half would make the whole request invalid for the API.
  const additionalContext = text.slice(0, MAX_CONTEXT_CHARS).toWellFormed();
  return JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext } });
}

/** The answer to `PreToolUse` that denies the call; the agent reads the reason. */
export function encodeDenial(reason: string): string {
  return JSON.stringify({
    hookSpecificOutput: {
      hookEventName: "PreToolUse",
      permissionDecision: "deny",
      permissionDecisionReason: reason,
    },
  });
}

/** The answer to `PreCompact` that blocks the compaction. Client 2.1.330 shows the reason nowhere. */
export function encodeCompactionBlock(reason: string): string {
  return JSON.stringify({ decision: "block", reason });
}

/** The answer to `Stop` that lets the agent go on; it reads the reason as what to do next. */
export function encodeContinuation(reason: string): string {
  return JSON.stringify({ decision: "block", reason });
}
