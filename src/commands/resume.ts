import type { Command, Host } from "../io/host.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { clearPlan, readAllOpenPlans } from "../io/store/plans.ts";
import { UsageError } from "../render/failure.ts";
import { renderJson } from "../render/json.ts";
import { encodePlan } from "../render/plan_json.ts";
import { renderCleared, renderNoPlans, renderPlans } from "../render/plans.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { projectFor } from "./notes/place.ts";
import { sessionAround } from "./notes/session_here.ts";
import { type OpenPlan, standingOf } from "./open_plans.ts";

// Nobody reads a list longer than this; those of this project are found first anyway.
const LISTED = 1_000;

/** Lists the work that was put off, or ends some of it. */
export const run: Command = (args, host) => {
  const options = parseArguments("resume", args);
  const done = readNumber(options.value("done"));
  if (done !== null && options.has("clear")) {
    throw new UsageError("--done ends one plan and --clear all of them: give one of the two");
  }
  const store = openForPerson(host);
  const place = projectFor(store, host, null);
  const { here, elsewhere } = readPlans(store, host, place);
  if (done !== null && !here.some(({ plan }) => plan.id === done)) {
    host.writeError(`tokenroom: no plan ${done} is open in this project (see: tokenroom resume)\n`);
    return 1;
  }
  // A plan of every project goes only by its number: another project may count on it.
  const ended = here.filter(({ plan }) =>
    options.has("clear") ? plan.sessionId !== null : plan.id === done
  );
  const why = done === null ? "dropped" : "done";
  end(store, ended, why, host);
  const left = here.filter((open) => !ended.includes(open));
  if (options.has("json")) {
    host.writeOut(renderJson({
      project_dir: place,
      plans: [...left, ...elsewhere].map(({ plan, state }) => encodePlan(plan, state)),
      cleared: ended.map(({ plan }) => plan.id),
    }));
    return 0;
  }
  const at = { now: host.now(), zone: host.zone };
  if (ended.length > 0) host.writeOut(renderCleared(ended, why));
  else if (options.has("clear") || here.length + elsewhere.length === 0) {
    host.writeOut(renderNoPlans(place));
  } else host.writeOut(renderPlans({ place, here: left, elsewhere }, at));
  return 0;
};

/** Plans that nobody ended and that are not over by themselves. */
interface Found {
  readonly here: readonly OpenPlan[];
  readonly elsewhere: readonly OpenPlan[];
}

function readPlans(store: Store, host: Host, place: string): Found {
  const around = sessionAround(store, host);
  const open = readAllOpenPlans(store, LISTED)
    .map((plan) => standingOf(store, plan, host.now()))
    .filter(({ state }) => state.kind !== "over");
  const isHere = ({ plan: { sessionId, projectDir } }: OpenPlan) =>
    sessionId === null || sessionId === around?.id || projectDir === place;
  return {
    here: open.filter(isHere),
    // An agent is told of its own project only.
    elsewhere: around === null ? open.filter((plan) => !isHere(plan)) : [],
  };
}

function end(store: Store, ended: readonly OpenPlan[], why: string, host: Host): void {
  if (ended.length === 0) return;
  const by = sessionAround(store, host) === null ? "person" : "agent";
  store.transaction(() => {
    for (const { plan } of ended) {
      clearPlan(store, plan.id, host.now());
      appendEntry(store, {
        at: host.now(),
        kind: "plan-cleared",
        sessionId: plan.sessionId,
        account: plan.account,
        detail: { plan: plan.id, why, by },
      });
    }
  });
}

function readNumber(text: string | null): number | null {
  if (text === null) return null;
  const [, digits] = /^#?(\d{1,15})$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new UsageError(
    `--done needs the number of a plan, not ${JSON.stringify(text)} (see: tokenroom resume)`,
  );
}
