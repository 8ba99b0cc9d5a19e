import { plain } from "../ansi.ts";

/** Text from anywhere, fit to stand in a page: as itself, never as markup. */
export function text(value: string): string {
  return plain(value).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** A table with a caption for those who cannot see the chart; `numeric`: columns aligned right. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[] = [],
): string {
  const align = (index: number) => numeric.includes(index) ? ' class="number"' : "";
  const cells = (row: readonly string[]) =>
    row.map((cell, index) =>
      index === 0
        ? `<th scope="row"${align(index)}>${text(cell)}</th>`
        : `<td${align(index)}>${text(cell)}</td>`
    ).join("");
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${text(caption)}"><table>`,
    `<caption>${text(caption)}</caption>`,
    `<thead><tr>${
      head.map((each, index) => `<th scope="col"${align(index)}>${text(each)}</th>`).join("")
    }</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("\n")}</tbody>`,
    "</table></div>",
  ].join("\n");
}

/** The same behind a disclosure, below the chart that shows it. */
export function tableBehind(...args: Parameters<typeof table>): string {
  return `<details><summary>${text(args[0])}: as a table</summary>\n${table(...args)}\n</details>`;
}

/** A chart, with its name and what it shows in words. */
export function chart(
  id: string,
  name: string,
  description: string,
  size: { readonly width: number; readonly height: number },
  body: readonly string[],
  look = "",
): string {
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${text(`Chart: ${name}`)}">`,
    `<svg class="${look}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">${text(name)}</title>`,
    `<desc id="${id}-d">${text(description)}</desc>`,
    ...body,
    "</svg></div>",
  ].join("\n");
}

/** What the marks of a chart mean: the class of each, its word, and the sign that it is, if any. */
export function legend(marks: readonly (readonly [string, string, string?])[]): string {
  const pairs = marks.map(([tone, word, sign = ""]) =>
    `<span><span class="key ${tone}">${sign}</span>${text(word)}</span>`
  );
  return `<p class="legend">${pairs.join(" ")}</p>`;
}

/** A number of the drawing, short. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
