import { asCount, asInstant, asList, asRecord, asText } from "../model/decode.ts";
import type { JournalLine } from "../model/entry.ts";
import { estimateTokens } from "../model/token_estimate.ts";
import { type EpochSec, MINUTE, type Tokens } from "../model/units.ts";
import type { SessionCompaction } from "../model/usage.ts";
import { isExplained } from "./trim.ts";

/** One row of the timeline: an entry, and how often it came again without anything in between. */
export interface TimelineRow extends JournalLine {
  readonly times: number;
  readonly lastAt: EpochSec;
}

/** A word and how often it came. */
export type Count = readonly [word: string, times: number];

/** What the journal adds up to. */
export interface Tally {
  readonly sessions: number;
  readonly stamps: number;
  /** Prompts that were not stamped, by why. */
  readonly skipped: readonly Count[];
  readonly crossingsTold: number;
  readonly crossingsHeld: number;
  readonly receipts: number;
  /** Consults by tool and verdict. */
  readonly consults: readonly Count[];
  /** Sessions that consulted at least once. */
  readonly sessionsConsulting: number;
  readonly compactions: number;
  readonly injections: number;
  readonly gates: number;
  readonly guards: number;
  readonly walls: number;
  readonly trims: number;
  readonly plans: number;
  readonly continued: number;
  /** Pins, checkpoints and handoffs that were saved. */
  readonly notes: number;
  readonly said: Said;
}

/** What was told to agents, as far as the journal keeps it. */
export interface Said {
  readonly texts: number;
  /** Estimated, each text counted once. */
  readonly tokens: Tokens;
  /** Milliseconds from the start of the program to an answer; null where none were kept. */
  readonly medianMs: number | null;
  readonly worstMs: number | null;
  /** Answers that kept them. */
  readonly timed: number;
}

/** Seconds between a compaction in a transcript and our entry of it: the client compacts for minutes. */
const SAME_COMPACTION_SEC = 10 * MINUTE;

/**
 * The journal with what transcripts tell of its compactions. One that only a transcript told gets a
 * row of its own. Oldest first.
 */
export function joinCompactions(
  lines: readonly JournalLine[],
  compactions: readonly SessionCompaction[],
): JournalLine[] {
  const open = new Set(compactions);
  const joined = lines.map((line) => {
    if (line.kind !== "compaction") return line;
    const told = nearest(open, line);
    if (told === null) return line;
    open.delete(told);
    const { trigger, beforeTokens, afterTokens } = told;
    const detail = { ...line.detail, ...known({ trigger, beforeTokens, afterTokens }) };
    return { ...line, detail };
  });
  const alone = [...open].map(({ id, sessionId, at, ...told }): JournalLine => {
    const detail = { ...told, transcript: id };
    return { id: 0, at, kind: "compaction", sessionId, account: null, detail };
  });
  return withoutExplained([...joined, ...alone].toSorted((a, b) => a.at - b.at));
}

// A fall of the context is noted before it is known why; one that is explained nobody was told of.
function withoutExplained(lines: readonly JournalLine[]): JournalLine[] {
  const reasons = lines.filter(({ kind }) => kind === "compaction" || kind === "session-start");
  return lines.filter((line) => {
    if (line.kind !== "trim") return true;
    const own = reasons.filter(({ sessionId }) => sessionId === line.sessionId);
    const after = asInstant(line.detail.since) ?? line.at;
    return !isExplained(own.map(({ at }) => at), { after, until: line.at });
  });
}

function nearest(open: ReadonlySet<SessionCompaction>, line: JournalLine) {
  let best: SessionCompaction | null = null;
  const distance = ({ at }: SessionCompaction) => Math.abs(at - line.at);
  for (const each of open) {
    if (each.sessionId !== line.sessionId || distance(each) > SAME_COMPACTION_SEC) continue;
    if (best === null || distance(each) < distance(best)) best = each;
  }
  return best;
}

function known(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/**
 * The rows of the timeline. What comes again and again in one session, with nothing else of it in
 * between, is one row: a crossing that waits is noted at every event until it is told, and a prompt
 * may be stamped, or not, just as the one before. `isSame`: what of it counts as the same.
 */
export function foldTimeline(
  lines: readonly JournalLine[],
  isSame: (a: JournalLine, b: JournalLine) => boolean = isSaidAgain,
): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const latest = new Map<string | null, number>();
  for (const line of lines) {
    const index = latest.get(line.sessionId);
    const before = index === undefined ? undefined : rows[index];
    if (index !== undefined && before !== undefined && isSame(before, line)) {
      rows[index] = { ...before, times: before.times + 1, lastAt: line.at };
      continue;
    }
    latest.set(line.sessionId, rows.length);
    rows.push({ ...line, times: 1, lastAt: line.at });
  }
  return rows;
}

