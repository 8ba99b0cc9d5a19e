import type { PlanNews } from "../decide/plans.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { type WindowKey, windowLabel } from "../model/window.ts";
import { formatInstant } from "./format.ts";
import { quoted, renderPlanned } from "./plan_note.ts";
import { PREFIX } from "./prefix.ts";

/** Why the agent goes on with a plan that it armed; it reads this as what to do next. */
export function renderPlanContinued(
  plan: PlanNews["plan"] & { readonly blockedOn: WindowKey | null },
  since: EpochSec,
  now: EpochSec,
  zone: Zone,
): string {
  return `${PREFIX}${refilled(plan.blockedOn, since, now, zone)}, and you armed plan ${plan.id}: ` +
    `${
      renderPlanned(plan)
    }. Go on with it (tokenroom resume lists all, --done ${plan.id} ends it).`;
}

/** Why the agent goes on with its focused run. */
export function renderIntentContinued(
  intent: { readonly goal: string; readonly key: WindowKey | null },
  since: EpochSec,
  now: EpochSec,
  zone: Zone,
): string {
  return `${PREFIX}${refilled(intent.key, since, now, zone)}, and this focused run is armed: ` +
    `${quoted(intent.goal, GOAL_CHARS)}. Go on with it; if it is reached, say so and stop.`;
}

const GOAL_CHARS = 300;

function refilled(key: WindowKey | null, since: EpochSec, now: EpochSec, zone: Zone): string {
  const window = key === null ? "the window" : `the ${windowLabel(key)} window`;
  return `${window} refilled at ${formatInstant(since, now, zone)}`;
}
