import type { Spread } from "../decide/fit_price.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { type FitReport, renderAdvice } from "./fit.ts";
import { formatDuration } from "./format.ts";

/** The answer of fit_check as data. */
export function encodeFit(
  report: FitReport,
  now: EpochSec,
  zone: Zone,
): Record<string, unknown> {
  const { decision, windows, context } = report;
  const { advice } = decision;
  return {
    overall: decision.overall,
    advice: renderAdvice(advice, windows, now, zone),
    defer: advice.kind !== "defer" ? null : {
      blocked_on: advice.key,
      resets_at: advice.resetAt,
      resets_in: formatDuration(advice.resetAt - now),
    },
    windows: windows.map((fit) => ({
      key: fit.key,
      verdict: fit.verdict,
      why: fit.reason,
      left_pct: fit.headroomPct,
      cost_pct: fit.cost === null ? null : encodeSpread(fit.cost, 10),
      resets_in: fit.resetAt === null ? null : formatDuration(fit.resetAt - now),
    })),
    withheld: report.withheld,
    context: {
      verdict: context.verdict,
      why: context.reason,
      room_tokens: context.roomTokens,
      calls_left: report.contextCalls,
    },
    cache: encodeCacheCost(report),
  };
}

/** What the cache costs when it is cold; null where that is nothing to speak of. */
export function encodeCacheCost(
  { coldTokens, afterPauseTokens }: Pick<FitReport, "coldTokens" | "afterPauseTokens">,
): Record<string, unknown> | null {
  return coldTokens === null && afterPauseTokens === null
    ? null
    : { cold_rewrite_tokens: coldTokens, rewrite_after_pause_tokens: afterPauseTokens };
}

/** `perUnit`: 10 keeps tenths, 1 whole numbers. */
export function encodeSpread({ low, mid, high }: Spread, perUnit: number): Spread {
  const round = (value: number) => Math.round(value * perUnit) / perUnit;
  return { low: round(low), mid: round(mid), high: round(high) };
}
