import type { Pct } from "../../model/units.ts";
import { type Look, type Span, span, type Tone } from "./line.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of so many columns that is full at 100 percent. */
export function bar(pct: Pct, columns: number, tone: Tone, look: Look): Span[] {
  if (columns < 1) return [];
  const share = Math.min(1, Math.max(0, pct / 100));
  if (!look.unicode) {
    const inner = Math.max(0, columns - 2);
    const full = Math.round(share * inner);
    return [
      span("[", "dim"),
      span("#".repeat(full), tone),
      span(`${"-".repeat(inner - full)}]`, "dim"),
    ];
  }
  const eighths = Math.round(share * columns * 8);
  const full = Math.floor(eighths / 8);
  const part = EIGHTHS[eighths % 8] ?? "";
  const empty = columns - full - (part === "" ? 0 : 1);
  return [span("█".repeat(full) + part, tone), span("░".repeat(empty), "dim")];
}

const HEIGHTS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_HEIGHTS = [" ", ".", ":", "|"];

/** Values as one row of columns, the largest as high as a row; `columns` newest ones. */
export function spark(values: readonly number[], columns: number, look: Look): string {
  const heights = look.unicode ? HEIGHTS : ASCII_HEIGHTS;
  const shown = values.slice(-columns);
  const most = Math.max(1, ...shown);
  return shown.map((value) =>
    heights[Math.ceil(Math.max(0, value) / most * (heights.length - 1))] ?? " "
  ).join("");
}
