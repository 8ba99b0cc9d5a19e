import type { Exhaustion, Known, Unknown, WindowRemaining } from "../decide/remaining.ts";
import type { PromptCache } from "../model/cache.ts";
import type { Ceiling } from "../model/context.ts";
import type { EpochSec, Tokens, Zone } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { encodeCacheCost, encodeSpread } from "./fit_json.ts";
import { formatDuration, formatInstant, formatPct, formatTokens } from "./format.ts";

/** What remains of everything. */
export interface RemainingReport {
  readonly windows: readonly WindowRemaining[];
  /** Why there is no window; null: there are, or this session has none. */
  readonly withheld: string | null;
  readonly room: Known<Tokens>;
  readonly contextCalls: Known<number>;
  readonly ceiling: Ceiling | null;
  readonly cache: PromptCache | null;
  readonly coldTokens: Tokens | null;
  readonly afterPauseTokens: Tokens | null;
}

/** Why a figure is not known, for an agent. */
const WHY: Readonly<Record<Unknown, string>> = {
  "refilled": "refilled since it was last seen",
  "old": "the last figure is too old",
  "price-unknown": "what a point costs is not learned yet",
  "no-recent-work": "no work was seen in the last day",
  "few-calls": "too few calls lately",
  "idle": "nobody works right now",
  "little-seen": "too little was seen yet",
  "spent": "spent",
  "not-measured": "known with the next reply",
  "no-ceiling": "the window of this model is not known",
  "no-report": "nothing was reported yet",
};

/** The answer of estimate_remaining: a line a budget. */
export function renderRemaining(report: RemainingReport, now: EpochSec, zone: Zone): string {
  const { room, contextCalls, ceiling, withheld, coldTokens, afterPauseTokens } = report;
  const end = ceiling?.then === "full" ? "before it is full" : "before compaction";
  const context = room.why === null
    ? `~${formatTokens(room.value)} tokens ${end}, ${callsText(contextCalls)}`
    : `unknown (${WHY[room.why]})`;
  const lines = [
    ...report.windows.map((window) => renderWindow(window, now, zone)),
    ...(withheld === null ? [] : [`windows: unknown (${withheld})`]),
    `context: ${context}`,
  ];
  if (coldTokens !== null) {
    lines.push(`cache: cold, the next request re-writes ~${formatTokens(coldTokens)} tokens`);
  } else if (afterPauseTokens !== null) {
    const expiresAt = report.cache?.expiresAt ?? null;
    const until = expiresAt === null ? "" : ` until ${formatInstant(expiresAt, now, zone)}`;
    lines.push(`cache: warm${until}; cold it costs ~${formatTokens(afterPauseTokens)} tokens`);
  }
  return lines.join("\n");
}

function renderWindow(window: WindowRemaining, now: EpochSec, zone: Zone): string {
  const label = plain(windowLabel(window.key));
  const { headroomPct: left, tokens, exhaustion, resetAt } = window;
  if (left.why !== null) return `${label}: unknown (${WHY[left.why]})`;
  const reset = resetAt === null
    ? "no reset known"
    : `resets ${formatInstant(resetAt, now, zone)} (in ${formatDuration(resetAt - now)})`;
  const range = tokens.why === null
    ? `≈${
      [tokens.value.low, tokens.value.mid, tokens.value.high].map(formatTokens).join("–")
    } tokens`
    : `tokens unknown (${WHY[tokens.why]})`;
  const parts = [
    `${formatPct(left.value)} left`,
    reset,
    range,
    callsText(window.calls),
    emptyText(exhaustion, now, zone),
  ];
  return `${label}: ${parts.join(", ")}`;
}

function callsText(calls: Known<number>): string {
  return calls.why === null ? `~${calls.value} calls` : `calls unknown (${WHY[calls.why]})`;
}

function emptyText(exhaustion: Known<Exhaustion>, now: EpochSec, zone: Zone): string {
  if (exhaustion.why !== null) return `no forecast (${WHY[exhaustion.why]})`;
  const { earliestAt, latestAt, beforeReset } = exhaustion.value;
  if (beforeReset === "no") return "lasts until the reset at this pace";
  const when = `${formatInstant(earliestAt, now, zone)}–${formatInstant(latestAt, now, zone)}`;
  const relation = beforeReset === "yes"
    ? ", before the reset"
    : beforeReset === "perhaps"
    ? ", perhaps before the reset"
    : "";
  return `at this pace empty ${when}${relation}`;
}

/** The same as data. */
export function encodeRemaining(report: RemainingReport, now: EpochSec): Record<string, unknown> {
  const { room, contextCalls, ceiling } = report;
  return {
    windows: report.windows.map((window) => ({
      key: window.key,
      left_pct: window.headroomPct.value,
      resets_at: window.resetAt,
      resets_in: window.resetAt === null ? null : formatDuration(window.resetAt - now),
      age_sec: window.ageSec,
      tokens_left: window.tokens.value === null ? null : encodeSpread(window.tokens.value, 1),
      calls_left: window.calls.value,
      empty: encodeExhaustion(window.exhaustion.value, now),
      unknown: whys({
        left_pct: window.headroomPct,
        tokens_left: window.tokens,
        calls_left: window.calls,
        empty: window.exhaustion,
      }),
    })),
    withheld: report.withheld,
    context: {
      room_tokens: room.value,
      ceiling_tokens: ceiling?.tokens ?? null,
      at_ceiling: ceiling?.then ?? null,
      calls_left: contextCalls.value,
      unknown: whys({ room_tokens: room, calls_left: contextCalls }),
    },
    cache: encodeCacheCost(report),
  };
}

function encodeExhaustion(
  exhaustion: Exhaustion | null,
  now: EpochSec,
): Record<string, unknown> | null {
  if (exhaustion === null) return null;
  const { earliestAt, latestAt } = exhaustion;
  return {
    earliest_at: earliestAt,
    latest_at: latestAt,
    in: `${formatDuration(earliestAt - now)} to ${formatDuration(latestAt - now)}`,
    before_reset: exhaustion.beforeReset,
    pct_per_hour: Math.round(exhaustion.pointsPerHour * 10) / 10,
  };
}

function whys(figures: Readonly<Record<string, Known<unknown>>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, { why }]) => why === null ? [] : [[name, WHY[why]]]),
  );
}
