import { type Descent, focus, gravestDescent } from "../decide/descent.ts";
import { quote, quotesOf } from "../decide/quote.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { queuePlan } from "../io/store/plans.ts";
import { readWindows } from "../io/store/windows.ts";
import { isBlank, mendText } from "../model/note_text.ts";
import {
  type Plan,
  PLAN_MAX_TOKENS,
  PLAN_STEP_CHARS,
  PLAN_STEPS,
  PLAN_SUMMARY_CHARS,
  type PlanRefusal,
  PLANS_PER_SESSION,
} from "../model/plan.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec, Tokens } from "../model/units.ts";
import { findWindow, type Window, type WindowKey, windowLengthSec } from "../model/window.ts";
import { runningIntent } from "./intents.ts";
import { openPlans } from "./open_plans.ts";

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
  | {
    readonly kind: "queued";
    readonly plan: Plan;
    /** The plan of the same summary that it replaced; null: none. */
    readonly replacedId: number | null;
    /** Its reset is not known; it comes when the plan says or sooner. */
    readonly isLatest: boolean;
    /** How to work with what is left of the account's windows; null: not known. */
    readonly descent: Descent | null;
  }
  | { readonly kind: "refused"; readonly why: PlanRefusal };

/**
 * Queues what the agent of a session puts off, beside what it put off before; the same summary again
 * takes the place of the former. `account`: the one whose windows the session is told. Nothing is
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
  const former = openOf(store, session, now);
  const replaced = former.find((plan) => plan.summary === summary) ?? null;
  const others = former.filter((plan) => plan !== replaced);
  const why = refusalOf({ ...request, summary, queue }, windows, others);
  if (why !== null) return { kind: "refused", why };
  const { isLatest, ...waiting } = waitingFor(request.blockedOn, windows, now);
  const plan = {
    sessionId: session.id,
    projectDir: session.projectDir,
    account,
    cause: "agent" as const,
    summary,
    queue,
    ...waiting,
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
  return {
    kind: "queued",
    plan: { ...plan, id, toldAt: null, clearedAt: null },
    replacedId: replaced?.id ?? null,
    isLatest,
    descent: descentOf(store, session, windows, now),
  };
}

function descentOf(
  store: Store,
  { id }: Pick<Session, "id">,
  windows: readonly Window[],
  now: EpochSec,
): Descent | null {
  const descent = gravestDescent(windows, now);
  return descent !== null && runningIntent(store, id, now) !== null ? focus(descent) : descent;
}

// What the agent of this session put off and nobody ended; what is over by itself crowds out nothing.
function openOf(store: Store, { id }: Pick<Session, "id">, now: EpochSec): Plan[] {
  return openPlans(store, { sessionId: id, projectDir: null }, now)
    .filter(({ plan, state }) =>
      plan.sessionId === id && plan.cause === "agent" && state.kind !== "over"
    )
    .map(({ plan }) => plan);
}

function refusalOf(
  { summary, queue, blockedOn, estTokens }: PlanRequest,
  windows: readonly Window[],
  others: readonly Plan[],
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
  const isKnown = blockedOn === null || windowLengthSec(blockedOn) !== null ||
    findWindow(windows, blockedOn) !== null;
  if (!isKnown) return { kind: "unknown-window", known: windows.map(({ key }) => key) };
  return others.length < PLANS_PER_SESSION ? null : { kind: "many-plans", count: others.length };
}

function isEstimate(tokens: Tokens): boolean {
  return Number.isSafeInteger(tokens) && tokens >= 0 && tokens <= PLAN_MAX_TOKENS;
}

function waitingFor(
  asked: WindowKey | null,
  windows: readonly Window[],
  now: EpochSec,
): Pick<Plan, "blockedOn" | "resetAt"> & { readonly isLatest: boolean } {
  const blockedOn = asked ?? scarcestQuoted(windows, now) ?? scarcestOld(windows, now);
  if (blockedOn === null) return { blockedOn, resetAt: null, isLatest: false };
  const resetAt = findWindow(windows, blockedOn)?.resetAt ?? null;
  const lengthSec = windowLengthSec(blockedOn);
  if (resetAt !== null || lengthSec === null) return { blockedOn, resetAt, isLatest: false };
  // A window of fixed length has refilled one length from now at the latest.
  return { blockedOn, resetAt: now + lengthSec, isLatest: true };
}

function scarcestQuoted(windows: readonly Window[], now: EpochSec): WindowKey | null {
  return scarcest(quotesOf(windows, now).filter((quote) => quote.kind === "left"));
}

// A figure too old to be quoted still tells when its window refills.
function scarcestOld(windows: readonly Window[], now: EpochSec): WindowKey | null {
  return scarcest(
    windows.filter((window) =>
      quote(window, now) === null && window.resetAt !== null && window.resetAt > now
    ),
  );
}

function scarcest(windows: readonly Pick<Window, "key" | "headroomPct">[]): WindowKey | null {
  return windows.toSorted((a, b) => a.headroomPct - b.headroomPct)[0]?.key ?? null;
}
