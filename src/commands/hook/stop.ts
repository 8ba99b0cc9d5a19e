import type { HookEvent } from "../../clients/claude_code/event.ts";
import { encodeContinuation } from "../../clients/claude_code/reply.ts";
import type { Host } from "../../io/host.ts";
import type { Store } from "../../io/store/database.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { aimIntent, markContinued } from "../../io/store/intents.ts";
import { claimNotice } from "../../io/store/notices.ts";
import { readLastPromptAt } from "../../io/store/prompts.ts";
import { claimPlan, markPlanTold } from "../../io/store/told_plans.ts";
import { readWindow } from "../../io/store/windows.ts";
import { asIdentifier } from "../../model/decode.ts";
import type { Intent } from "../../model/intent.ts";
import type { EpochSec } from "../../model/units.ts";
import { hasReset, isSameWindow } from "../../model/window.ts";
import { renderIntentContinued, renderPlanContinued } from "../../render/continuation.ts";
import type { Handler } from "../hook.ts";
import { runningIntent } from "../intents.ts";
import { openPlans, readyOf, type ReadyPlan, stateOf } from "../open_plans.ts";
import { isSilenced } from "../silence.ts";
import { answer, type Opened } from "./opened.ts";

/**
 * Lets the agent go on with what is armed, where its window refilled during this turn and nobody
 * told it yet. Only with a person at the terminal, once a turn and once a reset. A turn that a limit
 * ended is the client's own to continue.
 */
export const handle: Handler = (event, host) => {
  if (event.agentId !== null || !isAttended(host) || isSilenced(host)) return null;
  return answer(event, host, (opened) => {
    const { store, now } = opened;
    const plans = armedPlans(store, event.sessionId, now);
    const intent = armedIntent(store, event.sessionId, now);
    if (plans.length === 0 && intent === null) return null;
    return store.transaction(() => {
      const reason = goesOn(event) ? decide(plans, intent, event, opened, host) : null;
      // Also where nothing goes on: a run that saw one reset looks at the next one.
      if (intent !== null) aim(store, intent, now);
      return reason === null ? null : encodeContinuation(reason);
    });
  });
};

// Where the client does not say that somebody attends, nobody does.
function isAttended(host: Host): boolean {
  return host.env.CLAUDE_CODE_SESSION_ATTENDED === "1";
}

function goesOn(event: HookEvent): boolean {
  return event.fields.stop_hook_active === false;
}

function armedPlans(store: Store, sessionId: string, now: EpochSec): ReadyPlan[] {
  return openPlans(store, { sessionId, projectDir: null }, now)
    .filter(({ plan }) => plan.armed && plan.blockedOn !== null).flatMap(readyOf);
}

function armedIntent(store: Store, sessionId: string, now: EpochSec): Intent | null {
  const intent = runningIntent(store, sessionId, now);
  return intent?.armed === true && intent.key !== null ? intent : null;
}

function decide(
  plans: readonly ReadyPlan[],
  intent: Intent | null,
  event: HookEvent,
  { store, session, now }: Opened,
  host: Host,
): string | null {
  const { sessionId } = event;
  const promptAt = readLastPromptAt(store, sessionId);
  if (promptAt === null) return null;
  const ready = plans.find(({ since }) => since > promptAt);
  const refilledAt = intent === null ? null : refillOf(store, intent, now);
  const runs = intent !== null && refilledAt !== null && refilledAt > promptAt ? intent : null;
  if (ready === undefined && runs === null) return null;
  const turn = asIdentifier(event.fields.prompt_id) ?? String(promptAt);
  if (!claimNotice(store, { scope: sessionId, kind: "continued", about: turn }, now)) return null;
  const append = (detail: Readonly<Record<string, unknown>>) =>
    appendEntry(store, {
      at: now,
      kind: "continued",
      sessionId,
      account: session?.account ?? null,
      detail,
    });
  // Both are continued by one answer: the run does not go on a second time for the same reset.
  const isNews = runs !== null && claimReset(store, runs, now);
  if (isNews) markContinued(store, runs.id, runs.resetAt, now);
  if (ready !== undefined && claimPlan(store, sessionId, ready.plan.id, now)) {
    markPlanTold(store, ready.plan.id, now);
    const text = renderPlanContinued(ready.plan, ready.since, now, host.zone);
    append({ plan: ready.plan.id, text });
    return text;
  }
  if (!isNews || refilledAt === null) return null;
  const text = renderIntentContinued(runs, refilledAt, now, host.zone);
  append({ intent: runs.id, text });
  return text;
}

function refillOf(store: Store, intent: Intent, now: EpochSec): EpochSec | null {
  if (intent.resetAt === null) return null;
  const waiting = { ...intent, blockedOn: intent.key };
  const state = stateOf(store, waiting, intent.account, now);
  return state.kind === "ready" ? state.since : null;
}

function claimReset(store: Store, { sessionId, id, resetAt }: Intent, now: EpochSec): boolean {
  const about = `intent ${id} ${resetAt}`;
  return claimNotice(store, { scope: sessionId, kind: "continued", about }, now);
}

function aim(store: Store, { id, account, key, resetAt }: Intent, now: EpochSec): void {
  const window = account === null || key === null ? null : readWindow(store, account, key);
  if (window === null || window.resetAt === null || hasReset(window, now)) return;
  if (resetAt !== null && isSameWindow(resetAt, window.resetAt)) return;
  aimIntent(store, id, window.resetAt);
}
