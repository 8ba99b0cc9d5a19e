import { fitContext, fitWindow } from "../../decide/fit.ts";
import { decideOverall, preferSwitch } from "../../decide/fit_overall.ts";
import { boundPoints, pointsOf, weighJob } from "../../decide/fit_price.ts";
import { decidePace } from "../../decide/pace.ts";
import type { WindowLook } from "../../decide/remaining.ts";
import { readSamples } from "../../io/store/windows.ts";
import { DAY } from "../../model/units.ts";
import { windowLengthSec } from "../../model/window.ts";
import type { InputOf } from "../../model/tool_input.ts";
import { type FitReport, renderFit } from "../../render/fit.ts";
import { encodeFit } from "../../render/fit_json.ts";
import { renderWithheld } from "../../render/mcp_answers.ts";
import type { FIT_ARGUMENTS } from "../../render/mcp_tools.ts";
import { readAlternate } from "../alternates.ts";
import { runningIntent } from "../intents.ts";
import type { Asked, Reply } from "./answering.ts";
import { type Budgets, readBudgets } from "./budgets.ts";

/** Whether a job fits, budget by budget, and what to do. */
export function answer(input: InputOf<typeof FIT_ARGUMENTS>, asked: Asked): Reply {
  const { store, session, now, host } = asked;
  const budgets = readBudgets(asked);
  const { situation, rates, withheld } = budgets;
  const estimate = {
    tokens: input.est_tokens,
    calls: input.est_calls,
    divisible: input.divisible ?? false,
  };
  const weight = weighJob(estimate, rates);
  const focused = session !== null && runningIntent(store, session.id, now) !== null;
  const windows = budgets.looks.map((look) =>
    fitWindow({
      window: look.window,
      divisible: estimate.divisible,
      focused,
      cost: pointsOf(weight, look.perPoint),
      ...boundPoints(look.window.key, estimate, rates, look.perPoint),
      fastestEmptySec: fastestEmptySec(look, budgets),
      pace: paceOf(look, asked, budgets),
    }, now)
  );
  const { room } = situation;
  const contextCalls = room === null || budgets.growthPerCall === null
    ? null
    : Math.floor(room.roomTokens / budgets.growthPerCall);
  const context = fitContext(estimate, { ...situation, callsLeft: contextCalls });
  // Who had a reply without windows has none: an API key.
  const hasNone = withheld === "none" && session !== null && session.answeredAt !== null;
  const alone = decideOverall(estimate, windows, context, withheld !== null && !hasNone);
  const alternate = budgets.account === null ? null : readAlternate(store, budgets.account, now);
  const decision = preferSwitch(alone, alternate);
  const report: FitReport = {
    decision,
    windows,
    context,
    contextCalls,
    coldTokens: budgets.coldTokens,
    afterPauseTokens: budgets.afterPauseTokens,
    withheld: withheld === null ? null : renderWithheld(withheld),
  };
  return {
    kind: "answered",
    text: renderFit(report, now, host.zone),
    data: encodeFit(report, now, host.zone),
    verdict: decision.overall,
  };
}

function fastestEmptySec({ window, perPoint }: WindowLook, budgets: Budgets): number | null {
  const { fastestWeightPerSec } = budgets;
  if (perPoint === null || fastestWeightPerSec === null) return null;
  return window.headroomPct * perPoint.low / fastestWeightPerSec;
}

// Windows of a day or longer are paced: a shorter one refills within the day that its pace is told in.
function paceOf({ window }: WindowLook, { store, now }: Asked, { account }: Budgets) {
  const lengthSec = windowLengthSec(window.key);
  if (account === null || lengthSec === null || lengthSec <= DAY) return null;
  const span = { after: now - lengthSec, until: now };
  return decidePace({
    ...window,
    lengthSec,
    samples: readSamples(store, account, window.key, span),
  }, now);
}
