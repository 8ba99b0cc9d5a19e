import type { PlanNews, PlanState } from "../decide/plans.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { postponePlan } from "../io/store/plans.ts";
import { claimPlan, markPlanTold } from "../io/store/told_plans.ts";
import type { Plan } from "../model/plan.ts";
import type { EpochSec } from "../model/units.ts";
import { type Listener, openPlans, readyOf } from "./open_plans.ts";

/**
 * The plans that became ready and that this session was not told yet: the newest, and how many more;
 * null where there is none. Telling marks them. Belongs in a transaction.
 */
export function takeReadyPlans(
  store: Store,
  listener: Listener,
  now: EpochSec,
): PlanNews | null {
  const open = openPlans(store, listener, now);
  for (const { plan, state } of open) postpone(store, plan, state);
  const news = open.flatMap(readyOf)
    .filter(({ plan }) => claimPlan(store, listener.sessionId, plan.id, now));
  const [newest] = news;
  if (newest === undefined) return null;
  const ids = news.map(({ plan }) => plan.id);
  for (const id of ids) markPlanTold(store, id, now);
  appendEntry(store, {
    at: now,
    kind: "plan-told",
    sessionId: listener.sessionId,
    account: newest.plan.account,
    detail: { plans: ids },
  });
  return { plan: newest.plan, since: newest.since, more: news.length - 1 };
}

// A figure that holds a plan back is soon replaced by a better one; what it told must stay known, or
// the plan would be over a day after its first reset.
function postpone(store: Store, plan: Plan, state: PlanState): void {
  const [key, resetAt] = state.kind === "waiting"
    ? [state.key, state.until]
    : [plan.blockedOn, state.kind === "ready" ? state.since : null];
  if (resetAt === null || plan.resetAt === null || resetAt <= plan.resetAt) return;
  postponePlan(store, plan.id, { key, resetAt });
}
