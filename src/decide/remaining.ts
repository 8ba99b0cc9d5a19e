import type { WeightPerPoint } from "../model/calibration.ts";
import type { FlowPoint, WeightedTokens } from "../model/flow.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import type { Window, WindowKey } from "../model/window.ts";
import type { Rates, Spread } from "./fit_price.ts";
import type { Forecast } from "./forecast.ts";
import { quote } from "./quote.ts";
import { FIT_FASTEST_SEC } from "./thresholds.ts";

/** A figure, or why there is none. */
export type Known<T> =
  | { readonly value: T; readonly why: null }
  | { readonly value: null; readonly why: Unknown };

/** Why a figure is not known. */
export type Unknown =
  | "refilled"
  | "old"
  | "price-unknown"
  | "no-recent-work"
  | "few-calls"
  | "idle"
  | "little-seen"
  | "spent"
  | "not-measured"
  | "no-ceiling"
  | "no-report";

/** When a window runs empty at the pace of late. */
export interface Exhaustion {
  readonly earliestAt: EpochSec;
  readonly latestAt: EpochSec;
  /** Null: no reset is known. */
  readonly beforeReset: "yes" | "perhaps" | "no" | null;
  readonly pointsPerHour: number;
}

/** What remains of one window. */
export interface WindowRemaining {
  readonly key: WindowKey;
  readonly headroomPct: Known<Pct>;
  readonly resetAt: EpochSec | null;
  readonly ageSec: number;
  /** New tokens left. */
  readonly tokens: Known<Spread>;
  readonly exhaustion: Known<Exhaustion>;
  /** Requests that fit at this session's pace, at the dear end of the price. */
  readonly calls: Known<number>;
}

/** What is known of a window when its rest is asked for. */
export interface WindowLook {
  readonly window: Window;
  readonly forecast: Forecast;
  readonly perPoint: WeightPerPoint | null;
}

/** What remains of a window. */
export function decideRemaining(look: WindowLook, rates: Rates, now: EpochSec): WindowRemaining {
  const { window } = look;
  const quoted = quote(window, now);
  const about = { key: window.key, ageSec: Math.max(0, now - window.observedAt) };
  if (quoted?.kind !== "left") {
    const none = unknown(quoted === null ? "old" : "refilled");
    // A reset that has passed is none to wait for.
    const resetAt = quoted === null && window.resetAt !== null && window.resetAt > now
      ? window.resetAt
      : null;
    return { ...about, resetAt, headroomPct: none, tokens: none, exhaustion: none, calls: none };
  }
  return {
    ...about,
    resetAt: window.resetAt,
    headroomPct: known(window.headroomPct),
    tokens: tokensLeft(look, rates),
    exhaustion: exhaustionOf(look.forecast, window.resetAt),
    calls: callsLeft(look, rates),
  };
}

function tokensLeft({ window, perPoint }: WindowLook, { tokensPerWeight }: Rates): Known<Spread> {
  if (perPoint === null) return unknown("price-unknown");
  if (tokensPerWeight === null) return unknown("no-recent-work");
  const at = (price: WeightedTokens) => Math.round(window.headroomPct * price * tokensPerWeight);
  return known({ low: at(perPoint.low), mid: at(perPoint.mid), high: at(perPoint.high) });
}

function callsLeft({ window, perPoint }: WindowLook, { weightPerCall }: Rates): Known<number> {
  if (perPoint === null) return unknown("price-unknown");
  if (weightPerCall === null || weightPerCall <= 0) return unknown("few-calls");
  return known(Math.floor(window.headroomPct * perPoint.low / weightPerCall));
}

function exhaustionOf(forecast: Forecast, resetAt: EpochSec | null): Known<Exhaustion> {
  if (forecast.kind === "spent") return unknown("spent");
  if (forecast.kind === "silent") return unknown(SILENT[forecast.why]);
  const { earliestAt, latestAt, burnPerHour: pointsPerHour } = forecast;
  const beforeReset = resetAt === null ? null : BEFORE_RESET[forecast.kind];
  return known({ earliestAt, latestAt, beforeReset, pointsPerHour });
}

const SILENT = {
  "no-figure": "little-seen",
  "refilled": "refilled",
  "idle": "idle",
  "little": "little-seen",
} as const;

const BEFORE_RESET = { "exhausts": "yes", "may-exhaust": "perhaps", "lasts": "no" } as const;

/** The weight a second of the busiest stretch of work, minutes oldest first; null without any. */
export function fastestFlow(minutes: readonly FlowPoint[]): number | null {
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const { at, weight } of minutes) {
    sum += weight;
    while (minutes[first]!.at <= at - FIT_FASTEST_SEC) sum -= minutes[first++]!.weight;
    most = Math.max(most, sum);
  }
  return most > 0 ? most / FIT_FASTEST_SEC : null;
}

function known<T>(value: T): Known<T> {
  return { value, why: null };
}

function unknown(why: Unknown): { readonly value: null; readonly why: Unknown } {
  return { value: null, why };
}
