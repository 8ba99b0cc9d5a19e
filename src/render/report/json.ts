import type { Look } from "../../decide/forecast_truth.ts";
import type { WindowRun } from "../../decide/look_back.ts";
import type { Report, WindowChapter } from "./data.ts";

/** The report as programs read it (`schema/report.v0.schema.json`). */
export function encodeReport(report: Report): Record<string, unknown> {
  const { since, until, accounts, receipts, compactions, walls } = report;
  return {
    report: 0,
    since,
    until,
    accounts: accounts.map(({ key, name, chapters }) => ({
      key,
      name,
      windows: chapters.map(encodeChapter),
    })),
    receipts: receipts.map(({ action, count, points, usd }) => ({
      action,
      count,
      points: rounded(points),
      cost_usd: rounded(usd),
    })),
    compactions: compactions.map((each) => ({
      at: each.at,
      session_id: each.sessionId,
      trigger: each.trigger,
      before_tokens: each.beforeTokens,
      after_tokens: each.afterTokens,
    })),
    walls: walls.map((wall) => ({
      at: wall.at,
      session_id: wall.sessionId,
      account: wall.account,
      window: wall.key,
      resets_at: wall.resetAt,
      project_dir: wall.projectDir,
    })),
  };
}

function encodeChapter({ sum, runs, looks }: WindowChapter): Record<string, unknown> {
  return {
    key: sum.key,
    ended: sum.ended,
    emptied: sum.emptied,
    unused_pct: sum.unusedPct === null ? null : rounded(sum.unusedPct),
    unused_windows: rounded(sum.unusedWindows),
    runs: runs.map(encodeRun),
    forecasts: looks.map(encodeLook),
  };
}

function encodeRun(run: WindowRun): Record<string, unknown> {
  return {
    began_at: run.beganAt,
    resets_at: run.resetAt,
    first_seen_at: run.samples[0]?.at ?? null,
    last_seen_at: run.samples.at(-1)?.at ?? null,
    left_pct: run.leftPct,
    emptied_at: run.emptiedAt,
    ended: run.isOver,
  };
}

function encodeLook({ at, resetAt, forecast, emptiedAt, verdict }: Look): Record<string, unknown> {
  const band = "earliestAt" in forecast ? forecast : null;
  return {
    at,
    resets_at: resetAt,
    said: forecast.kind,
    earliest_at: band?.earliestAt ?? null,
    latest_at: band?.latestAt ?? null,
    emptied_at: emptiedAt,
    verdict,
  };
}

// Figures come in tenths of a percent and cents: more digits are what adding up left.
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
