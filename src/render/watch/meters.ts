import type { Scene, WindowRow } from "../../decide/pane.ts";
import type { Zone } from "../../model/units.ts";
import { windowLabel } from "../../model/window.ts";
import { formatDuration, formatInstant, formatPct, formatTokens, formatUsd } from "../format.ts";
import { cellWidth } from "../cell_width.ts";
import { sessionNames } from "./names.ts";
import { bar } from "./bar.ts";
import {
  cell,
  firstFitting,
  type Line,
  type Look,
  outside,
  type Span,
  span,
  type Tone,
} from "./line.ts";

/** Columns under which a meter shows its figures alone. */
export const NARROW_COLUMNS = 60;
/** Columns of the labels at the left of the pane. */
export const LABEL_COLUMNS = 10;
/** Columns of a percentage, a blank before it. */
const PCT_COLUMNS = 5;
/** Columns of the mark and the blank around a meter's name. */
const AROUND_NAME = 3;
/** Columns of a meter's name: as many as the longest takes, in these bounds. */
const NAME = { least: LABEL_COLUMNS - AROUND_NAME, most: 14 } as const;
const NARROW_NAME = { least: 3, most: 8 } as const;

/** How the pane is drawn. */
export interface Style extends Look {
  readonly zone: Zone;
}

/** Budgets of the account and of the session that are looked at, the most telling first. */
export function meterLines(scene: Scene, columns: number, style: Style): Line[] {
  const isNarrow = columns < NARROW_COLUMNS;
  const bounds = isNarrow ? NARROW_NAME : NAME;
  const names = scene.windows.map(({ key }) => cellWidth(outside(windowLabel(key))));
  const name = Math.min(bounds.most, Math.max(bounds.least, ...names));
  const place = { scene, columns, isNarrow, name, marks: scene.windows.length > 1, style };
  const windows = scene.windows.map((row) => windowLine(row, place));
  return [
    ...(windows.length > 0 ? windows : [labelled("quota", noWindows(scene), place)]),
    contextLine(place),
    ...facts(place).map(([label, lines]) => labelled(label, lines, place)),
  ];
}

function noWindows({ session }: Scene): Line[] {
  return whyNone(session).map((text) => [span(text, "dim")]);
}

// The longest first.
function whyNone(session: Scene["session"]): readonly string[] {
  if (session !== null && session.withheld !== null) return WITHHELD[session.withheld];
  return (session?.session.answeredAt ?? null) === null
    ? ["no window is known yet: the first reply tells", "known with the first reply"]
    : ["no rate-limit windows, as with an API key", "none, as with an API key"];
}

const WITHHELD = {
  echo: ["withheld after a login, known with the next reply", "withheld after a login"],
  ambiguous: ["withheld, several accounts are possible", "withheld: whose?"],
} as const;

