import { priceStandIn } from "../model/prices.ts";
import { type EpochSec, MINUTE } from "../model/units.ts";
import type { WindowKey } from "../model/window.ts";
import { CALIBRATION_MIN_SPANS } from "./thresholds.ts";

/** How well what is kept is kept, and what is learned from it. */
export interface HealthFacts {
  /** What the database's own check complains of first; null: of nothing. */
  readonly damage: string | null;
  /** What is learned of the account that reported last. */
  readonly calibrations: readonly {
    readonly key: WindowKey;
    /** Stretches that were measured. */
    readonly spans: number;
    /** Enough of them agree. */
    readonly isEarned: boolean;
  }[];
  /** Models that were paid for of late. */
  readonly models: readonly string[];
  /** Sessions seen of late, newest first. */
  readonly sessions: readonly {
    readonly id: string;
    readonly place: string | null;
    readonly seenAt: EpochSec;
    /** When a response last told its context; null: none did. */
    readonly contextAt: EpochSec | null;
  }[];
  /** The latest instant that is kept; null: nothing is. */
  readonly latestAt: EpochSec | null;
  /** Files that killed writers left. */
  readonly leftovers: number;
  /** The state directory and its permissions, where others may read it. */
  readonly open: { readonly path: string; readonly mode: string } | null;
}

/** What doctor finds in that. */
export type HealthFinding =
  | { readonly kind: "store-damaged"; readonly complaint: string }
  | { readonly kind: "calibrated"; readonly key: WindowKey; readonly spans: number }
  | {
    readonly kind: "calibrating";
    readonly key: WindowKey;
    readonly spans: number;
    readonly needed: number;
  }
  | { readonly kind: "price-assumed"; readonly model: string; readonly standIn: string }
  | {
    readonly kind: "session-fresh";
    readonly id: string;
    readonly place: string | null;
    readonly seenSec: number;
    /** Age of its context figure; null: it has none. */
    readonly contextSec: number | null;
  }
  | { readonly kind: "clock-back"; readonly aheadSec: number }
  | { readonly kind: "leftovers"; readonly count: number }
  | { readonly kind: "state-open"; readonly path: string; readonly mode: string };

/** Seconds by which clocks of two machines on one directory may differ. */
const CLOCK_SLACK_SEC = 5 * MINUTE;

/** What doctor finds, what needs the person first. */
export function diagnoseHealth(
  facts: HealthFacts,
  now: EpochSec,
): ({ readonly level: "ok" | "note" | "problem" } & HealthFinding)[] {
  const { damage, latestAt, leftovers, open } = facts;
  const aheadSec = latestAt === null ? 0 : latestAt - now;
  return [
    ...damage === null
      ? []
      : [{ level: "problem", kind: "store-damaged", complaint: damage } as const],
    ...aheadSec <= CLOCK_SLACK_SEC
      ? []
      : [{ level: "problem", kind: "clock-back", aheadSec } as const],
    ...open === null ? [] : [{ level: "problem", kind: "state-open", ...open } as const],
    ...leftovers === 0 ? [] : [{ level: "note", kind: "leftovers", count: leftovers } as const],
    ...facts.calibrations.map(({ key, spans, isEarned }) =>
      isEarned
        ? { level: "ok", kind: "calibrated", key, spans } as const
        : { level: "ok", kind: "calibrating", key, spans, needed: CALIBRATION_MIN_SPANS } as const
    ),
    ...facts.models.flatMap((model) => {
      const standIn = priceStandIn(model);
      return standIn === null
        ? []
        : [{ level: "note", kind: "price-assumed", model, standIn } as const];
    }),
    ...facts.sessions.map(({ id, place, seenAt, contextAt }) => ({
      level: "ok",
      kind: "session-fresh",
      id,
      place,
      seenSec: Math.max(0, now - seenAt),
      contextSec: contextAt === null ? null : Math.max(0, now - contextAt),
    } as const)),
  ];
}
