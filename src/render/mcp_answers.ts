import type { Withheld } from "../decide/caller.ts";
import type { Descent } from "../decide/descent.ts";
import type { Pin } from "../model/pin.ts";
import type { Plan, PlanRefusal } from "../model/plan.ts";
import { PLAN_MAX_TOKENS, PLAN_STEP_CHARS, PLAN_STEPS, PLAN_SUMMARY_CHARS } from "../model/plan.ts";
import { type Intent, INTENT_GOAL_CHARS, type IntentRefusal } from "../model/intent.ts";
import { type EpochSec, HOUR, type Zone } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { formatDuration, formatInstant } from "./format.ts";
import { visibleLine } from "./note_text.ts";

/** Told where no session of the calling client has reported yet. */
export const NO_REPORT =
  "No figures yet: the client reports them with its first reply in a terminal session. Go on as if unknown; ask again later.";

/** A note needs a session to belong to. */
export const NO_SESSION =
  "Nothing was saved: which session is asking is not known, and a note must belong to one. It is known after the session's next prompt where tokenroom's hooks run (tokenroom doctor checks); until then write it into a file.";

/** Why figures of windows are kept back. */
export function renderWithheld(why: Withheld): string {
  switch (why) {
    case "caller-unknown":
      return "several accounts are active and it is not known which session asks: figures are withheld until its next prompt";
    case "account-unknown":
      return "several accounts are active and this session has not shown which it spends: figures are withheld until its next reply";
    case "login-changed":
      return "somebody logged in under this directory since this session's last reply: figures are withheld until its next one";
    case "none":
      return "none reported: an API key, or no reply yet";
  }
}

/** A plan that was queued, and how to go on now. */
export function renderQueued(queued: Queued, now: EpochSec, zone: Zone): string {
  const { plan, replacedId, descent } = queued;
  const place = replacedId === null ? "" : ` in place of plan ${replacedId}`;
  const armed = plan.armed ? " This session may go on with it by itself then." : "";
  const next = NEXT[descent?.kind ?? "cruise"];
  return `Plan ${plan.id} queued${place}: ${renderReady(queued, now, zone)}.${armed} ${next}`;
}

interface Queued {
  readonly plan: Plan;
  readonly replacedId: number | null;
  readonly isLatest: boolean;
  readonly descent: Descent | null;
}

const GO_ON = "Go on with what does fit.";
const NEXT: Readonly<Record<Descent["kind"], string>> = {
  "cruise": GO_ON,
  "refills-soon": GO_ON,
  "focused": GO_ON,
  "descend": "What does fit goes on in small steps, each committed.",
  "approach": "Finish, test and commit what is in flight; begin nothing else.",
  "land": "Commit what is in flight, then stop.",
};

function renderReady({ plan, isLatest }: Queued, now: EpochSec, zone: Zone): string {
  const { blockedOn, resetAt } = plan;
  if (blockedOn === null) {
    return "nothing is known to wait for, so the next prompt announces it as ready";
  }
  const window = plain(windowLabel(blockedOn));
  if (resetAt === null) {
    return `no reset of ${window} is known, so it is announced once a figure shows that it refilled`;
  }
  if (resetAt <= now) return `${window} has refilled, so the next prompt announces it as ready`;
  const at = `${formatInstant(resetAt, now, zone)} (in ${formatDuration(resetAt - now)})`;
  const when = isLatest
    ? `ready by ${at} at the latest, for the reset of ${window} is not known`
    : `ready ${at}, when ${window} refills`;
  return `${when}; the next prompt then announces it`;
}

/** Why a plan was not queued. */
export function renderPlanRefusal(why: PlanRefusal): string {
  switch (why.kind) {
    case "empty-summary":
      return "summary is empty: say what is put off, and for what";
    case "long-summary":
      return `summary has ${why.chars} characters and may have ${PLAN_SUMMARY_CHARS}: put details into steps or files`;
    case "many-steps":
      return `queue has ${why.count} steps and may have ${PLAN_STEPS}: write the rest into a file and name it`;
    case "empty-step":
      return `step ${why.step} of queue is empty`;
    case "long-step":
      return `step ${why.step} of queue has ${why.chars} characters and may have ${PLAN_STEP_CHARS}`;
    case "bad-estimate":
      return `est_tokens must be a whole number from 0 to ${PLAN_MAX_TOKENS}`;
    case "many-plans":
      return `${why.count} plans of this session wait already: end what is done (tokenroom resume ` +
        "--done N), or put this into the steps of one under its summary";
    case "unknown-window":
      return `blocked_on names no window of this account: ${
        why.known.length === 0
          ? "none is known, leave it out"
          : `take ${why.known.map(plain).join(", ")}`
      }`;
  }
}

/** A focused run that holds from now on. */
export function renderIntentSet(
  intent: Intent,
  replaced: Intent | null,
  now: EpochSec,
  zone: Zone,
): string {
  const until = `${formatInstant(intent.endsAt, now, zone)} (${
    formatDuration(intent.endsAt - now)
  })`;
  const armed = intent.armed ? " It may go on by itself after the reset." : "";
  const place = replaced === null ? "" : ` in place of "${visibleLine(replaced.goal)}"`;
  return `Focused run set until ${until}${place}: warnings instead of refusals.${armed}`;
}

/** Why a focused run was not started. */
export function renderIntentRefusal(why: IntentRefusal): string {
  switch (why.kind) {
    case "empty-goal":
      return "goal is empty: say what the run is to reach";
    case "long-goal":
      return `goal has ${why.chars} characters and may have ${INTENT_GOAL_CHARS}`;
    case "bad-length":
      return `hours must be from 1 to ${Math.floor(why.maxSec / HOUR)}`;
  }
}

/** A refusal as a whole sentence. */
export function nothingDone(why: string): string {
  return `Nothing was done: ${why}.`;
}

/** A checkpoint that was saved. */
export const SAVED_CHECKPOINT =
  "Saved: it is given back right after the next compaction. Save again only when it has changed.";

/** A project's pin needs a project. */
export const NO_PROJECT = "this session has no project directory: pin it for the session instead";

/** A handoff that was saved at `path`. */
export function renderHandoffSaved(path: string): string {
  return `Saved at ${plain(path)}: its path and headings are given back after a compaction.`;
}

/** A pin that holds from now on. */
export function renderPinned(pin: Pin, now: EpochSec, zone: Zone): string {
  const whose = pin.sessionId === null ? "this project" : "this session";
  const until = pin.expiresAt === null ? "" : ` until ${formatInstant(pin.expiresAt, now, zone)}`;
  return `Pin #${pin.id} holds for ${whose}${until}: its wording survives every compaction.`;
}
