import { cellWidth, cutToWidth } from "./cell_width.ts";

/** A text broken at its blanks into lines of so many columns; a longer word is broken where it must. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (cellWidth(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (cellWidth(line) > columns) {
      const part = cutToWidth(line, columns);
      // A sign wider than a line: nothing could be broken off.
      if (part === "") break;
      lines.push(part);
      line = line.slice(part.length);
    }
  }
  return [...lines, line];
}

/** Columns under which a text is not broken further: on a narrower terminal words would be cut. */
const LEAST_COLUMNS = 20;

/**
 * A text behind a head of so many columns; what does not fit goes on below its begin. `width` null: it
 * stays one line.
 */
export function hang(head: string, columns: number, text: string, width: number | null): string[] {
  if (width === null) return [`${head}${text}`];
  const [first = "", ...more] = wrap(text, Math.max(LEAST_COLUMNS, width - columns));
  return [`${head}${first}`, ...more.map((line) => " ".repeat(columns) + line)];
}
