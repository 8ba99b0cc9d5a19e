import type { Scene } from "../../decide/pane.ts";
import { type EpochSec, MINUTE } from "../../model/units.ts";
import { windowLabel } from "../../model/window.ts";
import { formatClock, formatDuration } from "../format.ts";
import { chartLegend, chartLines, LEAST_COLUMNS, LEAST_ROWS } from "./chart.ts";
import { helpLines } from "./help.ts";
import { share } from "./layout.ts";
import { fill, fit, type Line, outside, span, toText } from "./line.ts";
import { noteLines, sessionLines } from "./lists.ts";
import { meterLines, NARROW_COLUMNS, type Style } from "./meters.ts";
import { wrap } from "../wrap.ts";

/** Columns from which lists stand beside the budgets instead of below them. */
const WIDE_COLUMNS = 110;
/** Most columns of the left half: a longer bar tells nothing more. */
const LEFT_COLUMNS = 112;
/** Rows of the chart with its legend, at most: past that steps look like falls. */
const CHART_ROWS = 22;
const CHART_ROWS_ONCE = 11;
const BETWEEN = 3;

/** What there is to draw. */
export type Shown =
  | { readonly kind: "scene"; readonly scene: Scene }
  /** No session has reported yet. */
  | { readonly kind: "empty"; readonly now: EpochSec }
  /** The store cannot be read. */
  | { readonly kind: "broken"; readonly why: string; readonly now: EpochSec };

/** Columns and rows of a terminal; `rows` null: as many as it takes, and nobody presses keys. */
export interface Size {
  readonly columns: number;
  readonly rows: number | null;
}

/** The rows of one frame: no wider than the terminal, and no more than it has. */
export function renderFrame(shown: Shown, size: Size, style: Style): string[] {
  const columns = Math.max(1, size.columns);
  const body = shown.kind === "scene"
    ? sceneLines(shown.scene, { ...size, columns }, style)
    : noticeLines(shown, { ...size, columns }, style);
  const lines = size.rows === null ? body : body.slice(0, Math.max(1, size.rows));
  return lines.map((line) => toText(fit(line, columns), style));
}

function sceneLines(scene: Scene, size: Size, style: Style): Line[] {
  const head = headLine(scene, size, style);
  if (scene.help && size.rows !== null) {
    const rows = size.rows - 2;
    const help = helpLines(style, rows - 1);
    const gap = help.length < rows ? [[]] : [];
    return atBottom([head, ...gap, ...help], [span("any key: back", "dim")], size.rows);
  }
  const foot = size.rows === null ? null : footLine(scene, size.columns);
  const rows = size.rows === null ? null : Math.max(0, size.rows - (foot === null ? 1 : 2));
  const body = size.columns >= WIDE_COLUMNS
    ? besideLines(scene, size.columns, rows, style)
    : belowLines(scene, size.columns, rows, style);
  const top = rows === null || body.length < rows ? [head, [], ...body] : [head, ...body];
  return size.rows === null || foot === null ? top : atBottom(top, foot, size.rows);
}

function atBottom(lines: readonly Line[], foot: Line, rows: number): Line[] {
  if (rows < 2) return lines.slice(0, rows);
  const body = lines.slice(0, rows - 1);
  const blank = new Array<Line>(rows - 1 - body.length).fill([]);
  return [...body, ...blank, foot];
}

// One below the other. `rows` null: as many as it takes.
function belowLines(scene: Scene, columns: number, rows: number | null, style: Style): Line[] {
  const meters = meterLines(scene, columns, style);
  const notes = noteLines(scene, Infinity, style).length;
  const hasChart = scene.burnDown !== null && columns >= LEAST_COLUMNS;
  const sessions = scene.sessions.length === 0 ? 0 : scene.sessions.length + 1;
  const parts = share(
    [
      { least: Math.min(meters.length, 4), want: meters.length, most: meters.length },
      {
        least: hasChart ? LEAST_ROWS + 1 : 0,
        want: hasChart ? CHART_ROWS_ONCE : 0,
        most: hasChart ? (rows === null ? CHART_ROWS_ONCE : CHART_ROWS) : 0,
        isWhole: true,
      },
      { least: Math.min(sessions, 2), want: Math.min(sessions, 4), most: Math.min(sessions, 13) },
      { least: Math.min(notes, 1), want: Math.min(notes, 3), most: Math.min(notes, 8) },
    ],
    [0, 2, 1, 3],
    rows,
  );
  const [ofMeters = 0, ofChart = 0, ofSessions = 0, ofNotes = 0] = parts.rows;
  return stack([
    meters.slice(0, ofMeters),
    chartBlock(scene, columns, ofChart, style),
    sessionLines(scene, columns, ofSessions, style),
    noteLines(scene, ofNotes, style),
  ], parts.gaps);
}

