import { decideWithheld } from "../../decide/caller.ts";
import { decideStamp } from "../../decide/stamp.ts";
import { encodeState, RESOURCE_STATE_VERSION } from "../../model/resource_state.ts";
import { NO_REPORT, renderWithheld } from "../../render/mcp_answers.ts";
import { renderStamp } from "../../render/stamp.ts";
import type { Asked, Reply } from "./answering.ts";
import { situationOf } from "./budgets.ts";

/** The published state of the asking session. */
export function answer(_input: unknown, asked: Asked): Reply {
  const { session, now, host } = asked;
  const situation = situationOf(asked);
  const { attribution } = situation;
  const why = decideWithheld(attribution, session);
  const withheld = why === null ? null : renderWithheld(why);
  const account = attribution.kind === "known" || attribution.kind === "assumed"
    ? attribution.key
    : null;
  const state = session === null
    ? { resource_state: RESOURCE_STATE_VERSION, written_at: now, session: null, windows: [] }
    : encodeState({ ...situation, session, account }, now);
  const stamp = renderStamp(decideStamp(situation, null, now), now, host.zone);
  const text = stamp ?? NO_REPORT;
  return {
    kind: "answered",
    text: why === null || why === "none" ? text : `${text}\nwindows: ${withheld}`,
    data: { ...state, summary: text, withheld },
    verdict: null,
  };
}