interface Place {
  readonly scene: Scene;
  readonly columns: number;
  readonly isNarrow: boolean;
  /** Columns of names. */
  readonly name: number;
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

function windowLine(row: WindowRow, place: Place): Line {
  const { scene, columns, isNarrow, marks, style } = place;
  const label = outside(windowLabel(row.key));
  const head = marks && row.isLooked ? span("▸ ", "strong") : span("  ");
  const name = span(`${cell(label, place.name)} `);
  const isLeft = row.standing === "left";
  const tone = isLeft ? TONES[row.descent] : "dim";
  const shown = row.standing === "refilled"
    ? 100
    : row.standing === "unknown"
    ? 0
    : row.headroomPct;
  // Reversed, a bar would show what is gone.
  const drawn = bar(shown, barColumns(place), tone === "alarm" ? "bad" : tone, style);
  const rest = columns - AROUND_NAME - place.name - barColumns(place);
  const tail = isNarrow
    ? shortTail(row, scene, tone)
    : firstFitting(longTails(row, scene, tone, style), rest);
  return [head, name, ...drawn, ...tail];
}

function barColumns({ columns, isNarrow, name }: Place): number {
  const rest = columns - AROUND_NAME - name;
  return isNarrow
    ? Math.max(4, Math.min(20, rest - NARROW_TAIL))
    : Math.max(10, Math.min(40, rest - TAIL));
}

/** Columns behind a bar that a figure and its reset usually take. */
const TAIL = 48;
const NARROW_TAIL = 17;

function shortTail(row: WindowRow, { now }: Scene, tone: Tone): Span[] {
  if (row.standing === "refilled") return [span(" refilled")];
  if (row.standing === "unknown") return [span(" not known", "dim")];
  const reset = row.resetAt === null ? "" : ` ↻${formatDuration(row.resetAt - now)}`;
  return [...figure(row, REGIMES[row.descent][1], tone), span(reset, "dim")];
}

// The longest first: with the time to the reset, without it, without the reset.
function longTails(row: WindowRow, { now }: Scene, tone: Tone, { zone }: Style): Line[] {
  const { resetAt, ageSec, tokensLeft } = row;
  if (row.standing === "refilled" && resetAt !== null) {
    return [[span(`  refilled at ${formatInstant(resetAt, now, zone)}`)]];
  }
  if (row.standing === "unknown") return [[span("  not known since its last reset", "dim")]];
  const regime = row.standing === "left" ? REGIMES[row.descent][0] : "";
  const reset = resetAt === null ? "" : `  resets ${formatInstant(resetAt, now, zone)}`;
  const until = resetAt === null ? "" : ` (in ${formatDuration(resetAt - now)})`;
  const age = ageSec === null ? "" : `  ${formatDuration(ageSec)} ago`;
  const tokens = tokensLeft === null || tokensLeft < 1 ? "" : `  ≈${formatTokens(tokensLeft)}`;
  const head = figure(row, ` left${regime}`, tone);
  return [
    [...head, span(reset + until), span(age + tokens, "dim")],
    [...head, span(reset + until), span(age, "dim")],
    [...head, span(reset), span(age, "dim")],
    [...head, span(age, "dim")],
  ];
}

// The blanks before it stand outside of its tone: reversed they would look like a part of it.
function figure({ headroomPct }: WindowRow, after: string, tone: Tone): Span[] {
  const text = formatPct(headroomPct);
  return [span(" ".repeat(Math.max(0, PCT_COLUMNS - text.length))), span(text + after, tone)];
}

function contextLine(place: Place): Line {
  const { scene: { session, isRoomLow }, columns, isNarrow, name, style } = place;
  const room = session?.room ?? null;
  if (room === null) {
    const state = session?.session.context?.state;
    const why = state === "fresh"
      ? "known with the first reply"
      : state === "compacted"
      ? "compacted, known with the next reply"
      : "not known";
    return labelled("context", [[span(why, "dim")]], place);
  }
  const tone = isRoomLow ? "warn" : "good";
  const end = room.then === "compaction" ? "before compaction" : "before it is full";
  const left = formatPct(room.headroomPct).padStart(PCT_COLUMNS);
  const tokens = formatTokens(room.roomTokens);
  const figure = span(isNarrow ? `${left}${isRoomLow ? "!" : " "}` : `${left} left`, tone);
  const rest = columns - AROUND_NAME - name - barColumns(place) - cellWidth(figure.text);
  return [
    span("  "),
    span(`${cell(isNarrow ? "ctx" : "context", name)} `),
    ...bar(room.headroomPct, barColumns(place), tone, style),
    figure,
    ...isNarrow
      ? [span(` ${tokens}`, "dim")]
      : firstFitting([[span(`  ${tokens} tokens ${end}`)], [span(`  ${tokens} ${end}`)]], rest),
  ];
}

function facts({ scene, style }: Place): [string, Line[]][] {
  const said: [string, Line[]][] = [
    ["burn", burnTexts(scene, style)],
    ["shared", sharedTexts(scene)],
    ["week", paceTexts(scene, style)],
    ["session", sessionTexts(scene)],
  ];
  return said.filter(([, lines]) => lines.length > 0);
}

// The longest first, here and below; none where there is nothing to tell.
function burnTexts({ forecast, now }: Scene, { zone }: Style): Line[] {
  if (forecast === null) return [];
  const at = (instant: number) => formatInstant(instant, now, zone);
  switch (forecast.kind) {
    case "spent":
      return [[span("nothing is left until the reset", "alarm")]];
    case "silent":
      return SILENT[forecast.why] === null ? [] : [[span(SILENT[forecast.why] ?? "", "dim")]];
    case "exhausts":
      return [[
        span(`${rate(forecast.burnPerHour)} · `),
        span(`empty ~${at(forecast.earliestAt)}–${at(forecast.latestAt)}`, "warn"),
      ]];
    case "may-exhaust": {
      const may = `may be empty from ${at(forecast.earliestAt)}`;
      return [`${may}, before the reset`, may].map((text) => [
        span(`${rate(forecast.burnPerHour)} · `),
        span(text, "warn"),
      ]);
    }
    case "lasts":
      return [[span(`${rate(forecast.burnPerHour)} · lasts until the reset`)]];
  }
}

function sharedTexts({ shared, sessions }: Scene): Line[] {
  if (shared === null) return [];
  const { count, first, isHot } = shared;
  const tokens = sessions.reduce((sum, { tokensPerMin }) => sum + tokensPerMin, 0);
  const place = sessions.findIndex(({ session }) => session.id === first.sessionId);
  const name = sessionNames(sessions)[place] ?? "another session";
  const tone = isHot ? "warn" : "plain";
  const rate = `${formatTokens(Math.round(tokens))} tokens/min`;
  const share = formatPct(first.sharePct);
  return [
    [
      span(`${count} sessions, ${rate} together · `),
      span(`${name} burns ${share} of it`, tone),
    ],
    [span(`${count}, ${rate} · `), span(`${name} ${share}`, tone)],
    [span(`${name} ${share}`, tone)],
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

function paceTexts({ pace, now }: Scene, { zone }: Style): Line[] {
  if (pace === null) return [];
  const ratio = `${pace.ratio.toFixed(1)}× the pace that lasts`;
  if (pace.kind === "cruising") return [[span(ratio)]];
  const short = `${pace.ratio.toFixed(1)}× pace`;
  const spent = span(` · spent ${formatInstant(pace.exhaustAt, now, zone)}`, "warn");
  const sustain = span(` · ${Math.floor(pace.sustainPctPerDay)}%/day would last`);
  return [
    [span(ratio, "warn"), spent, sustain],
    [span(ratio, "warn"), spent],
    [span(short, "warn"), spent],
  ];
}

function sessionTexts({ session, now }: Scene): Line[] {
  if (session === null) return [];
  const { cache, activity } = session.session;
  const cost = activity.costUsd === null ? [] : [formatUsd(activity.costUsd)];
  const expiresAt = cache?.expiresAt ?? null;
  if (cache === null || (cache.warm === null && expiresAt === null)) {
    return cost.map((text) => [span(text)]);
  }
  const isWarm = cache.warm !== false && (expiresAt === null || now < expiresAt);
  const until = isWarm && expiresAt !== null ? ` for ${formatDuration(expiresAt - now)}` : "";
  const state = [...cost, `cache ${isWarm ? `warm${until}` : "cold"}`].join(" · ");
  if (cache.recacheTokens === null) return [[span(state)]];
  const anew = `${state}, ${formatTokens(cache.recacheTokens)} to write anew`;
  return (isWarm ? [`${anew} when cold`, anew, state] : [anew, state]).map((text) => [span(text)]);
}

function labelled(label: string, lines: readonly Line[], place: Place): Line {
  const head = place.isNarrow ? `  ${label} ` : `  ${cell(label, place.name)} `;
  return [span(head, "dim"), ...firstFitting(lines, place.columns - cellWidth(head))];
}
