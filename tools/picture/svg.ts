// Draws a captured terminal screen (text with ANSI colours) as an SVG, for pictures in the docs that
// come from real runs.

/** Cell size in SVG units; a monospace glyph is 0.6 em wide. */
const FONT = 14;
const CELL_WIDTH = FONT * 0.6;
const CELL_HEIGHT = FONT * 1.4;
const PADDING = 14;

const BACKGROUND = "#16181d";
const FOREGROUND = "#d7dae0";
const BASIC = [
  "#3b4048",
  "#e06c75",
  "#98c379",
  "#e5c07b",
  "#61afef",
  "#c678dd",
  "#56b6c2",
  "#d7dae0",
];

interface Style {
  readonly colour: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

const PLAIN: Style = { colour: FOREGROUND, bold: false, dim: false };

/** The screen as a standalone SVG. `title` is what a screen reader says. */
export function drawScreen(screen: string, title: string): string {
  const lines = screen.replace(/\s+$/, "").split("\n");
  // deno-lint-ignore no-control-regex
  const columns = Math.max(...lines.map((line) => [...line.replace(/\x1b\[[0-9;]*m/g, "")].length));
  const width = Math.ceil(columns * CELL_WIDTH + 2 * PADDING);
  const height = Math.ceil(lines.length * CELL_HEIGHT + 2 * PADDING);
  const rows = lines.map((line, index) => {
    const y = PADDING + (index + 1) * CELL_HEIGHT - 0.35 * FONT;
    return drawLine(line, y.toFixed(1));
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${
      escapeText(title)
    }">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT}" xml:space="preserve">`,
    ...rows.filter((row) => row !== ""),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function drawLine(line: string, y: string): string {
  let style = PLAIN;
  let column = 0;
  const spans: string[] = [];
  // deno-lint-ignore no-control-regex
  for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
    if (part.startsWith("\x1b[")) style = applyCodes(style, part.slice(2, -1));
    else if (part !== "") {
      // Browsers draw several blanks as one: each stretch of words stands at its own column.
      for (const { 0: words, index } of part.matchAll(/\S+(?: \S+)*/g)) {
        spans.push(drawSpan(words, column + [...part.slice(0, index)].length, y, style));
      }
      column += [...part].length;
    }
  }
  return spans.join("");
}

function drawSpan(text: string, column: number, y: string, style: Style): string {
  const x = (PADDING + column * CELL_WIDTH).toFixed(1);
  const length = ([...text].length * CELL_WIDTH).toFixed(1);
  const weight = style.bold ? ' font-weight="bold"' : "";
  const opacity = style.dim ? ' opacity="0.6"' : "";
  return `<text x="${x}" y="${y}" fill="${style.colour}" textLength="${length}"${weight}${opacity}>${
    escapeText(text)
  }</text>`;
}

function applyCodes(style: Style, codes: string): Style {
  const numbers = codes === "" ? [0] : codes.split(";").map(Number);
  let next = style;
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0;
    if (code === 0) next = PLAIN;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 39) next = { ...next, colour: FOREGROUND };
    else if (code >= 30 && code <= 37) next = { ...next, colour: BASIC[code - 30] ?? FOREGROUND };
    else if (code >= 90 && code <= 97) next = { ...next, colour: BASIC[code - 90] ?? FOREGROUND };
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(numbers.slice(index + 1));
      if (code === 38) next = { ...next, colour };
      index += used;
    }
  }
  return next;
}

function extended(rest: readonly number[]): [string, number] {
  if (rest[0] === 2) return [`rgb(${rest[1] ?? 0},${rest[2] ?? 0},${rest[3] ?? 0})`, 4];
  const index = rest[1] ?? 0;
  if (index < 16) return [BASIC[index % 8] ?? FOREGROUND, 2];
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [`rgb(${grey},${grey},${grey})`, 2];
  }
  const level = (value: number) => value === 0 ? 0 : 55 + value * 40;
  const cube = index - 16;
  const parts = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level);
  return [`rgb(${parts.join(",")})`, 2];
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
