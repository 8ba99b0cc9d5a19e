import type { ContextReading, Room } from "../model/context.ts";
import { hasReset, type Window, type WindowKey } from "../model/window.ts";
import type { EpochSec, Pct, Tokens } from "../model/units.ts";
import type { PromptCache } from "../model/cache.ts";
import { coldTokens } from "./cold_cache.ts";
import type { Empties } from "./empties.ts";
import { mainWindow, type Quote, quote, scarceWindows } from "./quote.ts";
import {
  APPROACH_PCT,
  COMPACT_SOON_PCT,
  COST_SHOWN_USD,
  DESCEND_PCT,
  QUOTED_WINDOWS,
  WEEK_HUD_PCT,
} from "./thresholds.ts";

/** What a person looks at, before drawing. */
export interface View {
  readonly windows: readonly Window[];
  readonly context: ContextReading | null;
  readonly room: Room | null;
  readonly costUsd: number | null;
  readonly cache: PromptCache | null;
  /** Why there are no windows though the session has some; null: nothing is kept back. */
  readonly withheld: "echo" | "ambiguous" | null;
  /** What lies ahead of the main window; null where that is not known. */
  readonly ahead: Ahead | null;
}

/** What lies ahead of a window, as far as it may be told. */
export interface Ahead {
  readonly empties: Empties | null;
  readonly tokensLeft: Tokens | null;
}

/** One segment of the HUD. That a segment appears is itself the signal. */
export type Segment =
  | {
    readonly kind: "window";
    readonly main: boolean;
    readonly quote: Quote;
    readonly alarm: Alarm;
    readonly tokensLeft: Tokens | null;
  }
  | { readonly kind: "empties"; readonly earliestAt: EpochSec; readonly latestAt: EpochSec }
  | { readonly kind: "cold"; readonly tokens: Tokens }
  /** A figure too old to count on, shown with its age: a person can judge it, an agent would not. */
  | {
    readonly kind: "old";
    readonly key: WindowKey;
    readonly headroomPct: Pct;
    readonly ageSec: number;
  }
  /** Figures that cannot be told to be the session's are not shown. */
  | { readonly kind: "withheld"; readonly why: "echo" | "ambiguous" }
  | { readonly kind: "room"; readonly room: Room; readonly soon: boolean }
  /** The guard holds the compaction that is due. */
  | { readonly kind: "held"; readonly until: EpochSec }
  | { readonly kind: "waiting"; readonly for: "first-reply" | "next-reply" | "figures" }
  /** A plan of this session or project can go on. */
  | { readonly kind: "plan-ready" }
  | { readonly kind: "cost"; readonly usd: number };

/** How urgent a figure looks: it changes where the agent's own way of working does. */
export type Alarm = "none" | "low" | "critical";

/**
 * The segments for this view; never an empty list. `hasPlan`: one of its plans is ready.
 * `heldUntil`: until when the guard holds its compaction.
 */
export function decideHud(
  view: View,
  now: EpochSec,
  hasPlan = false,
  heldUntil: EpochSec | null = null,
): Segment[] {
  const segments: Segment[] = [];
  const main = mainWindow(view.windows);
  if (view.withheld !== null) segments.push({ kind: "withheld", why: view.withheld });
  if (main !== null) {
    const shown = quote(main, now);
    if (shown !== null) segments.push(windowSegment(shown, true, view.ahead?.tokensLeft ?? null));
    else if (!hasReset(main, now)) {
      segments.push({
        kind: "old",
        key: main.key,
        headroomPct: main.headroomPct,
        ageSec: now - main.observedAt,
      });
    }
  }
  const others = scarceWindows(view.windows, WEEK_HUD_PCT).flatMap((window) =>
    quote(window, now) ?? []
  ).filter((shown) => shown.kind === "left");
  for (const shown of others.slice(0, QUOTED_WINDOWS - 1)) {
    segments.push(windowSegment(shown, false, null));
  }
  const empties = view.ahead?.empties ?? null;
  if (empties !== null) {
    const { earliestAt, latestAt } = empties;
    segments.push({ kind: "empties", earliestAt, latestAt });
  }
  const { room, context } = view;
  if (room !== null) {
    const soon = heldUntil === null && room.headroomPct < COMPACT_SOON_PCT;
    segments.push({ kind: "room", room, soon });
    if (heldUntil !== null) segments.push({ kind: "held", until: heldUntil });
  } else if (context?.state === "fresh") segments.push({ kind: "waiting", for: "first-reply" });
  else if (context?.state === "compacted") segments.push({ kind: "waiting", for: "next-reply" });
  if (segments.length === 0) segments.push({ kind: "waiting", for: "figures" });
  const cold = coldTokens(view.cache, now);
  if (cold !== null) segments.push({ kind: "cold", tokens: cold });
  if (hasPlan) segments.push({ kind: "plan-ready" });
  const usd = shownCost(view.costUsd);
  if (usd !== null) segments.push({ kind: "cost", usd });
  return segments;
}

/** The cost worth showing, in dollars, or null. */
export function shownCost(costUsd: number | null): number | null {
  return costUsd === null || costUsd < COST_SHOWN_USD ? null : costUsd;
}

function windowSegment(shown: Quote, main: boolean, tokensLeft: Tokens | null): Segment {
  return { kind: "window", main, quote: shown, alarm: alarmOf(shown), tokensLeft };
}

function alarmOf(shown: Quote): Alarm {
  if (shown.kind === "refilled" || shown.headroomPct > DESCEND_PCT) return "none";
  return shown.headroomPct > APPROACH_PCT ? "low" : "critical";
}
