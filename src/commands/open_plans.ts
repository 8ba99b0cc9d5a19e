import { decidePlan, type PlanState, type Waiting } from "../decide/plans.ts";
import type { Store } from "../io/store/database.ts";
import { readHeadroomAt } from "../io/store/headroom.ts";
import { readOpenPlans } from "../io/store/plans.ts";
import { readWindows } from "../io/store/windows.ts";
import type { AccountKey } from "../model/account.ts";
import type { Plan } from "../model/plan.ts";
import type { EpochSec } from "../model/units.ts";

/** A session, and the project whose plans it may take up. */
export interface Listener {
  readonly sessionId: string;
  readonly projectDir: string | null;
}

/** A plan that was not cleared, and how it stands. */
export interface OpenPlan {
  readonly plan: Plan;
  readonly state: PlanState;
}

/** A plan that can go on, and since when. */
export interface ReadyPlan {
  readonly plan: Plan;
  readonly since: EpochSec;
}

// More than anybody has open in one project; past that the newest are looked at.
const LOOKED_AT = 50;

/** Whether a plan of this session, of its project or of nobody can go on. */
export function hasReadyPlan(store: Store, listener: Listener, now: EpochSec): boolean {
  return openPlans(store, listener, now).some(({ state }) => state.kind === "ready");
}

/** The open plans of a session, of its project and of nobody, and how each stands; newest first. */
export function openPlans(store: Store, listener: Listener, now: EpochSec): OpenPlan[] {
  return readOpenPlans(store, listener, LOOKED_AT).map((plan) => standingOf(store, plan, now));
}

/** How an open plan stands with the account that it spends. */
export function standingOf(store: Store, plan: Plan, now: EpochSec): OpenPlan {
  return { plan, state: stateOf(store, plan, plan.account, now) };
}

/** How what waits for a window of an account stands. `account` null: then the clock alone decides. */
export function stateOf(
  store: Store,
  waiting: Waiting,
  account: AccountKey | null,
  now: EpochSec,
): PlanState {
  const { blockedOn, createdAt } = waiting;
  const windows = account === null ? [] : readWindows(store, account);
  const queuedAtPct = account === null || blockedOn === null
    ? null
    : readHeadroomAt(store, account, blockedOn, createdAt);
  return decidePlan(waiting, { windows, queuedAtPct }, now);
}

/** The plan where it is ready, else nothing. */
export function readyOf({ plan, state }: OpenPlan): ReadyPlan[] {
  return state.kind === "ready" ? [{ plan, since: state.since }] : [];
}
