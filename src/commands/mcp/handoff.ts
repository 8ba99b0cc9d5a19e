import { handoffPath } from "../../io/handoff_file.ts";
import type { InputOf } from "../../model/tool_input.ts";
import { NO_SESSION, nothingDone, renderHandoffSaved } from "../../render/mcp_answers.ts";
import type { HANDOFF_ARGUMENTS } from "../../render/mcp_tools.ts";
import { renderRefusal } from "../../render/note_refusal.ts";
import { saveHandoff } from "../notes/save.ts";
import type { Asked, Reply } from "./answering.ts";

/** Saves the asking session's long document. */
export function answer(input: InputOf<typeof HANDOFF_ARGUMENTS>, asked: Asked): Reply {
  const { store, dir, session, now } = asked;
  if (session === null) return { kind: "refused", text: NO_SESSION };
  const saved = saveHandoff(store, dir, session, input.text, now);
  if (saved.kind === "refused") {
    return { kind: "refused", text: nothingDone(renderRefusal(saved.why)) };
  }
  const path = handoffPath(dir, session.id);
  const { chars } = saved.handoff;
  const note = renderHandoffSaved(path);
  return { kind: "answered", text: note, data: { note, path, chars }, verdict: "saved" };
}
