import type { InputOf } from "../../model/tool_input.ts";
import { NO_SESSION, nothingDone, SAVED_CHECKPOINT } from "../../render/mcp_answers.ts";
import type { CHECKPOINT_ARGUMENTS } from "../../render/mcp_tools.ts";
import { renderRefusal } from "../../render/note_refusal.ts";
import { saveCheckpoint } from "../notes/save.ts";
import type { Asked, Reply } from "./answering.ts";

/** Saves the asking session's note for after its next compaction. */
export function answer(input: InputOf<typeof CHECKPOINT_ARGUMENTS>, asked: Asked): Reply {
  const { store, session, now } = asked;
  if (session === null) return { kind: "refused", text: NO_SESSION };
  const saved = saveCheckpoint(store, session, {
    task: input.task,
    decisions: input.decisions ?? [],
    ruledOut: input.ruled_out ?? [],
    nextSteps: input.next_steps ?? [],
  }, now);
  return saved.kind === "refused"
    ? { kind: "refused", text: nothingDone(renderRefusal(saved.why)) }
    : {
      kind: "answered",
      text: SAVED_CHECKPOINT,
      data: { note: SAVED_CHECKPOINT, at: saved.checkpoint.at },
      verdict: "saved",
    };
}
