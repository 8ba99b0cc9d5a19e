import type { BurnDown, Figure } from "../../decide/burn_down.ts";
import type { EpochSec, Pct, Zone } from "../../model/units.ts";
import { formatInstant } from "../format.ts";
import { fill, type Line, type Look, type Span, span, type Tone } from "./line.ts";

/** Columns of the labels beside the chart. */
const AXIS = 5;
/** Rows of the instants below it. */
const FOOT = 2;
/** Fewest rows and columns in which a chart says more than its bar. */
export const LEAST_ROWS = 7;
export const LEAST_COLUMNS = 34;

interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

/** Where the plot lies in time, and how many cells it has. */
interface Plot {
  readonly chart: BurnDown;
  readonly columns: number;
  readonly rows: number;
  readonly look: Look;
}

/**
 * A window's way from 100 percent at its start to its reset: what was left, the even pace, and where
 * the forecast leads. `rows`: with the instants below it.
 */
export function chartLines(
  chart: BurnDown,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  look: Look,
  zone: Zone,
): Line[] {
  const inner = rows - FOOT;
  // An odd number, so that one row is the half.
  const plot = { chart, columns: columns - AXIS, rows: inner - (1 - inner % 2), look };
  if (plot.columns < 1 || plot.rows < 1) return [];
  const cells = draw(plot);
  const lines = cells.map((row, index) => [axisLabel(index, plot), ...join(row)]);
  const corner = look.unicode ? "└" : "+";
  const floor = (look.unicode ? "─" : "-").repeat(plot.columns);
  return [
    ...lines,
    [span(`${" ".repeat(AXIS - 1)}${corner}${floor}`, "dim")],
    fill([span(instants(plot, zone), "dim")], columns),
  ];
}

/** What the signs of a chart mean. */
export function chartLegend(chart: BurnDown, look: Look): Line {
  const legend = [
    span(look.unicode ? "⠒" : "*", "strong"),
    span(" left  ", "dim"),
    span(look.unicode ? "·" : ".", "dim"),
    span(" even pace", "dim"),
  ];
  if (chart.band === null) return legend;
  const tone = chart.band.isRisk ? "warn" : "good";
  return [...legend, span("  "), span(bandSign(look), tone), span(" forecast", "dim")];
}

function bandSign(look: Look): string {
  return look.unicode ? "░" : ":";
}

function draw(plot: Plot): Cell[][] {
  const { columns, rows, look } = plot;
  const cells: Cell[][] = Array.from(
    { length: rows },
    () => Array.from({ length: columns }, () => ({ text: " ", tone: "plain" })),
  );
  const put = (column: number, row: number, text: string, tone: Tone) => {
    const line = cells[row];
    if (line !== undefined && column >= 0 && column < columns) line[column] = { text, tone };
  };
  for (let column = 0; column < columns; column++) {
    put(column, rowOf(evenPace(plot, column), rows), look.unicode ? "·" : ".", "dim");
    drawBand(plot, column, put);
  }
  drawFigures(plot, put);
  return cells;
}

type Put = (column: number, row: number, text: string, tone: Tone) => void;

function drawBand(plot: Plot, column: number, put: Put): void {
  const { band, now } = plot.chart;
  const at = middleOf(plot, column);
  if (band === null || at < now) return;
  const leftAt = (emptyAt: EpochSec) =>
    emptyAt <= now ? 0 : Math.max(0, band.headroomPct * (1 - (at - now) / (emptyAt - now)));
  // Past its late end the window is empty: a line along the floor would only look like use.
  if (at > band.latestAt) return;
  const tone = band.isRisk ? "warn" : "good";
  const top = rowOf(leftAt(band.latestAt), plot.rows);
  const bottom = rowOf(leftAt(band.earliestAt), plot.rows);
  for (let row = top; row <= bottom; row++) put(column, row, bandSign(plot.look), tone);
}

