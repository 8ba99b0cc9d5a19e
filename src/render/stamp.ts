import type { Note, Paid } from "../decide/notes.ts";
import type { Quote } from "../decide/quote.ts";
import type { HotPace } from "../decide/pace.ts";
import type { Peers } from "../decide/peers.ts";
import type { Receipt } from "../decide/receipt.ts";
import type { Descent } from "../decide/descent.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { PREFIX } from "./prefix.ts";
import {
  formatBand,
  formatClock,
  formatDay,
  formatDuration,
  formatInstant,
  formatNow,
  formatPct,
  formatTokens,
} from "./format.ts";
import { renderState, safeText } from "./work_state.ts";

/**
 * The text given with a prompt, or null when there is nothing to tell. `toldDay`: what `formatDay`
 * gave for the last one; the date and the zone are said once a day.
 */
export function renderStamp(
  notes: readonly Note[],
  now: EpochSec,
  zone: Zone,
  toldDay: string | null = null,
): string | null {
  if (notes.length === 0) return null;
  const isTold = toldDay === formatDay(now, zone);
  const parts = [
    `now ${isTold ? formatClock(now, zone) : formatNow(now, zone)}`,
    ...notes.map((note) => renderNote(note, now, zone)),
  ];
  return PREFIX + parts.join(" · ");
}

/** The text given mid-turn, or null when there is nothing to tell. */
export function renderUpdate(notes: readonly Note[], now: EpochSec, zone: Zone): string | null {
  return notes.length === 0
    ? null
    : PREFIX + notes.map((note) => renderNote(note, now, zone)).join(" · ");
}

function renderNote(note: Note, now: EpochSec, zone: Zone): string {
  switch (note.kind) {
    case "quota":
      return renderQuota(note, now, zone);
    case "cold":
      return `cache cold: this request re-writes ~${formatTokens(note.tokens)} tokens${
        note.cause === null ? "" : ` (last miss: ${plain(note.cause)})`
      }`;
    case "room":
      return note.then === "compaction"
        ? `context — ~${formatTokens(note.roomTokens)} tokens before compaction`
        : `context — ~${formatTokens(note.roomTokens)} tokens before it is full`;
    case "near-ceiling":
      return renderNearCeiling(note, now, zone);
    case "empties":
      return `at this pace empty ~${
        formatBand(note.earliestAt, note.latestAt, zone)
      }, before the reset`;
    case "descent":
      return renderDescent(note.descent);
    case "alternate":
      return renderAlternate(note);
    case "cold-resume":
      return `resumed cold: the next request re-writes ~${formatTokens(note.tokens)} tokens${
        note.usd === null ? "" : ` (≈$${note.usd.toFixed(2)})`
      }; if little of it is needed, a fresh session with a short note costs less`;
    case "peers":
      return renderPeers(note.peers);
    case "hot-week":
      return renderHotWeek(note.pace, now);
    case "made-up-count":
      return "Claude Code's own count of tokens left is made up: go by these figures";
    case "trim":
      return `context fell by ~${formatTokens(note.tokens)} tokens at ${
        formatInstant(note.at, now, zone)
      } without a compaction: old tool results were cleared, or the conversation was rewound${
        note.transcriptPath === null ? "" : `; all of it stands in ${safeText(note.transcriptPath)}`
      }`;
    case "wall":
      return renderWall(note, now, zone);
    case "receipt":
      return renderReceipt(note.what, note.receipt);
  }
}

/** `'home' has 92% left: finish this unit at full speed, …`: instead of slowing down. */
export function renderAlternate(
  { name, headroomPct }: Pick<Extract<Note, { kind: "alternate" }>, "name" | "headroomPct">,
): string {
  const left = headroomPct === null ? "is fresh" : `has ${formatPct(headroomPct)} left`;
  return `'${
    plain(name)
  }' ${left}: finish this unit at full speed, then ask to switch accounts (tokenroom switch)`;
}

function renderNearCeiling(
  { roomTokens, calls, checkpoint, ...note }: Extract<Note, { kind: "near-ceiling" }>,
  now: EpochSec,
  zone: Zone,
): string {
  const fits = calls === null ? "" : ` (${renderCalls(calls)} at this pace)`;
  const end = note.then === "compaction"
    ? "before compaction, which comes only if you go on working"
    : "before it is full";
  const at = checkpoint === null ? "" : formatInstant(checkpoint.at, now, zone);
  const saved = checkpoint === null
    ? "no checkpoint is saved: save one"
    : checkpoint.isCurrent
    ? `your checkpoint of ${at} is current`
    : `your checkpoint of ${at} is old: save a new one`;
  return `context — ~${formatTokens(roomTokens)} tokens${fits} ${end}; ${saved}`;
}

