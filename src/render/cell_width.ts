// Code points that take two columns of a terminal (East Asian Width W and F, and emoji), as pairs of
// first and last. Where versions of Unicode differ the range is the wider one: a line that is too
// short is seen by nobody.
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x267f, 0x267f],
  [0x2693, 0x2693],
  [0x26a1, 0x26a1],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26ce, 0x26ce],
  [0x26d4, 0x26d4],
  [0x26ea, 0x26ea],
  [0x26f2, 0x26f5],
  [0x26fa, 0x26fd],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274e],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x27b0, 0x27bf],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

const FIRST_WIDE = 0x1100;
// Marks that stand on the character before them.
const MARK = /\p{Mn}|\p{Me}/u;

/** Columns that a text without control characters takes in a terminal. */
export function cellWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The longest beginning of a text that fits into so many columns. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

function widthOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < FIRST_WIDE) return point > 0x2ff && MARK.test(character) ? 0 : 1;
  // Nearly all of what the live pane draws, every second.
  if ((point >= 0x2500 && point < 0x25fd) || (point >= 0x2800 && point < 0x2900)) return 1;
  if (WIDE.some(([first, last]) => point >= first && point <= last)) return 2;
  return MARK.test(character) ? 0 : 1;
}
