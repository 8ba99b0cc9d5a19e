import type { Scene, SessionRow } from "../../decide/pane.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Wall } from "../../model/wall.ts";
import { windowLabel } from "../../model/window.ts";
import { formatDuration, formatInstant, formatPct, formatTokens, formatUsd } from "../format.ts";
import { renderPlanState } from "../plans.ts";
import { spark } from "./bar.ts";
import { cell, type Line, outside, type Span, span, type Tone } from "./line.ts";
import { LABEL_COLUMNS, type Style } from "./meters.ts";
import { sessionNames } from "./names.ts";

const SPARK = 15;

/** One column of the list of sessions. `least`: columns of the pane from which it is shown. */
interface Column {
  readonly title: string;
  readonly columns: number;
  readonly least: number;
  readonly side: "left" | "right";
  readonly tone: Tone;
  readonly text: (row: SessionRow, now: EpochSec, style: Style) => string;
}

const COLUMNS: readonly Column[] = [
  {
    title: "model",
    columns: 12,
    least: 76,
    side: "left",
    tone: "dim",
    text: ({ session }) => outside(session.modelName ?? session.modelId ?? ""),
  },
  {
    title: "tokens/min",
    columns: SPARK,
    least: 44,
    side: "right",
    tone: "good",
    text: ({ minutes }, _, style) => spark(minutes, SPARK, style),
  },
  {
    title: "",
    columns: 5,
    least: 34,
    side: "right",
    tone: "plain",
    text: ({ tokensPerMin }) => tokensPerMin < 1 ? "–" : formatTokens(Math.round(tokensPerMin)),
  },
  {
    title: "ctx",
    columns: 4,
    least: 28,
    side: "right",
    tone: "plain",
    text: ({ room }) => room === null ? "–" : formatPct(room.headroomPct),
  },
  {
    title: "cost",
    columns: 8,
    least: 60,
    side: "right",
    tone: "plain",
    text: ({ session }) =>
      session.activity.costUsd === null ? "–" : formatUsd(session.activity.costUsd),
  },
  {
    title: "seen",
    columns: 6,
    least: 20,
    side: "right",
    tone: "dim",
    text: ({ session }, now) => formatDuration(now - session.seenAt).split(" ")[0] ?? "",
  },
];

/** The account's sessions and what each spends, below a row of titles. */
export function sessionLines(scene: Scene, columns: number, rows: number, style: Style): Line[] {
  const { sessions, now } = scene;
  if (sessions.length === 0 || rows < 1) return [];
  const shown = COLUMNS.filter(({ least }) => columns >= least);
  const rest = shown.reduce((sum, column) => sum + column.columns + 1, 0);
  const nameColumns = Math.max(4, columns - 2 - rest);
  const title: Line = [
    span(cell("  sessions", nameColumns + 2), "dim"),
    ...shown.map(({ title, columns, side }) => span(` ${cell(title, columns, side)}`, "dim")),
  ];
  const names = sessionNames(sessions);
  // The one that is looked at stays in sight.
  const place = Math.max(0, sessions.findIndex(({ isLooked }) => isLooked));
  const listed = Math.max(0, rows - 1);
  const first = Math.max(0, Math.min(place - listed + 1, sessions.length - listed));
  const visible = sessions.slice(first, first + listed);
  const hidden = sessions.length - visible.length;
  const lines = visible.map((row, index): Line => {
    const name = cell(names[first + index] ?? "", nameColumns);
    const mark = row.isLooked && sessions.length > 1 ? span("▸ ", "strong") : span("  ");
    return [
      mark,
      span(name, toneOf(row, scene)),
      ...shown.map(({ text, columns, side, tone }): Span =>
        span(` ${cell(text(row, now, style), columns, side)}`, tone)
      ),
    ];
  });
  return [hidden > 0 ? withMore(title, hidden) : title, ...lines];
}

// Which one burns out of line is told in words above; here it is found.
function toneOf({ isLooked, session }: SessionRow, { shared }: Scene): Tone {
  if (shared?.isHot === true && shared.first.sessionId === session.id) return "warn";
  return isLooked ? "strong" : "plain";
}

function withMore(title: Line, hidden: number): Line {
  const [first, ...others] = title;
  if (first === undefined) return title;
  const { text: { length } } = first;
  const said = [`  sessions, ${hidden} more ↑↓`, `  sessions +${hidden} ↑↓`, `  +${hidden} ↑↓`];
  const text = cell(said.find((each) => each.length <= length) ?? "", length);
  return [{ ...first, text }, ...others];
}

/** Plans, pins and walls, a line each, what can be acted on first. */
export function noteLines(scene: Scene, rows: number, style: Style): Line[] {
  const { plans, pins, walls, now } = scene;
  const at = { now, zone: style.zone };
  const ready = plans.filter(({ state }) => state.kind === "ready");
  const waiting = plans.filter(({ state }) => state.kind !== "ready");
  const lines: Line[] = [
    ...ready.map(({ plan, state }) =>
      note("plan", [
        span(`✓ ${renderPlanState(state, at)}`, "good"),
        span(` · ${outside(plan.summary)}`),
      ])
    ),
    ...walls.slice(0, WALLS).map((wall) => note("wall", wallLine(wall, now, style))),
    ...waiting.map(({ plan, state }) =>
      note("plan", [
        span(`${outside(plan.summary)} · `),
        span(renderPlanState(state, at), "dim"),
      ])
    ),
    ...pins.map((pin) => note("pin", [span(outside(pin.text))])),
  ];
  if (lines.length <= rows) return lines;
  // A single row is worth more to what can be acted on than to a count.
  if (rows < 2) return lines.slice(0, Math.max(0, rows));
  const shown = lines.slice(0, rows - 1);
  const hidden = lines.length - shown.length;
  return [...shown, note("", [span(`${hidden} more plans, pins and walls`, "dim")])];
}

const WALLS = 2;

function note(label: string, line: Line): Line {
  return [span(`  ${cell(label, LABEL_COLUMNS - 2)}`, "dim"), ...line];
}

function wallLine({ at, key, resetAt }: Wall, now: EpochSec, { zone }: Style): Line {
  const window = key === null ? "a limit" : outside(windowLabel(key));
  const hit = `${window} was hit at ${formatInstant(at, now, zone)}`;
  if (resetAt === null) return [span(hit, "bad")];
  const is = now >= resetAt ? "refilled" : "refills";
  return [
    span(hit, now >= resetAt ? "dim" : "bad"),
    span(`, ${is} ${formatInstant(resetAt, now, zone)}`, "dim"),
  ];
}