/** Whether two entries note one and the same crossing that waits. */
export function isSameHeld(a: JournalLine, b: JournalLine): boolean {
  return a.kind === "update-held" && b.kind === "update-held" && crossedIn(a) === crossedIn(b);
}

function crossedIn({ detail }: JournalLine): string {
  return asList(detail.crossed).join("\n");
}

function isSaidAgain(a: JournalLine, b: JournalLine): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case "stamp":
      return withoutTime(a.detail.text) === withoutTime(b.detail.text) &&
        crossedIn(a) === crossedIn(b);
    case "stamp-skipped":
      return asText(a.detail.why) === asText(b.detail.why);
    default:
      return isSameHeld(a, b);
  }
}

// A stamp begins with the time, which is never the same.
function withoutTime(text: unknown): string {
  return (asText(text, Infinity) ?? "").replace(/^\[tokenroom\] now [^·]* · /, "");
}

/** Receipts of an entry: one a paid action. */
export function receiptsIn({ kind, detail }: JournalLine): readonly ReceiptKept[] {
  if (kind !== "update") return [];
  return asList(detail.receipts).flatMap((raw) => {
    const kept = asRecord(raw);
    const action = asText(kept?.kind);
    if (kept === null || action === null) return [];
    const { points, usd } = kept;
    return [{
      action: NAMES[action] ?? `${action === "agent" ? "subagent " : ""}${asText(kept.action)}`,
      window: asText(kept.window),
      points: typeof points === "number" ? points : null,
      usd: typeof usd === "number" ? usd : 0,
    }];
  });
}

const NAMES: Readonly<Record<string, string>> = { batch: "several calls at once" };

/** A receipt as the journal keeps it. */
export interface ReceiptKept {
  readonly action: string;
  readonly window: string | null;
  readonly points: number | null;
  readonly usd: number;
}

/** Counts what the journal tells, each stamp for itself. */
export function tallyTimeline(lines: readonly JournalLine[]): Tally {
  const rows = foldTimeline(lines, isSameHeld);
  const of = (...kinds: readonly string[]) => rows.filter(({ kind }) => kinds.includes(kind));
  const consults = of("consult");
  const sessionsIn = (among: readonly TimelineRow[]) =>
    new Set(among.flatMap(({ sessionId }) => sessionId ?? [])).size;
  return {
    sessions: sessionsIn(rows),
    stamps: of("stamp").length,
    skipped: countBy(of("stamp-skipped"), ({ detail }) => asText(detail.why) ?? "unknown"),
    crossingsTold:
      of("stamp", "update").filter(({ detail }) => asList(detail.crossed).length > 0).length,
    crossingsHeld: of("update-held").length,
    receipts: rows.flatMap(receiptsIn).length,
    consults: countBy(consults, ({ detail }) => {
      const verdict = asText(detail.verdict);
      return `${asText(detail.tool) ?? "?"}${verdict === null ? "" : ` ${verdict}`}`;
    }),
    sessionsConsulting: sessionsIn(consults),
    compactions: of("compaction").length,
    injections: of("injection").length,
    gates: of("launch-denied", "launch-warned").length,
    guards: of("compaction-held").length,
    walls: of("wall").length,
    trims: of("trim").length,
    plans: of("plan-queued").length,
    continued: of("continued").length,
    notes: of("pinned", "checkpoint", "handoff").length,
    said: countSaid(rows),
  };
}

function countSaid(rows: readonly TimelineRow[]): Said {
  const tokens = rows.flatMap(({ detail }) => {
    const text = asText(detail.text, Infinity);
    if (text !== null) return [estimateTokens(text)];
    // An injection keeps its size alone.
    return detail.source === undefined ? [] : asCount(detail.tokens) ?? [];
  });
  const times = rows.flatMap(({ detail }) => asCount(detail.ms) ?? []).toSorted((a, b) => a - b);
  return {
    texts: tokens.length,
    tokens: tokens.reduce((sum, each) => sum + each, 0),
    medianMs: times[Math.floor(times.length / 2)] ?? null,
    worstMs: times.at(-1) ?? null,
    timed: times.length,
  };
}

function countBy(rows: readonly TimelineRow[], wordOf: (row: TimelineRow) => string): Count[] {
  const found = new Map<string, number>();
  for (const row of rows) found.set(wordOf(row), (found.get(wordOf(row)) ?? 0) + row.times);
  return [...found].toSorted((a, b) => b[1] - a[1]);
}