// Budgets and chart at the left, lists at the right.
function besideLines(scene: Scene, columns: number, rows: number | null, style: Style): Line[] {
  const leftColumns = Math.min(LEFT_COLUMNS, Math.floor((columns - BETWEEN) * 0.6));
  const rightColumns = columns - BETWEEN - leftColumns;
  const meters = meterLines(scene, leftColumns, style);
  const hasChart = scene.burnDown !== null;
  const left = share(
    [
      { least: Math.min(meters.length, 4), want: meters.length, most: meters.length },
      {
        least: hasChart ? LEAST_ROWS + 1 : 0,
        want: hasChart ? CHART_ROWS_ONCE : 0,
        most: hasChart ? (rows === null ? CHART_ROWS_ONCE : CHART_ROWS) : 0,
        isWhole: true,
      },
    ],
    [0, 1],
    rows,
  );
  const notes = noteLines(scene, Infinity, style).length;
  const sessions = scene.sessions.length === 0 ? 0 : scene.sessions.length + 1;
  const right = share(
    [
      { least: Math.min(sessions, 2), want: Math.min(sessions, 8), most: Math.min(sessions, 31) },
      { least: Math.min(notes, 1), want: Math.min(notes, 8), most: Math.min(notes, 16) },
    ],
    [0, 1],
    rows,
  );
  const leftLines = stack([
    meters.slice(0, left.rows[0] ?? 0),
    chartBlock(scene, leftColumns, left.rows[1] ?? 0, style),
  ], left.gaps);
  const rightLines = stack([
    sessionLines(scene, rightColumns, right.rows[0] ?? 0, style),
    noteLines(scene, right.rows[1] ?? 0, style),
  ], right.gaps);
  const height = Math.max(leftLines.length, rightLines.length);
  return Array.from({ length: height }, (_, row) => [
    ...fill(leftLines[row] ?? [], leftColumns),
    span(" ".repeat(BETWEEN)),
    ...fit(rightLines[row] ?? [], rightColumns),
  ]);
}

function stack(blocks: readonly (readonly Line[])[], gaps: number): Line[] {
  let left = gaps;
  const lines: Line[] = [];
  for (const block of blocks) {
    if (block.length === 0) continue;
    if (lines.length > 0 && left-- > 0) lines.push([]);
    lines.push(...block);
  }
  return lines;
}

function chartBlock(scene: Scene, columns: number, rows: number, style: Style): Line[] {
  const chart = scene.burnDown;
  const looked = scene.windows.find(({ isLooked }) => isLooked);
  if (chart === null || rows < LEAST_ROWS + 1 || looked === undefined) return [];
  const title = span(`  ${outside(windowLabel(looked.key))}  `, "strong");
  return [
    [title, ...chartLegend(chart, style)],
    ...chartLines(chart, { columns, rows: rows - 1 }, style, style.zone),
  ];
}

function headLine(scene: Scene, { columns, rows }: Size, style: Style): Line {
  const { now, ageSec, name } = scene;
  const age = ageSec === null ? "" : ` · data ${formatDuration(ageSec)} old`;
  const called = name === null ? "" : ` · ${outside(name)}`;
  const count = countOf(scene);
  const account = count === "" ? called : called === "" ? ` · ${count}` : `${called}, ${count}`;
  const live = rows !== null && columns >= NARROW_COLUMNS ? " · live" : "";
  return [
    span("TOKENROOM", "strong"),
    span(`${live} · ${clock(now, style)}`),
    span(age + account, "dim"),
  ];
}

function countOf({ accounts, place, known }: Scene): string {
  if (place >= known) return accounts.length > 1 ? "account not known" : "";
  return known > 1 ? `account ${place + 1} of ${known}` : "";
}

function clock(now: EpochSec, { zone }: Style): string {
  return `${formatClock(now, zone)}:${String(now % MINUTE).padStart(2, "0")}`;
}

function footLine(scene: Scene, columns: number): Line {
  const keys = ["q quit", "? help"];
  if (scene.windows.length > 1) keys.push("←→ window");
  if (scene.sessions.length > 1) keys.push("↑↓ session");
  if (scene.accounts.length > 1) keys.push("a account");
  const all = keys.join(" · ");
  return [span(all.length <= columns ? all : keys.slice(0, 2).join(" · "), "dim")];
}

function noticeLines(
  shown: Exclude<Shown, { kind: "scene" }>,
  { columns, rows }: Size,
  style: Style,
): Line[] {
  const text = shown.kind === "empty"
    ? "No session has reported yet. Start claude and send a prompt; tokenroom doctor checks the wiring."
    : `The store cannot be read: ${outside(shown.why)}. tokenroom doctor tells more.`;
  const lines: Line[] = [
    [span("TOKENROOM", "strong"), span(` · ${clock(shown.now, style)}`)],
    [],
    ...wrap(text, columns).map((line) => [span(line)]),
  ];
  return rows === null ? lines : atBottom(lines, [span("q quit", "dim")], rows);
}
