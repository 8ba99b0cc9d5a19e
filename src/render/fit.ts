import type { ContextFit, ContextReason, WindowFit, WindowReason } from "../decide/fit.ts";
import type { Advice, Decision } from "../decide/fit_overall.ts";
import type { Spread } from "../decide/fit_price.ts";
import type { EpochSec, Tokens, Zone } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { formatDuration, formatInstant, formatPct, formatTokens } from "./format.ts";

/** Everything that a check found. */
export interface FitReport {
  readonly decision: Decision;
  readonly windows: readonly WindowFit[];
  readonly context: ContextFit;
  /** Requests that fit into the context at this pace; null: not known. */
  readonly contextCalls: number | null;
  /** Tokens that the next request writes anew because the cache is cold; null: none to speak of. */
  readonly coldTokens: Tokens | null;
  /** The same after a pause that the cache does not outlive. */
  readonly afterPauseTokens: Tokens | null;
  /** Why no window was judged; null: they were. */
  readonly withheld: string | null;
}

/** The answer of fit_check: the sentence to act on, then a line a budget. */
export function renderFit(report: FitReport, now: EpochSec, zone: Zone): string {
  const { decision, windows, context, withheld } = report;
  const lines = [
    `${decision.overall}: ${renderAdvice(decision.advice, windows, now, zone)}`,
    `context: ${context.verdict} — ${renderContext(context, report.contextCalls)}`,
    ...windows.map((fit) => `${labelOf(fit)}: ${fit.verdict} — ${renderWindow(fit, now, zone)}`),
  ];
  if (withheld !== null) lines.push(`windows: unknown — ${withheld}`);
  const cache = renderCache(report);
  return [...lines, ...cache === null ? [] : [`cache: ${cache}`]].join("\n");
}

/** The one sentence to act on. */
export function renderAdvice(
  advice: Advice,
  windows: readonly WindowFit[],
  now: EpochSec,
  zone: Zone,
): string {
  const left = (key: string) => {
    const fit = windows.find((window) => window.key === key);
    const label = plain(windowLabel(key));
    return fit === undefined || fit.headroomPct === null
      ? label
      : `${formatPct(fit.headroomPct)} of ${label} left`;
  };
  const reset = (at: EpochSec) =>
    `${formatInstant(at, now, zone)} (in ${formatDuration(at - now)})`;
  switch (advice.kind) {
    case "go":
      return "go ahead.";
    case "unjudged":
      return "no figures yet, so nothing speaks for or against it: begin with steps that keep " +
        "what they did, and ask again after the next reply.";
    case "blind":
      return advice.budget === "windows"
        ? "no figure of quota is known, and this is too large to lose: cut it into steps that keep " +
          "what they did, and ask again after the next reply."
        : "the room in the context is not known, and this is more than is surely free: read in " +
          "parts, or give bulk reading to subagents.";
    case "unpriced":
      return `${left(advice.key)}, and what a point costs is not learned yet: ${
        advice.divisible
          ? "go in steps, each committed, and watch what is left."
          : "it may not outlive that, so make it one that can stop, or begin with a small part."
      }`;
    case "old-low":
      return `${left(advice.key)} was nearly spent when last seen: small steps, each committed, ` +
        "and ask again after the next reply.";
    case "low-window":
      return advice.divisible
        ? `${left(advice.key)}: small steps, each committed, and ask again before the next.`
        : `${
          left(advice.key)
        }: small enough for that, but start nothing larger; commit at its end.`;
    case "switch": {
      const { name, headroomPct } = advice;
      const there = headroomPct === null ? "is fresh" : `has ${formatPct(headroomPct)} left`;
      return `${left(advice.key)} here, but account '${
        plain(name)
      }' ${there}: finish the unit in ` +
        "hand at full speed, then ask to switch accounts (tokenroom switch) and do this there.";
    }
    case "focused":
      return `${left(advice.key)}, and this focused run may spend it: commit often.`;
    case "narrow-context":
      return `${renderContext(advice.context, null)}: checkpoint first, and read in parts.`;
    case "hot-week":
      return `${plain(windowLabel(advice.key))} is spent faster than it lasts: do what is needed ` +
        "today, plan_resume bulk work.";
    case "wide-price":
      return `${
        left(advice.key)
      }, and at the dear end this takes it all: commit what matters first.`;
    case "split-context":
      return `${
        renderContext(advice.context, null)
      }, and no reset brings context back: split it, ` +
        "give bulk reading to subagents, checkpoint between the parts.";
    case "part-now": {
      const part = advice.partTokens === null
        ? "only part of it fits"
        : `about ${formatTokens(advice.partTokens)} tokens of it fit`;
      const rest = advice.resetAt === null
        ? "no reset is known for the rest"
        : `plan_resume the rest for ${reset(advice.resetAt)}`;
      return `${left(advice.key)}, ${part} now: do that part, commit, and ${rest}.`;
    }
    case "split-window":
      return `more than a whole ${plain(windowLabel(advice.key))} window: cut it into jobs that ` +
        `can stop${
          advice.partTokens === null
            ? ""
            : `, the first of about ${formatTokens(advice.partTokens)} tokens`
        }, and ask again for each.`;
    case "no-reset":
      return `${
        left(advice.key)
      }, and no reset is known: make it smaller, or stop and tell the person.`;
    case "defer":
      return `${left(advice.key)}, resets ${reset(advice.resetAt)}: plan_resume this job ` +
        `(blocked_on ${plain(advice.key)})${
          advice.split ? " in smaller jobs, for waiting alone does not make it fit" : ""
        }, ${
          advice.stop
            ? "finish and commit what is in flight, then stop."
            : "and go on with what does fit."
        }`;
  }
}

