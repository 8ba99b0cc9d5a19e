// What the program gets to know of a plan: figures as the client gives them, merged as tap merges
// them, and the flow of the sessions of this machine.
import { decideMerge } from "../../src/decide/merge.ts";
import type { HeadroomSample } from "../../src/model/burn.ts";
import type { FlowPoint } from "../../src/model/flow.ts";
import { HOUR, MINUTE } from "../../src/model/units.ts";
import { type Window, windowLengthSec, type WindowReading } from "../../src/model/window.ts";
import type { Random } from "./random.ts";
import type { Message } from "./work.ts";
import type { Plan } from "./workloads.ts";

/** A run of the account's window, as the server keeps it. */
interface Period {
  readonly from: number;
  /** The reset it announced. */
  readonly resetAt: number;
  usedPct: number;
}

/** What really was charged, for the truth. */
export interface Charge {
  readonly at: number;
  readonly period: number;
  /** Used share of the window after the message, 0 to 100. */
  readonly usedPct: number;
}

/** What the program saw, and what was. */
export interface Trace {
  readonly lengthSec: number;
  readonly samples: readonly HeadroomSample[];
  readonly flow: readonly FlowPoint[];
  /** Instants at which a response told the same figure again. */
  readonly confirmedAt: readonly number[];
  /** Weighted tokens that one point really costs. */
  readonly weightPerPoint: number;
  readonly charges: readonly Charge[];
  readonly periods: readonly Period[];
  readonly messages: readonly Message[];
}

// Weighted tokens a point costs; plans differ by this much.
const MEDIAN_WEIGHT_PER_POINT = 100_000;
const WEIGHT_SIGMA = 0.7;
// Our price table is not the provider's: what a message weighs for us is off by this much.
const PRICE_SIGMA = 0.1;
// And by this much for a while, as the mix of models and of cached tokens drifts.
const MIX_SIGMA = 0.1;
const MIX_RESPONSES = 60;
// The figure is told in a response's headers; half of the time it leaves the response itself out.
const OWN_COST_SHOWN = 0.5;
const STALE_EVERY_SEC = 4 * MINUTE;

/** Plays a plan through the client. */
export function observe(random: Random, plan: Plan, key: Window["key"]): Trace {
  const lengthSec = windowLengthSec(key) ?? 5 * HOUR;
  const weightPerPoint = random.logNormal(MEDIAN_WEIGHT_PER_POINT, WEIGHT_SIGMA);
  let mix = 0;
  const weigh = (points: number) => {
    const kept = 1 - 1 / MIX_RESPONSES;
    mix = kept * mix + Math.sqrt(1 - kept * kept) * Math.log(random.logNormal(1, MIX_SIGMA));
    return points * weightPerPoint * Math.exp(mix) * random.logNormal(1, PRICE_SIGMA);
  };
  const resolution = random.chance(0.5) ? 1 : 0.1;
  const periods: Period[] = [];
  const charges: Charge[] = [];
  const samples: HeadroomSample[] = [];
  const flow: FlowPoint[] = plan.strayFlow.map(({ at, points }) => ({ at, weight: weigh(points) }));
  const confirmedAt: number[] = [];
  const said = new Map<string, { reading: WindowReading; answeredAt: number | null }>();
  let standing: Window | null = null;
  let staleAt = plan.messages[0]?.at ?? 0;

  const report = (sessionId: string, reading: WindowReading, moved: boolean, at: number) => {
    const before = said.get(sessionId) ?? null;
    const answeredAt = before?.answeredAt ?? null;
    const claim = { reading, sessionId, moved, before: before?.reading ?? null, answeredAt };
    const verdict = decideMerge(standing, claim, at);
    said.set(sessionId, { reading, answeredAt: moved ? at : answeredAt });
    if (!verdict.take) return;
    standing = { ...reading, observedAt: at, sessionId };
    if (verdict.why === "confirmed") confirmedAt.push(at);
    else samples.push({ at, headroomPct: reading.headroomPct, resetAt: reading.resetAt });
  };

  for (const message of plan.messages) {
    const { at } = message;
    const period = currentPeriod(periods, at, plan, key, lengthSec);
    if (period.usedPct >= 100) {
      // The refusal carries the figures too.
      if (message.seen === "main" && at >= plan.seenFrom) {
        report(message.session, { key, headroomPct: 0, resetAt: period.resetAt }, true, at);
      }
      continue;
    }
    const before = period.usedPct;
    period.usedPct += message.points;
    charges.push({ at, period: periods.length - 1, usedPct: period.usedPct });
    if (at < plan.seenFrom) continue;
    if (message.seen !== "away") flow.push({ at, weight: weigh(message.points) });
    if (plan.stale && at >= staleAt) {
      const old = said.get("idle");
      if (old !== undefined) report("idle", old.reading, false, at);
      staleAt = at + STALE_EVERY_SEC;
    }
    if (message.seen !== "main") continue;
    const usedPct = random.chance(OWN_COST_SHOWN) ? period.usedPct : before;
    const jitter = plan.stale ? Math.round(random.between(-5, 5)) : 0;
    const headroomPct = 100 - Math.min(100, Math.round(usedPct / resolution) * resolution);
    report(
      message.session,
      {
        key,
        headroomPct: Math.round(headroomPct * 10) / 10,
        resetAt: period.resetAt + jitter,
      },
      true,
      at,
    );
  }
  flow.sort((a, b) => a.at - b.at);
  return {
    lengthSec,
    samples,
    flow,
    confirmedAt,
    weightPerPoint,
    charges,
    periods,
    messages: plan.messages,
  };
}

// Five hours begin with the first message after the last ones ended; a week follows a week.
function currentPeriod(
  periods: Period[],
  at: number,
  plan: Plan,
  key: Window["key"],
  lengthSec: number,
): Period {
  const last = periods.at(-1) ?? null;
  const refilled = plan.earlyResetAt !== null && last !== null && at >= plan.earlyResetAt &&
    last.from < plan.earlyResetAt;
  if (last !== null && at < last.resetAt && !refilled) return last;
  const from = key === "seven_day" && last !== null ? last.resetAt : at - at % (10 * MINUTE);
  // An early reset may fall into the ten minutes that a start is rounded down by.
  const period = { from: refilled ? at : from, resetAt: from + lengthSec, usedPct: 0 };
  periods.push(period);
  return period;
}
