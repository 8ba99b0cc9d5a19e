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
