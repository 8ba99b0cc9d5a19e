import type { Plan } from "../model/plan.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import {
  findWindow,
  hasReset,
  isSameWindow,
  type Window,
  type WindowKey,
} from "../model/window.ts";
import {
  AGE_SILENT_SEC,
  LAND_PCT,
  PLAN_ALIVE_SEC,
  PLAN_UNDATED_SEC,
  REFILL_SEEN_POINTS,
} from "./thresholds.ts";

/** How a plan that was not cleared stands. */
export type PlanState =
  /** Its window refilled at `since`, and no other one is spent. */
  | { readonly kind: "ready"; readonly since: EpochSec }
  /** It waits for `key` until that refills; `until` null: nobody told when. */
  | { readonly kind: "waiting"; readonly key: WindowKey | null; readonly until: EpochSec | null }
  /** Nobody came for it in time. */
  | { readonly kind: "over" };

/** What waits for a window: a plan, or a focused run. */
export type Waiting = Pick<Plan, "blockedOn" | "resetAt" | "createdAt">;

/** A plan that can go on, as it is told; `more`: how many others can. */
export interface PlanNews {
  readonly plan: Pick<Plan, "id" | "summary" | "queue">;
  readonly since: EpochSec;
  readonly more: number;
}

/** What is known of the account that a plan spends. */
export interface Budgets {
  /** The figures it stands at. */
  readonly windows: readonly Window[];
  /** What was left of the plan's window when it was queued; null: not known. */
  readonly queuedAtPct: Pct | null;
}

/**
 * Whether a plan may start. Its window must have refilled: its reset has passed, or a figure shows
 * that it came early. And no window of the account may be spent again: a plan is put off until that
 * one refills. Unknown budgets leave it to the clock.
 */
export function decidePlan(plan: Waiting, budgets: Budgets, now: EpochSec): PlanState {
  const spent = lastToRefill(budgets.windows.filter((window) => isSpent(window, now)));
  if (spent !== null) return { kind: "waiting", key: spent.key, until: spent.resetAt };
  const dueAt = dueOf(plan, budgets);
  const endsAt = dueAt === null ? plan.createdAt + PLAN_UNDATED_SEC : dueAt + PLAN_ALIVE_SEC;
  if (now > endsAt) return { kind: "over" };
  const since = dueAt !== null && now >= dueAt ? dueAt : startedEarly(plan, budgets);
  return since === null
    ? { kind: "waiting", key: plan.blockedOn, until: dueAt }
    : { kind: "ready", since };
}

// The reset as it is dated now, or the later one of a window that was spent since: until then the
// plan could not start.
function dueOf(plan: Waiting, { windows }: Budgets): EpochSec | null {
  const own = plan.blockedOn === null ? null : findWindow(windows, plan.blockedOn);
  const told = own !== null && isSameWindow(own.resetAt, plan.resetAt) ? own.resetAt : null;
  const dueAt = told ?? plan.resetAt;
  const ends = windows.filter(({ headroomPct }) => headroomPct <= LAND_PCT)
    .flatMap(({ resetAt }) => resetAt ?? []).filter((at) => at > plan.createdAt);
  return dueAt === null ? null : Math.max(dueAt, ...ends);
}

function startedEarly(plan: Waiting, { windows, queuedAtPct }: Budgets): EpochSec | null {
  if (plan.blockedOn === null) return plan.resetAt === null ? plan.createdAt : null;
  const own = findWindow(windows, plan.blockedOn);
  if (own === null || own.observedAt < plan.createdAt) return null;
  const isNext = plan.resetAt !== null && own.resetAt !== null && own.resetAt > plan.resetAt &&
    !isSameWindow(own.resetAt, plan.resetAt);
  const hasRisen = queuedAtPct !== null && own.headroomPct >= queuedAtPct + REFILL_SEEN_POINTS;
  return isNext || hasRisen ? own.observedAt : null;
}

// Within a window use only grows, so what was spent stays so until its reset, however old the figure.
function isSpent(window: Window, now: EpochSec): boolean {
  if (window.headroomPct > LAND_PCT || hasReset(window, now)) return false;
  return window.resetAt !== null || now - window.observedAt <= AGE_SILENT_SEC;
}

function lastToRefill(spent: readonly Window[]): Window | null {
  const resetOf = ({ resetAt }: Window) => resetAt ?? Infinity;
  return spent.toSorted((a, b) => resetOf(b) - resetOf(a))[0] ?? null;
}
