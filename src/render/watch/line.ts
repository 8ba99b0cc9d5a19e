import { plain } from "../ansi.ts";
import { cellWidth, cutToWidth } from "../cell_width.ts";
import { visibleLine } from "../note_text.ts";

/** What a stretch of text means; how that looks is up to the terminal. */
export type Tone = "plain" | "dim" | "strong" | "good" | "warn" | "bad" | "alarm";

/** A stretch of text in one tone. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One row of the pane. */
export type Line = readonly Span[];

/** What the terminal can show. */
export interface Look {
  readonly colour: boolean;
  /** False: printable ASCII only. */
  readonly unicode: boolean;
}

/** A stretch of our own words. */
export function span(text: string, tone: Tone = "plain"): Span {
  return { text, tone };
}

/** Text from outside as it may be shown: one line, nothing that steers the terminal or hides. */
export function outside(text: string): string {
  // Joiners make of several emoji one, in some terminals: without them each has its known width.
  return plain(visibleLine(text)).replace(/[\u200c\u200d\ufe0e\ufe0f]/g, "");
}

/** Columns that a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + cellWidth(text), 0);
}

/** The line cut to so many columns, with a mark where something is missing. */
export function fit(line: Line, columns: number): Line {
  if (widthOf(line) <= columns) return line;
  const fitted: Span[] = [];
  let left = Math.max(0, columns - 1);
  for (const { text, tone } of line) {
    const part = cutToWidth(text, left);
    left -= cellWidth(part);
    if (part !== "") fitted.push({ text: part, tone });
    if (part !== text) break;
  }
  return columns < 1 ? [] : [...fitted, span("…", "dim")];
}

/** The first of these that fits into so many columns, else the last, which will be cut. */
export function firstFitting(lines: readonly Line[], columns: number): Line {
  return lines.find((line) => widthOf(line) <= columns) ?? lines.at(-1) ?? [];
}

/** The text cut to so many columns and filled up with blanks. */
export function cell(text: string, columns: number, side: "left" | "right" = "left"): string {
  const shown = fit([span(text)], columns).map((part) => part.text).join("");
  const blanks = " ".repeat(Math.max(0, columns - cellWidth(shown)));
  return side === "left" ? shown + blanks : blanks + shown;
}

/** The line filled up with blanks to so many columns; one that is longer is cut. */
export function fill(line: Line, columns: number): Line {
  const fitted = fit(line, columns);
  const missing = columns - widthOf(fitted);
  return missing > 0 ? [...fitted, span(" ".repeat(missing))] : fitted;
}

const CODES: Readonly<Record<Exclude<Tone, "plain">, string>> = {
  dim: "2",
  strong: "1",
  good: "32",
  warn: "33",
  bad: "31",
  // Reversed as well: on many palettes red alone is hard to tell from yellow.
  alarm: "1;7;31",
};

// Signs of ours and one ASCII character for each, so that no column moves.
const ASCII: ReadonlyMap<string, string> = new Map([
  ["·", "-"],
  ["≈", "~"],
  ["–", "-"],
  ["…", "~"],
  ["↻", ">"],
  ["▸", ">"],
  ["✓", "+"],
  ["×", "x"],
  ["←", "<"],
  ["→", ">"],
  ["↑", "^"],
  ["↓", "v"],
]);

/** The line as a terminal takes it, without blanks at its end. */
export function toText(line: Line, look: Look): string {
  let last = line.length - 1;
  while (last >= 0 && /^ *$/.test(line[last]?.text ?? "")) last--;
  return line.slice(0, last + 1).map(({ text, tone }, index) => {
    const shown = look.unicode ? text : toAscii(text);
    const kept = index === last ? shown.trimEnd() : shown;
    return look.colour && tone !== "plain" ? `\x1b[${CODES[tone]}m${kept}\x1b[0m` : kept;
  }).join("");
}

function toAscii(text: string): string {
  let ascii = "";
  for (const character of text) {
    if (character >= " " && character <= "~") ascii += character;
    else ascii += ASCII.get(character) ?? "?".repeat(cellWidth(character));
  }
  return ascii;
}