function labelOf(fit: WindowFit): string {
  return plain(windowLabel(fit.key));
}

function renderWindow(fit: WindowFit, now: EpochSec, zone: Zone): string {
  const cost = fit.cost === null ? null : `costs ≈${renderSpread(fit.cost)}`;
  const left = fit.headroomPct === null ? null : `${formatPct(fit.headroomPct)} left`;
  const reset = fit.resetAt === null
    ? null
    : `resets ${formatInstant(fit.resetAt, now, zone)} (in ${formatDuration(fit.resetAt - now)})`;
  const reason = WINDOW_WORDS[fit.reason];
  return [left, cost, reset, reason].filter((part) => part !== null && part !== "").join(", ");
}

const WINDOW_WORDS: Readonly<Record<WindowReason, string>> = {
  "refilled": "refilled since it was last seen",
  "old": "its last figure is too old to count on",
  "old-low": "its last figure is old, and little was left then",
  "land": "nothing new starts this low",
  "refills-soon": "refills before it matters",
  "refills-first": "refills before even the fastest work would empty it",
  "cheap": "too small to matter at any price",
  "focused": "the run may spend it",
  "approach": "finishing moves only",
  "descend": "nothing that would be lost whole",
  "over": "",
  "over-any": "more than that is in the largest plan's window",
  "spread": "the dear end leaves nothing to land with",
  "hot-week": "more than a day's sustainable share",
  "room": "",
  "price-unknown": "what a point costs is not learned yet",
};

function renderContext(fit: ContextFit, calls: number | null): string {
  const end = fit.then === "full" ? "before it is full" : "before compaction";
  const room = fit.roomTokens === null ? "" : `~${formatTokens(fit.roomTokens)} tokens ${end}`;
  const pace = calls === null ? "" : `, ~${calls} calls at this pace`;
  return CONTEXT_WORDS[fit.reason](room, fit) + pace;
}

const CONTEXT_WORDS: Readonly<Record<ContextReason, (room: string, fit: ContextFit) => string>> = {
  "over": (room) => `more than the ${room}`,
  "narrow": (room) => `it fills most of the ${room}`,
  "calls": (room) => `more calls than fit at this pace into the ${room}`,
  "room": (room) => room,
  "larger-than-any": (_, fit) =>
    fit.ceilingTokens === null
      ? "more than a whole context"
      : `more than a whole context (${formatTokens(fit.ceilingTokens)})`,
  "fresh": () => "nearly all of it is free",
  "state-unknown": () => "known with the next reply",
  "no-report": () => "not reported yet",
};

function renderCache({ coldTokens, afterPauseTokens, decision }: FitReport): string | null {
  if (coldTokens !== null) {
    return `cold, the next request re-writes ~${formatTokens(coldTokens)} tokens`;
  }
  if (afterPauseTokens === null || decision.overall !== "defer") return null;
  return `cold after the wait, going on here then re-writes ~${formatTokens(afterPauseTokens)} ` +
    "tokens; a fresh session with a handoff costs less";
}

/** `4–5–7%`: low, middle, high. */
function renderSpread({ low, mid, high }: Spread): string {
  return `${[low, mid, high].map(renderPoints).join("–")}%`;
}

function renderPoints(points: number): string {
  return points < 10 ? String(Math.round(points * 10) / 10) : String(Math.round(points));
}
