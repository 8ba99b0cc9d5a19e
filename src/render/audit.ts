import type { Tally, TimelineRow } from "../decide/audit.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { paint } from "./ansi.ts";
import { type SaidEntry, sayEntry, WHY_SILENT } from "./audit_entry.ts";
import { formatClock, formatDay, formatNow, formatTokens } from "./format.ts";
import { safeText } from "./work_state.ts";
import { hang, wrap } from "./wrap.ts";

/** How the timeline is drawn. */
export interface AuditStyle {
  readonly colour: boolean;
  readonly zone: Zone;
  /** Columns of a line. */
  readonly width: number;
  /** Short names of sessions, where there is more than one to tell apart. */
  readonly names: ReadonlyMap<string, string> | null;
}

const LABEL_WIDTH = 10;
const NAME_CHARS = 4;
const COLOURS = { plain: "dim", notice: "yellow", alarm: "red" } as const;

/**
 * Rows of the timeline, oldest first, under the day they belong to. `lastDay`: the heading that
 * stands already; the answer's is the one that stands then.
 */
export function renderTimeline(
  rows: readonly TimelineRow[],
  lastDay: string | null,
  style: AuditStyle,
): { readonly text: string; readonly lastDay: string | null } {
  let day = lastDay;
  const lines = rows.flatMap((row) => {
    const heading = formatDay(row.at, style.zone);
    const isNew = heading !== day;
    const gap = day === null ? [] : [""];
    day = heading;
    return [
      ...isNew ? [...gap, paint(heading, "bold", style.colour)] : [],
      ...rowLines(row, style),
    ];
  });
  return { text: lines.map((line) => `${line}\n`).join(""), lastDay: day };
}

function rowLines(row: TimelineRow, style: AuditStyle): string[] {
  const { label, text, tone } = sayEntry(row, style.zone);
  const session = style.names === null
    ? ""
    : `${(style.names.get(row.sessionId ?? "") ?? "").padEnd(NAME_CHARS)}  `;
  const head = `${formatClock(row.at, style.zone)}  ${session}${
    safeText(label).padEnd(LABEL_WIDTH)
  }  `;
  const again = row.times === 1
    ? ""
    : ` (${row.times} times until ${formatClock(row.lastAt, style.zone)})`;
  const painted = paintHead(head, tone, style.colour);
  return hang(painted, head.length, `${text}${again}`, style.width).map((line) => line.trimEnd());
}

function paintHead(head: string, tone: SaidEntry["tone"], colour: boolean): string {
  return paint(head, COLOURS[tone], colour);
}

/** The shortest beginnings of at least four characters that tell these sessions apart. */
export function nameSessions(ids: readonly string[]): Map<string, string> {
  const all = [...new Set(ids)];
  for (let chars = NAME_CHARS;; chars++) {
    const names = new Map(all.map((id) => [id, safeText(id.slice(0, chars))]));
    const isLongest = all.every((id) => id.length <= chars);
    if (isLongest || new Set(names.values()).size === all.length) return names;
  }
}

/** What is said in place of a timeline that has no rows. */
export function renderNothing({ width }: AuditStyle): string {
  const said =
    "Nothing is in the journal for this time. --since 30d looks as far back as it is kept; " +
    "tokenroom doctor checks whether the hooks are wired.";
  return wrap(said, width).map((line) => `${line}\n`).join("");
}

/**
 * The closing counts. `places`: the directory of each session, where it is known. `spent`: rows that
 * tell who spent how much.
 */
export function renderTally(
  tally: Tally,
  since: EpochSec,
  places: ReadonlyMap<string, string>,
  style: AuditStyle,
  spent: readonly [string, string][] = [],
): string {
  const rows = [...signals(tally), ...legend(places, style), ...spent, ...costs(tally)];
  const from = `Since ${formatNow(since, style.zone)}`;
  const lines = rows.flatMap(([name, text]) =>
    hang(`  ${name.padEnd(TALLY_INDENT - 2)}`, TALLY_INDENT, text, style.width)
  );
  return `${[paint(from, "bold", style.colour), ...lines].join("\n")}\n`;
}

const TALLY_INDENT = 15;

function legend(places: ReadonlyMap<string, string>, { names }: AuditStyle): [string, string][] {
  if (names === null) return [];
  const said = [...names].map(([id, name]) => {
    const place = places.get(id);
    return place === undefined ? name : `${name} in ${safeText(place)}`;
  });
  return said.length === 0 ? [] : [["sessions", said.join(", ")]];
}

function signals(tally: Tally): [string, string][] {
  const skipped = tally.skipped.map(([why, times]) =>
    `${tally.skipped.length > 1 ? `${times} ` : ""}${WHY_SILENT[why] ?? why}`
  );
  const silent = tally.skipped.reduce((sum, [, times]) => sum + times, 0);
  const consults = tally.consults.map(([what, times]) => `${times} ${safeText(what)}`).join(", ");
  const asked = tally.consults.reduce((sum, [, times]) => sum + times, 0);
  const who = `in ${tally.sessionsConsulting} of ${count(tally.sessions, "session")}`;
  return [
    [
      "stamps",
      `${tally.stamps}${
        silent === 0 ? "" : `; ${count(silent, "prompt")} without one: ${skipped.join("; ")}`
      }`,
    ],
    ["crossings", `${tally.crossingsTold} told, ${tally.crossingsHeld} held back for a while`],
    ["receipts", String(tally.receipts)],
    [
      "consults",
      asked === 0 ? `none in ${count(tally.sessions, "session")}` : `${asked} ${who}: ${consults}`,
    ],
    [
      "compactions",
      tally.compactions + tally.injections === 0
        ? "0"
        : `${tally.compactions}, ${tally.injections} given back to`,
    ],
    ["brakes", `${count(tally.gates, "launch gate")}, ${count(tally.guards, "compact guard")}`],
    ["walls", String(tally.walls)],
    ["work kept", `${count(tally.notes, "pin or note", "pins and notes")}, ${plans(tally)}`],
  ];
}

function plans({ plans: queued, continued }: Tally): string {
  return `${count(queued, "plan")} put off, ${continued} gone on with by itself`;
}

function costs({ said }: Tally): [string, string][] {
  const { texts, tokens, medianMs, worstMs, timed } = said;
  return [
    [
      "own tokens",
      texts === 0
        ? "none that are kept; answers to consults and the notices of a session's start are not"
        : `≈${formatTokens(tokens)} in ${
          count(texts, "text")
        }, estimated; each is read again with ` +
          "every later request of its session. Answers to consults and the notices of a session's " +
          "start are not kept, so they are not in it",
    ],
    [
      "own time",
      medianMs === null || worstMs === null
        ? "not known: no answer of this time was timed"
        : `${medianMs} ms an answer (median of ${timed}), ${worstMs} ms the slowest; the start of ` +
          "the process and events that left nothing to tell are not in it",
    ],
  ];
}

function count(number: number, thing: string, things = `${thing}s`): string {
  return `${number} ${number === 1 ? thing : things}`;
}
