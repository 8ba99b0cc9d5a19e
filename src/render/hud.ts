import type { Alarm, Segment } from "../decide/hud.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { paint } from "./ansi.ts";
import {
  formatBand,
  formatDuration,
  formatInstant,
  formatPct,
  formatTokens,
  formatUsd,
} from "./format.ts";

/** How a line is drawn. */
export interface Style {
  readonly colour: boolean;
  /** Columns that the line may take; null: not known. */
  readonly columns: number | null;
  readonly zone: Zone;
}

/**
 * The one line under the prompt: `⛶ 60% left ↻22:30 · ctx 56% (560k) · $26.03`. Where the terminal
 * is narrower than that, what matters least goes first; the client would cut the end off.
 */
export function renderHud(segments: readonly Segment[], now: EpochSec, style: Style): string {
  const drawn = segments.map((segment) => ({ segment, text: renderSegment(segment, now, style) }));
  const line = () => `⛶ ${drawn.map(({ text }) => text).join(" · ")}`;
  for (const isLeast of DROPPED) {
    if (style.columns === null || widthOf(line()) <= style.columns) break;
    const least = drawn.findIndex(({ segment }) => isLeast(segment));
    if (least >= 0 && drawn.length > 1) drawn.splice(least, 1);
  }
  return line();
}

// What a person can do without, first to go first.
const DROPPED: readonly ((segment: Segment) => boolean)[] = [
  ({ kind }) => kind === "cost",
  ({ kind }) => kind === "cold",
  ({ kind }) => kind === "waiting",
  (segment) => segment.kind === "window" && !segment.main,
  ({ kind }) => kind === "empties",
];

// Every sign of ours stands in one column or two; colours in none.
function widthOf(line: string): number {
  // deno-lint-ignore no-control-regex
  const bare = line.replace(/\x1b\[\d+m/g, "");
  return bare.length + (bare.includes("⛔") ? 1 : 0);
}

function renderSegment(segment: Segment, now: EpochSec, style: Style): string {
  switch (segment.kind) {
    case "window":
      return renderWindow(segment, now, style);
    case "old":
      return `${hudName(segment.key, true)}${formatPct(segment.headroomPct)} left ${
        paint(`(${formatDuration(segment.ageSec)} ago)`, "dim", style.colour)
      }`;
    case "withheld":
      return paint(WITHHELD[segment.why], "dim", style.colour);
    case "room": {
      const { headroomPct, roomTokens, then } = segment.room;
      const text = `ctx ${formatPct(headroomPct)} (${formatTokens(roomTokens)})`;
      const warning = then === "compaction" ? "⚠compact soon" : "⚠full soon";
      return segment.soon ? `${text} ${paint(warning, "yellow", style.colour)}` : text;
    }
    case "held":
      return paint(
        `compaction held until ${formatInstant(segment.until, now, style.zone)}`,
        "dim",
        style.colour,
      );
    case "empties": {
      const band = formatBand(segment.earliestAt, segment.latestAt, style.zone);
      return paint(`⚠ empty ~${band}`, "yellow", style.colour);
    }
    case "cold":
      return `cache cold (${formatTokens(segment.tokens)})`;
    case "waiting":
      return paint(WAITING[segment.for], "dim", style.colour);
    case "plan-ready":
      return "✓ deferred work ready";
    case "cost":
      return formatUsd(segment.usd);
  }
}

const WITHHELD = {
  "echo": "after a login: quota comes with the next reply",
  "ambiguous": "several accounts: quota comes with the next reply",
} as const;

const WAITING = {
  "first-reply": "figures come with the first reply",
  "next-reply": "ctx compacted, figure comes with the next reply",
  "figures": "the client sent no figures",
} as const;

function renderWindow(
  { quote, main, alarm, tokensLeft }: Extract<Segment, { kind: "window" }>,
  now: EpochSec,
  style: Style,
): string {
  const name = hudName(quote.key, main);
  if (quote.kind === "refilled") {
    return `${name}refilled ${formatInstant(quote.resetAt, now, style.zone)}`;
  }
  const tokens = tokensLeft === null ? "" : ` (≈${formatTokens(tokensLeft)})`;
  // A spent window is a wall: nothing goes before it refills.
  const wall = quote.headroomPct === 0 ? "⛔ " : "";
  const left = wall + alarming(`${formatPct(quote.headroomPct)} left`, alarm, style.colour) +
    tokens;
  if (!main || quote.resetAt === null) return name + left;
  return `${name}${left} ↻${formatInstant(quote.resetAt, now, style.zone)}`;
}

function hudName(key: string, main: boolean): string {
  if (main && key === "five_hour") return "";
  return key === "seven_day" ? "week " : `${windowLabel(key)} `;
}

function alarming(text: string, alarm: Alarm, colour: boolean): string {
  if (alarm === "none") return text;
  return paint(text, alarm === "critical" ? "red" : "yellow", colour);
}
