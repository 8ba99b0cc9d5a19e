import { cellWidth, cutToWidth } from "../cell_width.ts";

/** A text broken at its blanks into lines of so many columns; a longer word is cut. */
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
    line = cutToWidth(word, columns);
  }
  return [...lines, line];
}
