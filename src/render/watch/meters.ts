import type { Scene, WindowRow } from "../../decide/pane.ts";
import type { Zone } from "../../model/units.ts";
import { windowLabel } from "../../model/window.ts";
import { formatDuration, formatInstant, formatPct, formatTokens, formatUsd } from "../format.ts";
import { sessionNames } from "./names.ts";
import { bar } from "./bar.ts";
import { cell, type Line, type Look, outside, type Span, span, type Tone } from "./line.ts";

/** Columns under which a meter shows its figures alone. */
export const NARROW_COLUMNS = 60;
/** Columns of the labels at the left of the pane. */
export const LABEL_COLUMNS = 10;
/** Columns of a percentage, a blank before it. */
const PCT_COLUMNS = 5;
const NARROW_LABEL_COLUMNS = 6;

/** How the pane is drawn. */
export interface Style extends Look {
  readonly zone: Zone;
}

/** Budgets of the account and of the session that are looked at, the most telling first. */
export function meterLines(scene: Scene, columns: number, style: Style): Line[] {
  const isNarrow = columns < NARROW_COLUMNS;
  const marks = scene.windows.length > 1;
  const windows = scene.windows.map((row) =>
    windowLine(row, { scene, columns, isNarrow, marks, style })
  );
  return [
    ...(windows.length > 0
      ? windows
      : [labelled("quota", [span(whyNone(scene), "dim")], isNarrow)]),
    contextLine(scene, columns, style),
    ...facts(scene, style).map(([label, line]) => labelled(label, line, isNarrow)),
  ];
}

function whyNone({ session }: Scene): string {
  return session === null || session.withheld === null ? NO_WINDOWS : WITHHELD[session.withheld];
}

const NO_WINDOWS = "no window is known for this session";
const WITHHELD = {
  echo: "withheld after a login, known with the next reply",
  ambiguous: "withheld, several accounts are possible",
} as const;

interface Place {
  readonly scene: Scene;
  readonly columns: number;
  readonly isNarrow: boolean;
  readonly marks: boolean;
  readonly style: Style;
}

const TONES: Readonly<Record<WindowRow["descent"], Tone>> = {
  "cruise": "good",
  "refills-soon": "good",
  "descend": "warn",
  "approach": "bad",
  "focused": "warn",
  "land": "alarm",
};
// What says the same as the colour, in words and where there is no room for them.
const REGIMES: Readonly<Record<WindowRow["descent"], readonly [string, string]>> = {
  "cruise": ["", " "],
  "refills-soon": [" · refills soon", " "],
  "descend": [" · descend", "!"],
  "approach": [" · approach", "!"],
  "focused": ["", " "],
  "land": [" · land", "!"],
};

function windowLine(row: WindowRow, { scene, columns, isNarrow, marks, style }: Place): Line {
  const label = outside(windowLabel(row.key));
  const head = marks && row.isLooked ? span("▸ ", "strong") : span("  ");
  const name = span(`${cell(label, (isNarrow ? NARROW_LABEL_COLUMNS : LABEL_COLUMNS) - 3)} `);
  const isLeft = row.standing === "left";
  const tone = isLeft ? TONES[row.descent] : "dim";
  const shown = row.standing === "refilled"
    ? 100
    : row.standing === "unknown"
    ? 0
    : row.headroomPct;
  // Reversed, a bar would show what is gone.
  const drawn = bar(shown, barColumns(columns), tone === "alarm" ? "bad" : tone, style);
  const tail = isNarrow ? shortTail(row, scene, tone) : longTail(row, scene, tone, style);
  return [head, name, ...drawn, ...tail];
}

function barColumns(columns: number): number {
  return columns < NARROW_COLUMNS
    ? Math.max(4, Math.min(20, columns - 23))
    : Math.max(10, Math.min(40, columns - 58));
}

function shortTail(row: WindowRow, { now }: Scene, tone: Tone): Span[] {
  if (row.standing === "refilled") return [span(" refilled")];
  if (row.standing === "unknown") return [span(" not known", "dim")];
  const reset = row.resetAt === null ? "" : ` ↻${formatDuration(row.resetAt - now)}`;
  return [...figure(row, REGIMES[row.descent][1], tone), span(reset, "dim")];
}

function longTail(row: WindowRow, { now }: Scene, tone: Tone, { zone }: Style): Span[] {
  const { resetAt, ageSec, tokensLeft } = row;
  if (row.standing === "refilled" && resetAt !== null) {
    return [span(`  refilled at ${formatInstant(resetAt, now, zone)}`)];
  }
  if (row.standing === "unknown") return [span("  not known since its last reset", "dim")];
  const regime = row.standing === "left" ? REGIMES[row.descent][0] : "";
  const reset = resetAt === null
    ? ""
    : `  resets ${formatInstant(resetAt, now, zone)} (in ${formatDuration(resetAt - now)})`;
  const age = ageSec === null ? "" : `  ${formatDuration(ageSec)} ago`;
  const tokens = tokensLeft === null ? "" : `  ≈${formatTokens(tokensLeft)}`;
  return [
    ...figure(row, ` left${regime}`, tone),
    span(reset),
    span(age + tokens, "dim"),
  ];
}

// The blanks before it stand outside of its tone: reversed they would look like a part of it.
function figure({ headroomPct }: WindowRow, after: string, tone: Tone): Span[] {
  const text = formatPct(headroomPct);
  return [span(" ".repeat(Math.max(0, PCT_COLUMNS - text.length))), span(text + after, tone)];
}

