import type { InputOf } from "../../model/tool_input.ts";
import { HOUR } from "../../model/units.ts";
import { NO_PROJECT, NO_SESSION, nothingDone, renderPinned } from "../../render/mcp_answers.ts";
import type { PIN_ARGUMENTS } from "../../render/mcp_tools.ts";
import { renderRefusal } from "../../render/note_refusal.ts";
import { savePin } from "../notes/save.ts";
import type { Asked, Reply } from "./answering.ts";

/** Pins a statement word for word. */
export function answer(input: InputOf<typeof PIN_ARGUMENTS>, asked: Asked): Reply {
  const { store, session, now, host } = asked;
  if (session === null) return { kind: "refused", text: NO_SESSION };
  const scope = input.scope === "project" ? "project" : "session";
  if (scope === "project" && session.projectDir === null) {
    return { kind: "refused", text: nothingDone(NO_PROJECT) };
  }
  const saved = savePin(store, {
    sessionId: scope === "session" ? session.id : null,
    projectDir: session.projectDir,
    author: "agent",
    text: input.text,
    expiresAt: input.hours === null ? null : now + input.hours * HOUR,
  }, now);
  if (saved.kind === "refused") {
    return { kind: "refused", text: nothingDone(renderRefusal(saved.why)) };
  }
  const { id, expiresAt } = saved.pin;
  const note = renderPinned(saved.pin, now, host.zone);
  const data = { note, id, scope, expires_at: expiresAt };
  return { kind: "answered", text: note, data, verdict: "saved" };
}
