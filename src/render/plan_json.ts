import type { PlanState } from "../decide/plans.ts";
import type { Plan } from "../model/plan.ts";

/** A plan as `tokenroom resume --json` prints it; see docs/JSON.md. */
export function encodePlan(plan: Plan, state: PlanState): Record<string, unknown> {
  return {
    id: plan.id,
    project_dir: plan.projectDir,
    session_id: plan.sessionId,
    cause: plan.cause,
    summary: plan.summary,
    queue: plan.queue,
    state: state.kind,
    blocked_on: state.kind === "waiting" ? state.key : plan.blockedOn,
    ready_at: readyAt(plan, state),
    est_tokens: plan.estTokens,
    armed: plan.armed,
    created_at: plan.createdAt,
    told_at: plan.toldAt,
  };
}

function readyAt(plan: Plan, state: PlanState): number | null {
  switch (state.kind) {
    case "ready":
      return state.since;
    case "waiting":
      return state.until;
    case "over":
      return plan.resetAt;
  }
}
