import type { LineWindow } from "../decide/line_window.ts";
import type { Room } from "../model/context.ts";
import { FORMAT_FIELDS, type FormatPart, type FormatProblem } from "../model/line_format.ts";
import type { EpochSec, Pct, Zone } from "../model/units.ts";
import { formatDuration, formatInstant, formatPct, formatTokens, formatUsd } from "./format.ts";
import { visibleLine } from "./note_text.ts";

/** What the fields of a template are made from. */
export interface LineFigures {
  readonly windows: readonly { readonly name: string; readonly window: LineWindow }[];
  readonly room: Room | null;
  readonly costUsd: number | null;
  readonly modelName: string | null;
  readonly projectDir: string | null;
  readonly line: string;
}

/** A template's parts with the fields filled in. */
export function renderFormat(
  parts: readonly FormatPart[],
  figures: LineFigures,
  at: Clock,
): string {
  return parts.map((part) =>
    part.kind === "text" ? part.text : fieldOf(part.name, figures, at) ?? part.fallback
  ).join("");
}

interface Clock {
  readonly now: EpochSec;
  readonly zone: Zone;
}

// Each only where it is asked for: a bar polls, and names cost more than all figures together.
function fieldOf(field: string, figures: LineFigures, at: Clock): string | null {
  const { room, costUsd, modelName, projectDir } = figures;
  switch (field) {
    case "ctx":
      return room === null ? null : formatPct(room.headroomPct);
    case "ctx.tokens":
      return room === null ? null : formatTokens(room.roomTokens);
    case "ctx.pct":
      return room === null ? null : String(Math.floor(room.headroomPct));
    case "ctx.bar":
      return room === null ? null : tenCells(room.headroomPct);
    case "cost":
      return costUsd === null ? null : formatUsd(costUsd);
    case "model":
      return modelName === null ? null : outside(modelName);
    case "project": {
      const name = projectDir?.split(/[/\\]/).findLast((part) => part !== "");
      return name === undefined ? null : outside(name);
    }
    case "line":
      return figures.line;
    default: {
      const [name, detail = ""] = field.split(".");
      const window = figures.windows.find((each) => each.name === name)?.window;
      return window === undefined ? null : windowField(detail, window, at);
    }
  }
}

function windowField(detail: string, window: LineWindow, { now, zone }: Clock): string | null {
  const { headroomPct, resetAt, ageSec, regime } = window;
  switch (detail) {
    case "reset":
      return resetAt === null ? null : formatDuration(resetAt - now);
    case "at":
      return resetAt === null ? null : formatInstant(resetAt, now, zone);
    case "bar":
      return headroomPct === null ? null : tenCells(headroomPct);
    case "pct":
      return headroomPct === null ? null : String(Math.floor(headroomPct));
    case "regime":
      return regime;
    case "age":
      return ageSec === null ? null : formatDuration(ageSec);
    default:
      if (headroomPct !== null) return formatPct(headroomPct);
      return regime === "refilled" ? "refilled" : null;
  }
}

/** What is wrong with a template, in one sentence for the person. */
export function explainFormat(problem: FormatProblem): string {
  switch (problem.kind) {
    case "unknown":
      return `--format has no field {${visibleLine(problem.name)}}; it has ${
        FORMAT_FIELDS.join(", ")
      }`;
    case "open-brace":
      return "--format has a { that nothing closes; {{ prints a brace";
    case "stray-brace":
      return "--format has a } that nothing opens; }} prints a brace";
  }
}

const CELLS = 10;

function tenCells(pct: Pct): string {
  const full = Math.min(CELLS, Math.max(0, Math.round(pct / 100 * CELLS)));
  return "█".repeat(full) + "░".repeat(CELLS - full);
}

// A bar reads more than text: tmux styles, polybar actions, markup of waybar, JSON, the `|` after
// which an xbar item names a program to run. A directory's name must be none of these.
function outside(text: string): string {
  return visibleLine(text).replace(/[^\p{L}\p{M}\p{N} ._+@()-]/gu, "_");
}
