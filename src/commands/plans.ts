import type { PlanNews, PlanState } from "../decide/plans.ts";
import { quotesOf } from "../decide/stamp.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { postponePlan, queuePlan } from "../io/store/plans.ts";
import { claimPlan, markPlanTold } from "../io/store/told_plans.ts";
import { readWindows } from "../io/store/windows.ts";
import { isBlank, mendText } from "../model/note_text.ts";
import {
  type Plan,
  PLAN_MAX_TOKENS,
  PLAN_STEP_CHARS,
  PLAN_STEPS,
  PLAN_SUMMARY_CHARS,
  type PlanRefusal,
} from "../model/plan.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec, Tokens } from "../model/units.ts";
import { findWindow, type Window, type WindowKey, windowLengthSec } from "../model/window.ts";
import { type Listener, openPlans, readyOf } from "./open_plans.ts";

/** Work that an agent puts off. */
export interface PlanRequest {
  readonly summary: string;
  /** In the order in which it is to be done; may be empty. */
  readonly queue: readonly string[];
  /** The window to wait for; null: the scarcest one that a stamp quotes, or none. */
  readonly blockedOn: WindowKey | null;
  readonly estTokens: Tokens | null;
  /** The stop hook may take it up in the same session. */
  readonly armed: boolean;
}

/** What became of it. */
export type PlanVerdict =
  | { readonly kind: "queued"; readonly plan: Plan }
  | { readonly kind: "refused"; readonly why: PlanRefusal };

/**
 * Queues what the agent of a session puts off, in place of what it put off before. Nothing is
 * written where it is refused. Opens its own transaction.
 */
export function queueAgentPlan(
  store: Store,
  session: Pick<Session, "id" | "account" | "projectDir">,
  request: PlanRequest,
  now: EpochSec,
): PlanVerdict {
  const { account } = session;
  const summary = mendText(request.summary);
  const queue = request.queue.map(mendText);
  const windows = account === null ? [] : readWindows(store, account);
  const why = refusalOf({ ...request, summary, queue }, windows);
  if (why !== null) return { kind: "refused", why };
  const plan = {
    sessionId: session.id,
    projectDir: session.projectDir,
    account,
    cause: "agent" as const,
    summary,
    queue,
    ...waitingFor(request.blockedOn, windows, now),
    estTokens: request.estTokens,
    armed: request.armed,
    createdAt: now,
  };
  const id = store.transaction(() => {
    const id = queuePlan(store, plan);
    const { blockedOn, resetAt, armed, estTokens } = plan;
    const detail = { plan: id, window: blockedOn, resetAt, armed, estTokens, steps: queue.length };
    appendEntry(store, { at: now, kind: "plan-queued", sessionId: session.id, account, detail });
    return id;
  });
  return { kind: "queued", plan: { ...plan, id, toldAt: null, clearedAt: null } };
}

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

function refusalOf(
  { summary, queue, blockedOn, estTokens }: PlanRequest,
  windows: readonly Window[],
): PlanRefusal | null {
  if (isBlank(summary)) return { kind: "empty-summary" };
  if (summary.length > PLAN_SUMMARY_CHARS) return { kind: "long-summary", chars: summary.length };
  if (queue.length > PLAN_STEPS) return { kind: "many-steps", count: queue.length };
  for (const [index, text] of queue.entries()) {
    const step = index + 1;
    if (isBlank(text)) return { kind: "empty-step", step };
    if (text.length > PLAN_STEP_CHARS) return { kind: "long-step", step, chars: text.length };
  }
  if (estTokens !== null && !isEstimate(estTokens)) return { kind: "bad-estimate" };
  if (blockedOn === null || windowLengthSec(blockedOn) !== null) return null;
  return findWindow(windows, blockedOn) === null
    ? { kind: "unknown-window", known: windows.map(({ key }) => key) }
    : null;
}

function isEstimate(tokens: Tokens): boolean {
  return Number.isSafeInteger(tokens) && tokens >= 0 && tokens <= PLAN_MAX_TOKENS;
}

function waitingFor(
  asked: WindowKey | null,
  windows: readonly Window[],
  now: EpochSec,
): Pick<Plan, "blockedOn" | "resetAt"> {
  const blockedOn = asked ?? scarcestQuoted(windows, now);
  if (blockedOn === null) return { blockedOn, resetAt: null };
  const resetAt = findWindow(windows, blockedOn)?.resetAt ?? null;
  const lengthSec = windowLengthSec(blockedOn);
  // A window of fixed length has refilled one length from now at the latest.
  return { blockedOn, resetAt: resetAt ?? (lengthSec === null ? null : now + lengthSec) };
}

function scarcestQuoted(windows: readonly Window[], now: EpochSec): WindowKey | null {
  const left = quotesOf(windows, now).filter((quote) => quote.kind === "left");
  return left.toSorted((a, b) => a.headroomPct - b.headroomPct)[0]?.key ?? null;
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
