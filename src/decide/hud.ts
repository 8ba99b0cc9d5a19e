import type { ContextReading, Room } from "../model/context.ts";
import { hasReset, type Window, type WindowKey } from "../model/window.ts";
import type { EpochSec, Pct } from "../model/units.ts";
import type { Quote } from "./notes.ts";
import { mainWindow, quote, scarceWindows } from "./stamp.ts";
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
}

/** One segment of the HUD. That a segment appears is itself the signal. */
export type Segment =
  | {
    readonly kind: "window";
    readonly main: boolean;
    readonly quote: Quote;
    readonly alarm: Alarm;
  }
  /** A figure too old to count on, shown with its age: a person can judge it, an agent would not. */
  | {
    readonly kind: "old";
    readonly key: WindowKey;
    readonly headroomPct: Pct;
    readonly ageSec: number;
  }
  | { readonly kind: "room"; readonly room: Room; readonly soon: boolean }
  | { readonly kind: "waiting"; readonly for: "first-reply" | "next-reply" | "figures" }
  | { readonly kind: "cost"; readonly usd: number };

/** How urgent a figure looks: it changes where the agent's own way of working does. */
export type Alarm = "none" | "low" | "critical";

/** The segments for this view; never an empty list. */
export function decideHud(view: View, now: EpochSec): Segment[] {
  const segments: Segment[] = [];
  const main = mainWindow(view.windows);
  if (main !== null) {
    const shown = quote(main, now);
    if (shown !== null) segments.push(windowSegment(shown, true));
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
    segments.push(windowSegment(shown, false));
  }
  const { room, context } = view;
  if (room !== null) {
    segments.push({ kind: "room", room, soon: room.headroomPct < COMPACT_SOON_PCT });
  } else if (context?.state === "fresh") segments.push({ kind: "waiting", for: "first-reply" });
  else if (context?.state === "compacted") segments.push({ kind: "waiting", for: "next-reply" });
  if (segments.length === 0) segments.push({ kind: "waiting", for: "figures" });
  const usd = shownCost(view.costUsd);
  if (usd !== null) segments.push({ kind: "cost", usd });
  return segments;
}

/** The cost worth showing, in dollars, or null. */
export function shownCost(costUsd: number | null): number | null {
  return costUsd === null || costUsd < COST_SHOWN_USD ? null : costUsd;
}

function windowSegment(shown: Quote, main: boolean): Segment {
  return { kind: "window", main, quote: shown, alarm: alarmOf(shown) };
}

function alarmOf(shown: Quote): Alarm {
  if (shown.kind === "refilled" || shown.headroomPct > DESCEND_PCT) return "none";
  return shown.headroomPct > APPROACH_PCT ? "low" : "critical";
}
