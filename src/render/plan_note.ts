import type { PlanNews } from "../decide/plans.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { formatInstant } from "./format.ts";
import { PREFIX } from "./prefix.ts";
import { safeText } from "./work_state.ts";

// A note is paid again with every later request; the whole plan is one command away.
const SUMMARY_CHARS = 160;
const STEP_CHARS = 80;

/** `plan 2 ready since 14:00: "…" — 3 steps queued, first: "…"; tokenroom resume lists all`. */
export function renderPlanReady(
  { plan, since, more }: PlanNews,
  now: EpochSec,
  zone: Zone,
): string {
  const others = more === 0 ? "" : `, and ${more} more ${more === 1 ? "plan" : "plans"}`;
  return `plan ${plan.id} ready since ${formatInstant(since, now, zone)}: ${renderPlanned(plan)}` +
    `${others}; tokenroom resume lists all, --done ${plan.id} ends it`;
}

/** What a plan is about, on one line: its summary, how many steps, and the first of them. */
export function renderPlanned({ summary, queue }: PlanNews["plan"]): string {
  const [first] = queue;
  if (first === undefined) return quoted(summary, SUMMARY_CHARS);
  const steps = queue.length === 1 ? "1 step queued" : `${queue.length} steps queued, first`;
  return `${quoted(summary, SUMMARY_CHARS)} — ${steps}: ${quoted(first, STEP_CHARS)}`;
}

/** A text that anyone may have written, cut to so many characters, between quotes. */
export function quoted(text: string, chars: number): string {
  const safe = safeText(text.toWellFormed());
  return safe.length <= chars ? `"${safe}"` : `"${safe.slice(0, chars - 1).toWellFormed()}…"`;
}

/** A text for the agent with what is told of a plan at its end; either may be missing. */
export function withPlan(text: string | null, plan: string | null): string | null {
  if (plan === null) return text;
  return text === null ? PREFIX + plan : `${text} · ${plan}`;
}
