import { cell, type Line, type Look, type Span, span, type Tone } from "./line.ts";

const KEY_COLUMNS = 9;

const KEYS: readonly (readonly [string, string])[] = [
  ["← →", "which window the chart shows"],
  ["↑ ↓", "which session context and pins are of"],
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

/** What the keys do and what the signs mean. */
export function helpLines(look: Look): Line[] {
  const row = (left: Span, text: string): Line => [span("  "), left, span(text)];
  return [
    ...KEYS.map(([key, text]) => row(span(cell(key, KEY_COLUMNS), "strong"), text)),
    [],
    ...REGIMES.map(([range, text, tone]) => row(span(cell(range, KEY_COLUMNS), tone), text)),
    [],
    row(span(cell(look.unicode ? "⠒" : "*", KEY_COLUMNS), "strong"), "what was left"),
    row(span(cell(look.unicode ? "·" : ".", KEY_COLUMNS), "dim"), "the pace that just lasts"),
    row(
      span(cell(look.unicode ? "░" : ":", KEY_COLUMNS), "warn"),
      "when it runs empty, 8 of 10 times",
    ),
    row(span(cell("tokens", KEY_COLUMNS), "dim"), "new ones; reads of the cache are left out"),
  ];
}
