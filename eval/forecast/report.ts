import { BASELINE_NAMES, type Score } from "./score.ts";
import { type Evaluation, gainPct, judge, type Row, WIDENED } from "./evaluate.ts";
import { TUNING } from "./seeds.ts";

/** The report as Markdown. Equal seeds give equal bytes. */
export function renderReport(evaluation: Evaluation): string {
  const { seeds, rows, overall } = evaluation;
  const parts = [
    "# Forecast, calibration and pace, back-tested",
    "Written by `eval/forecast/main.ts`; do not edit. Seeds " +
    `${seeds.first} to ${seeds.first + seeds.count - 1} of each workload, none of which was used ` +
    `to choose a constant (those were 0 to 59 and ${TUNING.first} to ` +
    `${TUNING.first + TUNING.count - 1}). ` +
    "The workloads are simulated; what they cannot know is how real people work.",
    "## Targets",
    table(
      ["required", "found", ""],
      judge(evaluation).map(({ text, found, met }) => [text, found, met ? "met" : "MISSED"]),
    ),
    "## Bands",
    BANDS,
    table(
      [
        "workload",
        "instants",
        "spent",
        "bands",
        "held",
        "before",
        "as lived",
        "alarms",
        "held",
        "came true",
        "surprised",
        "width",
        "right side",
      ],
      [...rows, overall].map(({ name, score }) => bandCells(name, score)),
    ),
    "## Loss",
    LOSS,
    table(
      ["workload", "ours", ...BASELINE_NAMES],
      [...rows, overall].map(({ name, score }) => lossCells(name, score)),
    ),
    losses(evaluation),
    "## Sequences",
    "Three sequences made up in the shape of recorded ones, by other means than the generator; no " +
    "recording of a real account is among them.",
    table(
      ["sequence", "instants", "as lived", "alarms", "came true", "ours", ...BASELINE_NAMES],
      evaluation.sequences.map(({ name, score }) => [
        name,
        String(score.instants),
        share(score.lived, score.given),
        String(score.whole),
        share(score.alarmsTrue, score.whole),
        ...lossCells(name, score).slice(1),
      ]),
    ),
    "## Price of a point",
    "`quoted`: share of figures at which a price was earned; `held`: the true price lay between " +
    "low and high (meant: 90%); `error`: mean distance of mid from the truth; `spread`: mean of " +
    "high over low.",
    table(
      ["workload", "quoted", "held", "error", "spread"],
      [...rows, overall].map(priceCells),
    ),
    "## Pace of the week",
    "`hot` calls at instants of work; `came true`: the week was spent before its reset; `called`: " +
    "share of the instants before a spent week at which pace was hot; `time told`: median of the " +
    "time to go it told over the real one.",
    table(
      ["workload", "instants", "judged", "hot", "came true", "called", "time told"],
      rows.flatMap(paceCells),
    ),
  ];
  return `${parts.map(wrap).join("\n\n")}\n`;
}

const LINE_LENGTH = 100;

// As the formatter of the repository wraps prose; tables stay.
function wrap(part: string): string {
  if (part.startsWith("|")) return part;
  return part.split("\n\n").map((paragraph) => {
    let length = 0;
    return paragraph.split(" ").map((word, index) => {
      const isBreak = index > 0 && length + 1 + word.length > LINE_LENGTH;
      const lead = index === 0 ? "" : isBreak ? "\n" : " ";
      length = (isBreak ? 0 : length + lead.length) + word.length;
      return lead + word;
    }).join("");
  }).join("\n\n");
}

const BANDS =
  "Scored are instants with work on this machine in the last 15 minutes; while idle nothing is " +
  "forecast. `spent`: the window was spent before its reset. `bands`: the early end lies before " +
  "the reset. `held`: the truth lies inside, taken as if the window did not refill at the reset, " +
  "so that a reset is no free hit. `before`: the truth came before the band. `as lived`: like " +
  "held, but a band that reaches the reset is right when the window lasted. `alarms`: the whole " +
  "band lies before the reset, which is what people are warned of; `came true`: it was spent. " +
  "`surprised`: share of the spent at which the forecast was that it lasts. `width`: mean, up to " +
  "the reset, in percent of the window's length. `right side`: the expected instant lies on the " +
  "right side of the reset.";

