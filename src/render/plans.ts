import type { PlanState } from "../decide/plans.ts";
import type { Plan } from "../model/plan.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { formatInstant, formatTokens } from "./format.ts";
import { visibleLine } from "./note_text.ts";

interface Listed {
  readonly plan: Plan;
  readonly state: PlanState;
}

interface Clock {
  readonly now: EpochSec;
  readonly zone: Zone;
}

interface Plans {
  /** The project of the working directory. */
  readonly place: string;
  readonly here: readonly Listed[];
  readonly elsewhere: readonly Listed[];
}

/** The plans of a project with their steps, then those of others, each below its project. */
export function renderPlans({ place, here, elsewhere }: Plans, at: Clock): string {
  const none = ["  nothing is put off here"];
  const places = [...new Set(elsewhere.map(({ plan }) => plan.projectDir))];
  const lines = [
    plain(place),
    ...here.length === 0 ? none : here.flatMap((listed) => renderPlan(listed, at)),
    ...places.flatMap((other) => [
      "",
      other === null ? "outside of any project" : plain(other),
      ...elsewhere.filter(({ plan }) => plan.projectDir === other)
        .flatMap((listed) => renderPlan(listed, at)),
    ]),
    "",
    "When plan N is done: tokenroom resume --done N, in its project.",
    "To drop all plans of this project: tokenroom resume --clear.",
  ];
  return `${lines.join("\n")}\n`;
}

/** What was ended. `why`: done, or dropped. */
export function renderCleared(ended: readonly Listed[], why: "done" | "dropped"): string {
  return ended.map(({ plan }) => `${why}: plan ${plan.id}, ${visibleLine(plan.summary)}\n`).join(
    "",
  );
}

/** Nothing was put off. */
export function renderNoPlans(place: string): string {
  return `Nothing is put off in ${plain(place)}. ` +
    "An agent queues work for the next window with plan_resume.\n";
}

function renderPlan({ plan, state }: Listed, at: Clock): string[] {
  const facts = [
    `plan ${plan.id}`,
    renderPlanState(state, at),
    ...plan.estTokens === null ? [] : [`≈${formatTokens(plan.estTokens)} tokens`],
    ...plan.armed ? ["armed: goes on by itself"] : [],
    ...plan.sessionId === null ? ["for every project"] : [],
  ];
  return [
    `  ${facts.join(" · ")}`,
    `    ${visibleLine(plan.summary)}`,
    ...plan.queue.map((step, index) => `    ${index + 1}. ${visibleLine(step)}`),
  ];
}

/** `ready since 14:00`, `waits for 5h, which refills 16:20`. */
export function renderPlanState(state: PlanState, { now, zone }: Clock): string {
  switch (state.kind) {
    case "ready":
      return `ready since ${formatInstant(state.since, now, zone)}`;
    case "over":
      return "over: nobody came for it";
    case "waiting": {
      const what = state.key === null ? "its window" : plain(windowLabel(state.key));
      const when = state.until === null
        ? ""
        : `, which refills ${formatInstant(state.until, now, zone)}`;
      return `waits for ${what}${when}`;
    }
  }
}
