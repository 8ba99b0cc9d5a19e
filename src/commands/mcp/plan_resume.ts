import type { InputOf } from "../../model/tool_input.ts";
import {
  NO_SESSION,
  nothingDone,
  renderPlanRefusal,
  renderQueued,
} from "../../render/mcp_answers.ts";
import type { PLAN_ARGUMENTS } from "../../render/mcp_tools.ts";
import { keyOf } from "../account_windows.ts";
import { queueAgentPlan } from "../agent_plan.ts";
import type { Asked, Reply } from "./answering.ts";
import { situationOf } from "./budgets.ts";

/** Puts work off until a window refills. */
export function answer(input: InputOf<typeof PLAN_ARGUMENTS>, asked: Asked): Reply {
  const { store, session, now, host } = asked;
  if (session === null) return { kind: "refused", text: NO_SESSION };
  // The account that fit_check quotes: before its first report a session has none of its own.
  const account = keyOf(situationOf(asked).attribution);
  const verdict = queueAgentPlan(store, { ...session, account }, {
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
  const note = renderQueued(verdict, now, host.zone);
  const { replacedId, isLatest } = verdict;
  const data = {
    note,
    id,
    replaced: replacedId,
    blocked_on: blockedOn,
    resets_at: resetAt,
    at_latest: isLatest,
    armed,
  };
  return { kind: "answered", text: note, data, verdict: "queued" };
}
