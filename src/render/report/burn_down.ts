import { DAY, type EpochSec, HOUR, MINUTE, type Pct } from "../../model/units.ts";
import type { WindowRun } from "../../decide/look_back.ts";
import { windowLabel, windowLengthSec } from "../../model/window.ts";
import { formatClock, formatDay, formatPct } from "../format.ts";
import { type Report, sayEnd, saySum, sayWhen, type WindowChapter } from "./data.ts";
import { chart, legend, px, tableBehind, text } from "./html.ts";

const SIZE = { width: 760, height: 230 };
const PLOT = { left: 44, right: 12, top: 12, bottom: 34 };

/** What a chart shows of time. */
interface Axis {
  readonly from: EpochSec;
  readonly to: EpochSec;
  readonly report: Report;
}

/** What one window came to: a sentence, its burn-down, and the figures as a table. */
export function renderBurnDown(id: string, chapter: WindowChapter, report: Report): string {
  const { sum, runs } = chapter;
  const label = windowLabel(sum.key);
  // A week ends on the weekday that it began on.
  const isLong = (windowLengthSec(sum.key) ?? 0) >= 7 * DAY;
  const when = (at: EpochSec | null) =>
    at === null ? "not known" : isLong ? sayWhen(at, report, true) : sayWhen(at, report);
  const axis = axisOf(runs, report);
  return [
    `<h3>${text(label)} window</h3>`,
    `<p>${text(saySum(sum))}</p>`,
    chart(id, `${label} window: percent left over time`, describe(chapter), SIZE, [
      ...grid(axis),
      ...runs.flatMap((run) => drawRun(run, axis)),
      ...axis.to > report.until ? [nowLine(axis)] : [],
    ]),
    legend([
      ["line", "percent left"],
      ["unseen", "not seen"],
      ["reset", "reset"],
      ["waste", "expired unused"],
      ["empty", "ran empty", "✕"],
    ]),
    tableBehind(
      `${label} windows`,
      ["Reset", "Began", "Left at the last figure", "How it ended"],
      runs.map((run) => [
        when(run.resetAt),
        when(run.beganAt),
        formatPct(run.leftPct),
        sayEnd(run, report),
      ]),
      [2],
    ),
  ].join("\n");
}

function describe({ sum, runs }: WindowChapter): string {
  const left = runs.map((run) => formatPct(run.leftPct)).join(", ");
  return `${saySum(sum)} Left at the last figure of each, oldest first: ${left}.`;
}

// From where the first of its windows began to where the one that runs refills: the time before may
// be days in which nobody looked.
function axisOf(runs: readonly WindowRun[], report: Report): Axis {
  const begins = runs.map((run) => {
    const { begin, from } = beginOf(run, report.until, report);
    return begin ?? from;
  });
  const from = Math.max(report.since, Math.min(...begins));
  const to = Math.max(report.until, ...runs.map(({ resetAt }) => resetAt ?? report.until));
  // A reset that nobody can believe would leave no room for what was.
  const isNear = to - report.until <= Math.max(DAY, 2 * (report.until - from));
  return { from, to: isNear ? to : report.until, report };
}

function xOf(at: EpochSec, { from, to }: Axis): number {
  const share = Math.min(1, Math.max(0, (at - from) / Math.max(1, to - from)));
  return PLOT.left + share * (SIZE.width - PLOT.left - PLOT.right);
}

function yOf(pct: number): number {
  return PLOT.top + (100 - pct) / 100 * (SIZE.height - PLOT.top - PLOT.bottom);
}

function grid(axis: Axis): string[] {
  const right = px(SIZE.width - PLOT.right);
  const rows = [0, 25, 50, 75, 100].map((pct) => {
    const y = px(yOf(pct));
    return `<line class="grid" x1="${PLOT.left}" x2="${right}" y1="${y}" y2="${y}"/>` +
      `<text class="tick" x="${PLOT.left - 6}" y="${y}" dy="4" text-anchor="end">${pct}%</text>`;
  });
  const bottom = px(yOf(0));
  const columns = ticks(axis).map(({ at, label }) => {
    const x = px(xOf(at, axis));
    // A label in the middle of the edge would be cut.
    const anchor = SIZE.width - Number(x) < LABEL_WIDTH / 2 ? "end" : "middle";
    return `<line class="grid" x1="${x}" x2="${x}" y1="${bottom}" y2="${px(yOf(0) + 5)}"/>` +
      `<text class="tick" x="${x}" y="${px(yOf(0) + 20)}" text-anchor="${anchor}">${
        text(label)
      }</text>`;
  });
  return [...rows, ...columns];
}

/** Width of the widest label of a tick. */
const LABEL_WIDTH = 70;
/** Ticks on the axis at most: more would run into each other. */
const TICKS = 9;
const STEPS = [15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];

