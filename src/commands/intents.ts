import { mainWindow, quote } from "../decide/quote.ts";
import { INTENT_MAX_SEC, INTENT_SEC } from "../decide/thresholds.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { clearIntent, readIntent, writeIntent } from "../io/store/intents.ts";
import { readWindows } from "../io/store/windows.ts";
import { type Intent, INTENT_GOAL_CHARS, type IntentRefusal, isRunning } from "../model/intent.ts";
import { isBlank, mendText } from "../model/note_text.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec } from "../model/units.ts";

/** A focused run as it is asked for. */
export interface IntentRequest {
  readonly goal: string;
  /** The stop hook may continue it once its window has refilled. */
  readonly armed: boolean;
  /** Seconds that it holds; null: as long as usual. */
  readonly forSec: number | null;
}

/** What became of it. */
export type IntentVerdict =
  /** `replaced`: the run that held until then. */
  | { readonly kind: "set"; readonly intent: Intent; readonly replaced: Intent | null }
  | { readonly kind: "refused"; readonly why: IntentRefusal };

/** The session that a run belongs to. */
type Owner = Pick<Session, "id" | "account">;

/**
 * Starts a focused run of a session in place of its former one. Nothing is written where it is
 * refused. Opens its own transaction.
 */
export function setIntent(
  store: Store,
  session: Owner,
  request: IntentRequest,
  now: EpochSec,
): IntentVerdict {
  const goal = mendText(request.goal);
  const why = refuseIntent({ ...request, goal });
  if (why !== null) return { kind: "refused", why };
  const intent = {
    sessionId: session.id,
    account: session.account,
    goal,
    armed: request.armed,
    ...spentWindow(store, session, now),
    createdAt: now,
    endsAt: now + Math.ceil(request.forSec ?? INTENT_SEC),
  };
  const replaced = runningIntent(store, session.id, now);
  const id = store.transaction(() => {
    const id = writeIntent(store, intent);
    const { armed, key, endsAt } = intent;
    append(store, session, { intent: id, armed, window: key, endsAt }, now);
    return id;
  });
  const set = { ...intent, id, continuedAt: null, clearedAt: null };
  return { kind: "set", intent: set, replaced };
}

/** Ends the focused run of a session; false where it has none. Opens its own transaction. */
export function endIntent(store: Store, session: Owner, now: EpochSec): boolean {
  return store.transaction(() => {
    const intent = runningIntent(store, session.id, now);
    if (intent === null) return false;
    append(store, session, { intent: intent.id, ended: true }, now);
    return clearIntent(store, session.id, now);
  });
}

/** The focused run that holds for a session now, or null. */
export function runningIntent(store: Store, sessionId: string, now: EpochSec): Intent | null {
  const intent = readIntent(store, sessionId);
  return intent !== null && isRunning(intent, now) ? intent : null;
}

/** Why a run may not be started, whichever session it is for; null: it may. */
export function refuseIntent({ goal, forSec }: IntentRequest): IntentRefusal | null {
  if (isBlank(goal)) return { kind: "empty-goal" };
  if (goal.length > INTENT_GOAL_CHARS) return { kind: "long-goal", chars: goal.length };
  if (forSec === null || (forSec > 0 && forSec <= INTENT_MAX_SEC)) return null;
  return { kind: "bad-length", isShort: forSec <= 0, maxSec: INTENT_MAX_SEC };
}

function spentWindow(
  store: Store,
  { account }: Owner,
  now: EpochSec,
): Pick<Intent, "key" | "resetAt"> {
  const main = account === null ? null : mainWindow(readWindows(store, account));
  if (main === null) return { key: null, resetAt: null };
  return { key: main.key, resetAt: quote(main, now)?.kind === "left" ? main.resetAt : null };
}

function append(
  store: Store,
  { id, account }: Owner,
  detail: Readonly<Record<string, unknown>>,
  now: EpochSec,
): void {
  appendEntry(store, { at: now, kind: "intent", sessionId: id, account, detail });
}