function contextLine({ session, isRoomLow }: Scene, columns: number, style: Style): Line {
  const isNarrow = columns < NARROW_COLUMNS;
  const room = session?.room ?? null;
  if (room === null) {
    const state = session?.session.context?.state;
    const why = state === "fresh"
      ? "known with the first reply"
      : state === "compacted"
      ? "compacted, known with the next reply"
      : "not known";
    return labelled("context", [span(why, "dim")], isNarrow);
  }
  const tone = isRoomLow ? "warn" : "good";
  const end = room.then === "compaction" ? "before compaction" : "before it is full";
  const left = formatPct(room.headroomPct).padStart(PCT_COLUMNS);
  return [
    span("  "),
    span(isNarrow ? cell("ctx", NARROW_LABEL_COLUMNS - 2) : cell("context", LABEL_COLUMNS - 2)),
    ...bar(room.headroomPct, barColumns(columns), tone, style),
    span(isNarrow ? `${left}${isRoomLow ? "!" : " "}` : `${left} left`, tone),
    isNarrow
      ? span(` ${formatTokens(room.roomTokens)}`, "dim")
      : span(`  ${formatTokens(room.roomTokens)} tokens ${end}`),
  ];
}

function facts(scene: Scene, style: Style): [string, Line][] {
  const found: [string, Line][] = [];
  const burn = burnText(scene, style);
  if (burn !== null) found.push(["burn", burn]);
  const shared = sharedText(scene);
  if (shared !== null) found.push(["shared", shared]);
  const pace = paceText(scene, style);
  if (pace !== null) found.push(["week", pace]);
  const session = sessionText(scene);
  if (session !== null) found.push(["session", session]);
  return found;
}

function burnText({ forecast, now }: Scene, { zone }: Style): Line | null {
  if (forecast === null) return null;
  const at = (instant: number) => formatInstant(instant, now, zone);
  switch (forecast.kind) {
    case "spent":
      return [span("nothing is left until the reset", "alarm")];
    case "silent":
      return SILENT[forecast.why] === null ? null : [span(SILENT[forecast.why] ?? "", "dim")];
    case "exhausts":
      return [
        span(`${rate(forecast.burnPerHour)} · `),
        span(`empty ~${at(forecast.earliestAt)}–${at(forecast.latestAt)}`, "warn"),
      ];
    case "may-exhaust":
      return [
        span(`${rate(forecast.burnPerHour)} · `),
        span(`may be empty from ${at(forecast.earliestAt)}, before the reset`, "warn"),
      ];
    case "lasts":
      return [span(`${rate(forecast.burnPerHour)} · lasts until the reset`)];
  }
}

function sharedText({ shared, sessions }: Scene): Line | null {
  if (shared === null) return null;
  const { count, first, isHot } = shared;
  const tokens = sessions.reduce((sum, { tokensPerMin }) => sum + tokensPerMin, 0);
  const place = sessions.findIndex(({ session }) => session.id === first.sessionId);
  const name = sessionNames(sessions)[place] ?? "another session";
  return [
    span(`${count} sessions, ${formatTokens(Math.round(tokens))} tokens/min together · `),
    span(`${name} burns ${formatPct(first.sharePct)} of it`, isHot ? "warn" : "plain"),
  ];
}

const SILENT: Readonly<Record<string, string | null>> = {
  "idle": "nobody burns right now",
  "little": "too little was seen for a forecast",
  "no-figure": null,
  "refilled": null,
};

function rate(perHour: number): string {
  return `${perHour < 10 ? perHour.toFixed(1) : Math.round(perHour)}%/h`;
}

function paceText({ pace, now }: Scene, { zone }: Style): Line | null {
  if (pace === null) return null;
  const ratio = `${pace.ratio.toFixed(1)}× the pace that lasts`;
  if (pace.kind === "cruising") return [span(ratio)];
  return [
    span(ratio, "warn"),
    span(` · spent ${formatInstant(pace.exhaustAt, now, zone)}`, "warn"),
    span(` · ${Math.floor(pace.sustainPctPerDay)}%/day would last`),
  ];
}

function sessionText({ session, now }: Scene): Line | null {
  if (session === null) return null;
  const { cache, activity } = session.session;
  const parts: string[] = [];
  if (activity.costUsd !== null) parts.push(formatUsd(activity.costUsd));
  const expiresAt = cache?.expiresAt ?? null;
  if (cache !== null && (cache.warm !== null || expiresAt !== null)) {
    const isWarm = cache.warm !== false && (expiresAt === null || now < expiresAt);
    const tokens = cache.recacheTokens === null
      ? ""
      : isWarm
      ? `, ${formatTokens(cache.recacheTokens)} to write anew when cold`
      : `, ${formatTokens(cache.recacheTokens)} to write anew`;
    const until = isWarm && expiresAt !== null ? ` for ${formatDuration(expiresAt - now)}` : "";
    parts.push(`cache ${isWarm ? `warm${until}` : "cold"}${tokens}`);
  }
  return parts.length === 0 ? null : [span(parts.join(" · "))];
}

function labelled(label: string, line: Line, isNarrow: boolean): Line {
  return [span(isNarrow ? `  ${label} ` : `  ${cell(label, LABEL_COLUMNS - 2)}`, "dim"), ...line];
}
