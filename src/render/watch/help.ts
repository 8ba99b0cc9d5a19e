import { cell, type Line, type Look, type Span, span, type Tone } from "./line.ts";

const KEY_COLUMNS = 9;

const KEYS: readonly (readonly [string, string])[] = [
  ["← →", "window that the chart shows"],
  ["↑ ↓", "session of context and pins"],
  ["a", "next account"],
  ["Esc", "follow what was reported last"],
  ["q", "quit"],
];

const REGIMES: readonly (readonly [string, string, Tone])[] = [
  ["over 10%", "work as usual", "good"],
  ["to 10%", "descend: small steps", "warn"],
  ["to 5%", "approach: finishing moves", "bad"],
  ["to 2%", "land: start nothing", "alarm"],
];

/** What the keys do and what the signs mean; without blank lines where there are fewer than `rows`. */
export function helpLines(look: Look, rows: number): Line[] {
  const row = (left: Span, text: string): Line => [span("  "), left, span(text)];
  const lines = [
    ...KEYS.map(([key, text]) => row(span(cell(key, KEY_COLUMNS), "strong"), text)),
    [],
    ...REGIMES.map(([range, text, tone]) => row(span(cell(range, KEY_COLUMNS), tone), text)),
    [],
    row(span(cell("tokens", KEY_COLUMNS), "dim"), "without reads of the cache"),
    row(span(cell(look.unicode ? "⠒" : "*", KEY_COLUMNS), "strong"), "what was left"),
    row(span(cell(look.unicode ? "·" : ".", KEY_COLUMNS), "dim"), "the pace that just lasts"),
    row(span(cell(look.unicode ? "░" : ":", KEY_COLUMNS), "warn"), "runs empty, 8 of 10 times"),
  ];
  return lines.length <= rows ? lines : lines.filter((line) => line.length > 0);
}
