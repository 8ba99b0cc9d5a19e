import type { InputOf } from "../../model/tool_input.ts";
import { HOUR } from "../../model/units.ts";
import {
  NO_SESSION,
  nothingDone,
  renderIntentRefusal,
  renderIntentSet,
} from "../../render/mcp_answers.ts";
import type { INTENT_ARGUMENTS } from "../../render/mcp_tools.ts";
import { setIntent } from "../intents.ts";
import type { Asked, Reply } from "./answering.ts";

/** Starts a focused run of the asking session. */
export function answer(input: InputOf<typeof INTENT_ARGUMENTS>, asked: Asked): Reply {
  const { store, session, now, host } = asked;
  if (session === null) return { kind: "refused", text: NO_SESSION };
  const verdict = setIntent(store, session, {
    goal: input.goal,
    armed: input.arm ?? false,
    forSec: input.hours === null ? null : input.hours * HOUR,
  }, now);
  if (verdict.kind === "refused") {
    return { kind: "refused", text: nothingDone(renderIntentRefusal(verdict.why)) };
  }
  const { id, key, endsAt, armed } = verdict.intent;
  const note = renderIntentSet(verdict.intent, verdict.replaced, now, host.zone);
  const data = { note, id, window: key, ends_at: endsAt, armed };
  return { kind: "answered", text: note, data, verdict: "set" };
}