// At local times that people think in.
function ticks({ from, to, report: { zone } }: Axis): { at: EpochSec; label: string }[] {
  const step = STEPS.find((each) => (to - from) / each <= TICKS) ?? 30 * DAY;
  const offset = zone.offsetMin(from) * MINUTE;
  const found: { at: EpochSec; label: string }[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) {
    const day = formatDay(at, zone).slice(0, 3);
    const clock = formatClock(at, zone);
    found.push({ at, label: step >= DAY ? day : clock === "00:00" ? `${day} 00:00` : clock });
  }
  return found;
}

// A line only where figures were seen. Before the first one it is known that the window began full,
// and after the last one that no more than that was left: between, nothing is.
function drawRun(run: WindowRun, axis: Axis): string[] {
  const { report } = axis;
  const end = Math.min(report.until, run.resetAt ?? run.samples.at(-1)?.at ?? report.until);
  const { begin, from, pct: first, seen } = beginOf(run, end, report);
  const last = seen.at(-1);
  const [at, pct] = last === undefined ? [from, first] : [last.at, last.headroomPct];
  const path = `M${point(from, first, axis)}${stairs(seen, axis)}`;
  const floor = px(yOf(0));
  const area = `${path}V${floor}H${px(xOf(from, axis))}Z`;
  const { resetAt, emptiedAt } = run;
  const isReset = resetAt !== null && resetAt <= report.until;
  return [
    `<path class="area" d="${area}"/>`,
    ...begin === null ? [] : [
      `<path class="unseen" d="M${point(begin, 100, axis)}L${point(from, first, axis)}"/>`,
    ],
    ...at < end
      ? [`<path class="unseen" d="M${point(at, pct, axis)}H${px(xOf(end, axis))}"/>`]
      : [],
    `<path class="line" d="${path}"/>`,
    ...isReset ? [resetLine(resetAt, axis), ...wasteBar(resetAt, pct, axis)] : [],
    ...emptiedAt === null || emptiedAt < report.since ? [] : [
      `<text class="empty" x="${px(xOf(emptiedAt, axis))}" y="${floor}" dy="-3" ` +
      'text-anchor="middle">✕</text>',
    ],
  ];
}

// A step where a figure fell. Of figures that stand closer than an eye can tell only the last is drawn.
function stairs(seen: WindowRun["samples"], axis: Axis): string {
  let path = "";
  for (const [index, { at, headroomPct }] of seen.entries()) {
    const x = stepOf(at, axis);
    const next = seen[index + 1];
    if (next !== undefined && stepOf(next.at, axis) === x) continue;
    path += `H${px(x)}V${px(yOf(headroomPct))}`;
  }
  return path;
}

/** Steps of the drawing in one of its units. */
const STEPS_PER_UNIT = 2;

function stepOf(at: EpochSec, axis: Axis): number {
  return Math.round(xOf(at, axis) * STEPS_PER_UNIT) / STEPS_PER_UNIT;
}

function point(at: EpochSec, pct: Pct, axis: Axis): string {
  return `${px(xOf(at, axis))} ${px(yOf(pct))}`;
}

/**
 * Where the line of a run begins: in this time's begin where it stood there, else with its first
 * figure. `begin`: when it was full, where that lies before and in this time.
 */
function beginOf(run: WindowRun, end: EpochSec, { since }: Report) {
  const seen = run.samples.filter(({ at }) => at >= since && at <= end);
  const before = run.samples.findLast(({ at }) => at < since);
  if (before !== undefined) return { begin: null, from: since, pct: before.headroomPct, seen };
  const [first] = seen;
  const { beganAt } = run;
  const begin = beganAt !== null && beganAt >= since && first !== undefined && beganAt < first.at
    ? beganAt
    : null;
  return { begin, from: first?.at ?? end, pct: first?.headroomPct ?? 0, seen };
}

function resetLine(at: EpochSec, axis: Axis): string {
  const x = px(xOf(at, axis));
  return `<line class="reset" x1="${x}" x2="${x}" y1="${px(yOf(100))}" y2="${px(yOf(0))}"/>`;
}

function wasteBar(at: EpochSec, pct: Pct, axis: Axis): string[] {
  if (pct <= 0) return [];
  const x = px(xOf(at, axis) - WASTE_WIDTH);
  return [
    `<rect class="waste" x="${x}" y="${px(yOf(pct))}" width="${WASTE_WIDTH}" height="${
      px(yOf(0) - yOf(pct))
    }"/>`,
  ];
}

/** Width of what expired, left of its reset. */
const WASTE_WIDTH = 4;

function nowLine(axis: Axis): string {
  const x = px(xOf(axis.report.until, axis));
  return `<line class="now" x1="${x}" x2="${x}" y1="${px(yOf(100))}" y2="${px(yOf(0))}"/>` +
    `<text class="tick" x="${x}" y="${px(yOf(100))}" dy="10" dx="4">now</text>`;
}
