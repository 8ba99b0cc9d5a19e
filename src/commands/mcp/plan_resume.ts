import type { InputOf } from "../../model/tool_input.ts";
import {
  NO_SESSION,
  nothingDone,
  renderPlanRefusal,
  renderQueued,
} from "../../render/mcp_answers.ts";
import type { PLAN_ARGUMENTS } from "../../render/mcp_tools.ts";
import { queueAgentPlan } from "../plans.ts";
import type { Asked, Reply } from "./answering.ts";

/** Puts work off until a window refills. */
export function answer(input: InputOf<typeof PLAN_ARGUMENTS>, asked: Asked): Reply {
  const { store, session, now, host } = asked;
  if (session === null) return { kind: "refused", text: NO_SESSION };
  const verdict = queueAgentPlan(store, session, {
    summary: input.summary,
    queue: input.queue ?? [],
    blockedOn: input.blocked_on,
    estTokens: input.est_tokens,
    armed: input.arm ?? false,
  }, now);
  if (verdict.kind === "refused") {
    return { kind: "refused", text: nothingDone(renderPlanRefusal(verdict.why)) };
  }
  const { id, blockedOn, resetAt, armed } = verdict.plan;
  const note = renderQueued(verdict.plan, now, host.zone);
  const data = { note, id, blocked_on: blockedOn, resets_at: resetAt, armed };
  return { kind: "answered", text: note, data, verdict: "queued" };
}
