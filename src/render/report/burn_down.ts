import { DAY, type EpochSec, HOUR, MINUTE } from "../../model/units.ts";
import type { WindowRun } from "../../decide/look_back.ts";
import { windowLabel, windowLengthSec } from "../../model/window.ts";
import { formatClock, formatDay, formatPct } from "../format.ts";
import { type Report, sayEnd, saySum, sayWhen, type WindowChapter } from "./data.ts";
import { chart, px, tableBehind, text } from "./html.ts";

const SIZE = { width: 760, height: 230 };
const PLOT = { left: 44, right: 12, top: 12, bottom: 34 };

/** What one window came to: a sentence, its burn-down, and the figures as a table. */
export function renderBurnDown(id: string, chapter: WindowChapter, report: Report): string {
  const { sum, runs } = chapter;
  const label = windowLabel(sum.key);
  // A week ends on the weekday that it began on.
  const isLong = (windowLengthSec(sum.key) ?? 0) >= 7 * DAY;
  const when = (at: EpochSec | null) =>
    at === null ? "not known" : isLong ? sayWhen(at, report, true) : sayWhen(at, report);
  return [
    `<h3>${text(label)} window</h3>`,
    `<p>${text(saySum(sum))}</p>`,
    chart(id, `${label} window: percent left over time`, describe(chapter), SIZE, [
      ...grid(report),
      ...runs.flatMap((run) => drawRun(run, report)),
    ]),
    '<p class="legend"><span class="key line"></span> percent left' +
    '<span class="key reset"></span> reset<span class="key empty">✕</span> ran empty</p>',
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

function xOf(at: EpochSec, { since, until }: Report): number {
  const share = Math.min(1, Math.max(0, (at - since) / Math.max(1, until - since)));
  return PLOT.left + share * (SIZE.width - PLOT.left - PLOT.right);
}

function yOf(pct: number): number {
  return PLOT.top + (100 - pct) / 100 * (SIZE.height - PLOT.top - PLOT.bottom);
}

function grid(report: Report): string[] {
  const right = px(SIZE.width - PLOT.right);
  const rows = [0, 25, 50, 75, 100].map((pct) => {
    const y = px(yOf(pct));
    return `<line class="grid" x1="${PLOT.left}" x2="${right}" y1="${y}" y2="${y}"/>` +
      `<text class="tick" x="${PLOT.left - 6}" y="${y}" dy="4" text-anchor="end">${pct}%</text>`;
  });
  const bottom = px(yOf(0));
  const columns = ticks(report).map(({ at, label }) => {
    const x = px(xOf(at, report));
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
function ticks({ since, until, zone }: Report): { at: EpochSec; label: string }[] {
  const step = STEPS.find((each) => (until - since) / each <= TICKS) ?? 30 * DAY;
  const offset = zone.offsetMin(since) * MINUTE;
  const found: { at: EpochSec; label: string }[] = [];
  for (let at = Math.ceil((since + offset) / step) * step - offset; at <= until; at += step) {
    const day = formatDay(at, zone).slice(0, 3);
    const clock = formatClock(at, zone);
    found.push({ at, label: step >= DAY ? day : clock === "00:00" ? `${day} 00:00` : clock });
  }
  return found;
}

function drawRun(run: WindowRun, report: Report): string[] {
  const end = Math.min(report.until, run.resetAt ?? run.samples.at(-1)?.at ?? report.until);
  const { from, pct: first, seen } = beginOf(run, end, report);
  let pct = first;
  let path = `M${px(xOf(from, report))} ${px(yOf(pct))}`;
  for (const sample of seen) {
    path += `H${px(xOf(sample.at, report))}`;
    if (sample.headroomPct !== pct) path += `V${px(yOf(sample.headroomPct))}`;
    pct = sample.headroomPct;
  }
  path += `H${px(xOf(end, report))}`;
  const floor = px(yOf(0));
  const area = `${path}V${floor}H${px(xOf(from, report))}Z`;
  const { resetAt, emptiedAt } = run;
  return [
    `<path class="area" d="${area}"/><path class="line" d="${path}"/>`,
    ...resetAt === null || resetAt > report.until ? [] : [resetLine(resetAt, report)],
    ...emptiedAt === null || emptiedAt < report.since ? [] : [
      `<text class="empty" x="${px(xOf(emptiedAt, report))}" y="${floor}" dy="-3" ` +
      'text-anchor="middle">✕</text>',
    ],
  ];
}

// A window is full at its begin, and stands in this time's begin where it stood last before. Where
// neither is known, its line begins with its first figure.
function beginOf(run: WindowRun, end: EpochSec, { since }: Report) {
  const seen = run.samples.filter(({ at }) => at >= since && at <= end);
  const { beganAt } = run;
  if (beganAt !== null && beganAt >= since) return { from: beganAt, pct: 100, seen };
  const before = run.samples.findLast(({ at }) => at < since);
  if (before !== undefined) return { from: since, pct: before.headroomPct, seen };
  return { from: seen[0]?.at ?? end, pct: seen[0]?.headroomPct ?? 0, seen };
}

function resetLine(at: EpochSec, report: Report): string {
  const x = px(xOf(at, report));
  return `<line class="reset" x1="${x}" x2="${x}" y1="${px(yOf(100))}" y2="${px(yOf(0))}"/>`;
}
