import { type Intent, INTENT_GOAL_CHARS, type IntentRefusal } from "../model/intent.ts";
import { type EpochSec, HOUR, type Zone } from "../model/units.ts";
import { plain } from "./ansi.ts";
import { formatInstant } from "./format.ts";
import { visibleLine } from "./note_text.ts";
import { shortId } from "./pin_list.ts";

interface Clock {
  readonly now: EpochSec;
  readonly zone: Zone;
}

/** The session that a run belongs to. */
interface Owner {
  readonly id: string;
  readonly projectDir: string | null;
}

/** The focused run of a session as a person reads it. */
export function renderIntent(intent: Intent | null, session: Owner, at: Clock): string {
  return intent === null
    ? `${nameOf(session)} has no focused run. tokenroom intent GOAL starts one.\n`
    : `${nameOf(session)}: ${renderRun(intent, at)}\n`;
}

/** What `tokenroom intent GOAL` did. */
export function renderIntentSet(
  intent: Intent,
  replaced: Intent | null,
  session: Owner,
  at: Clock,
): string {
  const place = replaced === null ? "" : `, in place of "${visibleLine(replaced.goal)}"`;
  return `started for ${nameOf(session)}${place}: ${renderRun(intent, at)}\n`;
}

/** What `tokenroom intent --clear` did. */
export function renderIntentEnded(hadOne: boolean, session: Owner): string {
  return hadOne
    ? `ended the focused run of ${nameOf(session)}\n`
    : `${nameOf(session)} has no focused run\n`;
}

/** Why a focused run was not started, as one sentence without its full stop. */
export function renderIntentRefusal(why: IntentRefusal): string {
  switch (why.kind) {
    case "empty-goal":
      return "a focused run needs a goal: say in one sentence what it is to reach";
    case "long-goal":
      return `the goal has ${why.chars} characters and may have ${INTENT_GOAL_CHARS}: ` +
        "one sentence, details in a file";
    case "bad-length":
      return why.isShort
        ? "a focused run must end ahead: --for takes a span such as 90m or 3h"
        : `a focused run holds for ${why.maxSec / HOUR}h at most`;
  }
}

function nameOf({ id, projectDir }: Owner): string {
  const where = projectDir === null ? "" : ` of ${plain(projectDir)}`;
  return `session ${shortId(id)}${where}`;
}

function renderRun({ goal, endsAt, armed }: Intent, { now, zone }: Clock): string {
  const after = armed ? ", goes on by itself after a reset" : "";
  return `"${visibleLine(goal)}" until ${formatInstant(endsAt, now, zone)}${after}`;
}