const LOSS =
  "Pinball loss at 10% (early end) plus 90% (late end), in percent of the window's length, mean " +
  "over all instants with work; truth and ends count up to the reset; silence counts as a " +
  "forecast that it lasts. In brackets: how much lower ours is.";

function bandCells(name: string, score: Score): string[] {
  return [
    name,
    String(score.instants),
    share(score.exhausting, score.instants),
    String(score.given),
    share(score.held, score.given),
    share(score.early, score.given),
    share(score.lived, score.given),
    String(score.whole),
    share(score.wholeHeld, score.whole),
    share(score.alarmsTrue, score.whole),
    share(score.surprised, score.exhausting),
    `${(score.widthPct / score.given).toFixed(0)}%`,
    share(score.right, score.instants),
  ];
}

function lossCells(name: string, score: Score): string[] {
  const mean = (loss: number) => (loss / score.instants).toFixed(2);
  return [
    name,
    mean(score.loss),
    ...BASELINE_NAMES.map((baseline) => {
      const other = score.baselineLoss[baseline];
      return other === 0
        ? mean(other)
        : `${mean(other)} (${gainPct(score.loss, other).toFixed(0)}%)`;
    }),
  ];
}

function losses({ rows, overall }: Evaluation): string {
  const lost = rows.flatMap(({ name, score }) =>
    BASELINE_NAMES.filter((baseline) => score.baselineLoss[baseline] <= score.loss)
      .map((baseline) => `${name} against ${baseline}`)
  );
  const wide = WIDENED.map(({ name }, index) => {
    const other = overall.widenedLoss[index]!;
    const worse = rows.filter(({ score, widenedLoss }) => widenedLoss[index]! <= score.loss);
    return `${name}: ${(other / overall.score.instants).toFixed(2)} ` +
      `(${gainPct(overall.score.loss, other).toFixed(0)}%), ` +
      `ours loses in ${worse.map((row) => lossOf(row, index)).join(", ") || "none"}`;
  });
  const off = rows.filter(({ score }) => Math.abs(score.held / score.given - 0.8) > 0.05);
  const idlePct = share(overall.score.idleExhausting, overall.score.idle);
  return [
    `Ours loses: ${lost.join(", ") || "in no workload to a baseline as it stands"}.`,
    "Much of the gain comes from having a band at all. Given fixed factors of their own, tuned " +
    `on the same seeds as ours, overall: ${wide.join("; ")}.`,
    `Coverage is more than 5 points off 80% in: ${off.map(coverage).join(", ") || "none"}.`,
    `Silence while idle: ${overall.score.idle} instants left out; ${idlePct} of them preceded a ` +
    "spent window.",
  ].join("\n\n");
}

function lossOf({ name, score, widenedLoss }: Row, index: number): string {
  return `${name} (${gainPct(score.loss, widenedLoss[index]!).toFixed(0)}%)`;
}

function coverage({ name, score }: Row): string {
  return `${name} (${share(score.held, score.given)})`;
}

function priceCells({ name, prices }: Row): string[] {
  return [
    name,
    share(prices.quoted, prices.figures),
    share(prices.held, prices.quoted),
    `${(prices.error / prices.quoted * 100).toFixed(1)}%`,
    (prices.spread / prices.quoted).toFixed(2),
  ];
}

function paceCells({ name, pace }: Row): string[][] {
  if (pace === null) return [];
  const ratios = [...pace.timeRatios].sort((a, b) => a - b);
  return [[
    name,
    String(pace.instants),
    share(pace.judged, pace.instants),
    String(pace.hot),
    share(pace.hotTrue, pace.hot),
    share(pace.hotTrue, pace.exhausting),
    `${(ratios[Math.floor(ratios.length / 2)] ?? NaN).toFixed(2)}x`,
  ]];
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${(part / whole * 100).toFixed(0)}%`;
}

// Columns padded, so that the text can be read as it is.
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => (cells[column] ?? "").length))
  );
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  const line = (cells: readonly string[]) => `| ${cells.map(pad).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}
