import { chart, px, text } from "./html.ts";

/** One row of a chart of bars. */
export interface Bar {
  readonly label: string;
  /** What stands behind the bar. */
  readonly value: string;
  readonly parts: readonly { readonly amount: number; readonly tone: string }[];
}

/** So narrow that its text can be read on a telephone, where it is drawn smaller. */
const WIDTH = 360;
const ROW = 40;
const BAR = { top: 20, height: 12 };
const LABEL_CHARS = 34;

/** Bars from the left, all on one scale, each below its name and value. */
export function renderBars(
  id: string,
  name: string,
  description: string,
  bars: readonly Bar[],
): string {
  const sumOf = ({ parts }: Bar) => parts.reduce((sum, { amount }) => sum + amount, 0);
  const scale = WIDTH / Math.max(1e-9, ...bars.map(sumOf));
  const rows = bars.map(({ label, value, parts }, index) => {
    const y = index * ROW;
    let x = 0;
    const drawn = parts.map(({ amount, tone }) => {
      const width = amount * scale;
      const rect = `<rect class="${tone}" x="${px(x)}" y="${y + BAR.top}" width="${
        px(Math.max(amount > 0 ? 1 : 0, width))
      }" height="${BAR.height}" rx="2"/>`;
      x += width;
      return rect;
    });
    const shown = label.length > LABEL_CHARS ? `${label.slice(0, LABEL_CHARS - 1)}…` : label;
    return `<text class="name" y="${y + 14}">${text(shown)}</text>` +
      `<text class="tick" x="${WIDTH}" y="${y + 14}" text-anchor="end">${text(value)}</text>` +
      drawn.join("");
  });
  return chart(id, name, description, { width: WIDTH, height: bars.length * ROW }, rows, "bars");
}