// Two by four dots a cell, where the terminal has them; else one star.
function drawFigures(plot: Plot, put: Put): void {
  const { columns, rows, look } = plot;
  const across = look.unicode ? 2 : 1;
  const down = look.unicode ? 4 : 1;
  const dots = new Map<number, number>();
  const [first] = plot.chart.figures;
  let former: number | null = null;
  for (let x = 0; x < columns * across; x++) {
    const pct = leftAt(plot, x / across);
    if (pct === null) continue;
    const y = rowOf(pct, rows * down);
    // A fall within one column is drawn as the way down, not as a gap.
    const begin = rowOf(first?.headroomPct ?? pct, rows * down);
    const from = Math.min(former === null ? begin : former + 1, y);
    for (let dot = from; dot <= y; dot++) mark(dots, plot, { x, y: dot, across, down });
    if (former !== null && y < former) mark(dots, plot, { x, y, across, down });
    former = y;
  }
  for (const [place, bits] of dots) {
    const text = look.unicode ? String.fromCodePoint(BRAILLE + bits) : "*";
    put(place % columns, Math.floor(place / columns), text, "strong");
  }
}

const BRAILLE = 0x2800;
const DOTS = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

function mark(
  dots: Map<number, number>,
  { columns }: Plot,
  { x, y, across, down }: { x: number; y: number; across: number; down: number },
): void {
  const place = Math.floor(y / down) * columns + Math.floor(x / across);
  dots.set(place, (dots.get(place) ?? 0) | (DOTS[x % across]?.[y % down] ?? 0));
}

// What was left where a column begins; null before the first figure and from now on.
function leftAt({ chart, columns }: Plot, column: number): Pct | null {
  const { startAt, endAt, now, figures } = chart;
  const from = startAt + (endAt - startAt) * column / columns;
  if (from > now) return null;
  const to = startAt + (endAt - startAt) * (column + 0.5) / columns;
  return lastBy(figures, Math.min(now, to))?.headroomPct ?? null;
}

function lastBy(figures: readonly Figure[], at: EpochSec): Figure | undefined {
  return figures.findLast((figure) => figure.at <= at);
}

function evenPace({ columns }: Plot, column: number): Pct {
  return 100 * (1 - (column + 0.5) / columns);
}

function middleOf({ chart, columns }: Plot, column: number): EpochSec {
  return chart.startAt + (chart.endAt - chart.startAt) * (column + 0.5) / columns;
}

function rowOf(pct: Pct, rows: number): number {
  return Math.min(rows - 1, Math.max(0, Math.round((1 - pct / 100) * (rows - 1))));
}

function axisLabel(row: number, { rows, look }: Plot): Span {
  const labelled = row === 0 || row === rows - 1 || row === Math.round((rows - 1) / 2);
  const pct = Math.round(100 * (1 - row / Math.max(1, rows - 1)));
  const tick = look.unicode ? (labelled ? "┤" : "│") : "|";
  return span(`${labelled ? String(pct).padStart(AXIS - 2) : "   "} ${tick}`, "dim");
}

function join(row: readonly Cell[]): Span[] {
  const spans: Span[] = [];
  for (const { text, tone } of row) {
    const last = spans.at(-1);
    if (last?.tone === tone) spans[spans.length - 1] = span(last.text + text, tone);
    else spans.push(span(text, tone));
  }
  return spans;
}

// The start below the first column, the reset below the last, and now where neither is in its way.
function instants({ chart, columns }: Plot, zone: Zone): string {
  const { startAt, endAt, now } = chart;
  const start = formatInstant(startAt, now, zone);
  const end = formatInstant(endAt, now, zone);
  const row = [...`${" ".repeat(AXIS)}${start}`.padEnd(AXIS + columns)];
  const write = (text: string, at: number) => {
    if (at < 0 || at + text.length > row.length) return;
    if (row.slice(Math.max(0, at - 1), at + text.length + 1).some((sign) => sign !== " ")) return;
    row.splice(at, text.length, ...text);
  };
  write(end, AXIS + columns - end.length);
  const place = Math.floor((now - startAt) / (endAt - startAt) * columns);
  write("now", AXIS + Math.max(0, place - 1));
  return row.join("");
}
