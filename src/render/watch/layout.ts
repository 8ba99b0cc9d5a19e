/** How many rows a part of the pane can use. */
export interface Part {
  /** Rows without which it is not worth showing. */
  readonly least: number;
  /** Rows in which it says what matters. */
  readonly want: number;
  /** Rows past which more say nothing. */
  readonly most: number;
  /** Under `least` rows it is left out, not cut. */
  readonly isWhole?: boolean;
}

/** Rows of each part, and how many blank rows stand between them. */
export interface Shares {
  readonly rows: readonly number[];
  readonly gaps: number;
}

/**
 * Shares rows among parts. `order`: their places, the most important first: each gets its least, then
 * the first ones what they want, then blanks between parts, then all of it what is left. `rows` null:
 * as many as all of them can use.
 */
export function share(
  parts: readonly Part[],
  order: readonly number[],
  rows: number | null,
): Shares {
  if (rows === null) {
    const all = parts.map(({ most }) => most);
    return { rows: all, gaps: gapsOf(all) };
  }
  const given = parts.map(() => 0);
  let left = rows;
  const raise = (place: number, to: number) => {
    const more = Math.min(left, Math.max(0, to - (given[place] ?? 0)));
    given[place] = (given[place] ?? 0) + more;
    left -= more;
  };
  for (const place of order) {
    const { least, isWhole } = parts[place] ?? NOTHING;
    if (isWhole !== true || left >= least) raise(place, least);
  }
  const isShown = (place: number) => parts[place]?.isWhole !== true || (given[place] ?? 0) > 0;
  const shown = order.filter(isShown);
  // The first two tell most; a blank between parts makes the rest readable.
  for (const place of shown.slice(0, 2)) raise(place, parts[place]?.want ?? 0);
  const gaps = Math.min(left, gapsOf(given));
  left -= gaps;
  for (const place of shown) raise(place, parts[place]?.want ?? 0);
  for (const place of shown) raise(place, parts[place]?.most ?? 0);
  return { rows: given, gaps };
}

const NOTHING: Part = { least: 0, want: 0, most: 0 };

function gapsOf(rows: readonly number[]): number {
  return Math.max(0, rows.filter((count) => count > 0).length - 1);
}