function renderCalls(calls: number): string {
  if (calls === 0) return "less than a call";
  return `≈${calls} ${calls === 1 ? "call" : "calls"}`;
}

function renderWall(
  wall: Extract<Note, { kind: "wall" }>,
  now: EpochSec,
  zone: Zone,
): string {
  const limit = wall.key === null ? "a limit" : `the ${windowLabel(wall.key)} limit`;
  const died = `a turn died at ${limit} at ${formatInstant(wall.at, now, zone)}`;
  const state = wall.facts === null ? null : renderState(wall.facts);
  const check = `${state === null ? "" : `${state}, `}check what it left undone`;
  if (wall.resetAt === null) return `${died}: ${check}`;
  const reset = formatInstant(wall.resetAt, now, zone);
  return now < wall.resetAt
    ? `${died}${state === null ? "" : ` (${state})`}; it refills ${reset}`
    : `${died}, refilled ${reset}: ${check}`;
}

function renderPeers({ count, sharePct, hasHot }: Peers): string {
  const who = count === 1 ? "1 other session burns" : `${count} other sessions burn`;
  return `shared: ${who} ${sharePct}% of this account's flow${hasHot ? ", one of them most" : ""}`;
}

function renderHotWeek(pace: HotPace, now: EpochSec): string {
  return `weekly pace is HOT (${pace.ratio.toFixed(1)}x sustainable): the week runs out in ~${
    formatDuration(pace.exhaustAt - now)
  }, ${formatDuration(pace.secBeforeReset)} before its reset; ≈${
    Math.max(1, Math.floor(pace.sustainPctPerDay))
  }%/day sustains — put off bulk work`;
}

function renderReceipt(what: Paid, receipt: Receipt): string {
  const { points, key, usd, headroomPct } = receipt;
  const price = `$${usd.toFixed(2)}`;
  const cost = points === null || points < 0.5 || key === null
    ? `cost ${price}`
    : `cost ≈${Math.round(points)}% of the ${windowLabel(key)} window (+${price})`;
  const left = headroomPct === null ? "" : ` — ${formatPct(headroomPct)} left`;
  return `receipt: ${renderPaid(what)} ${cost}${left}`;
}

function renderPaid(what: Paid): string {
  switch (what.kind) {
    case "call":
      return `that ${plain(what.tool)}`;
    case "batch":
      return `those ${what.calls} calls`;
    case "agent":
      return `subagent ${plain(what.type)}`;
  }
}

function renderDescent(descent: Descent): string {
  switch (descent.kind) {
    case "cruise":
      return "no need to slow down";
    case "refills-soon":
      return `refills in ~${descent.minutes}m: no need to slow down`;
    case "descend":
      return "small steps, each committed; no new subagents or long jobs that would be lost whole";
    case "approach":
      return "finishing moves only: complete, test, commit; plan_resume the rest";
    case "focused":
      return "focused run: go on at full size down to the floor";
    case "land":
      return "start nothing new: commit, and write down where the work stands";
  }
}

function renderQuota(
  { quotes, tokensLeft }: Extract<Note, { kind: "quota" }>,
  now: EpochSec,
  zone: Zone,
): string {
  const tokens = tokensLeft === null ? "" : ` (≈${formatTokens(tokensLeft)} tokens)`;
  const parts = quotes.map((quote, index) =>
    renderQuote(quote, index === 0 ? tokens : "", now, zone)
  );
  return `quota — ${parts.join("; ")}`;
}

function renderQuote(quote: Quote, tokens: string, now: EpochSec, zone: Zone): string {
  const label = windowLabel(quote.key);
  if (quote.kind === "refilled") {
    return `${label}: refilled at ${formatInstant(quote.resetAt, now, zone)}`;
  }
  const age = quote.ageSec === null ? "" : ` (${formatDuration(quote.ageSec)} ago)`;
  const reset = quote.resetAt === null ? "" : `, resets ${formatInstant(quote.resetAt, now, zone)}`;
  return `${label}: ${formatPct(quote.headroomPct)} left${tokens}${age}${reset}`;
}
