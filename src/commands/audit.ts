import {
  foldTimeline,
  isSameHeld,
  joinCompactions,
  tallyTimeline,
  type TimelineRow,
} from "../decide/audit.ts";
import { type AccountShares, decideShares } from "../decide/burner.ts";
import { terminalColumns } from "../io/columns.ts";
import type { Command, Host } from "../io/host.ts";
import type { Store } from "../io/store/database.ts";
import { readAllCompactions, readJournal } from "../io/store/journal.ts";
import { readProfileOf } from "../io/store/profiles.ts";
import { readSpentBySession } from "../io/store/session_flows.ts";
import { readSession } from "../io/store/sessions.ts";
import type { JournalLine } from "../model/entry.ts";
import { DAY, type EpochSec } from "../model/units.ts";
import {
  type AuditStyle,
  nameSessions,
  renderNothing,
  renderTally,
  renderTimeline,
} from "../render/audit.ts";
import { encodeAudit, encodeRow } from "../render/audit_json.ts";
import { UsageError } from "../render/failure.ts";
import { shareRows } from "../render/shares.ts";
import { renderJson } from "../render/json.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { takesColour } from "./colour.ts";
import { openForPerson } from "./newest.ts";
import { sinceOf } from "./since.ts";

const DEFAULT_SPAN_SEC = DAY;
/** Milliseconds between two looks at the journal. */
const LOOK_MS = 1_000;
/** Columns where the terminal does not tell, and bounds of what it may tell. */
const COLUMNS = { usual: 80, least: 40, most: 160 } as const;

/** Shows what was told to the agent and why, what it asked, and what that cost. */
export const run: Command = (args, host) => {
  const options = parseArguments("audit", args);
  const now = host.now();
  const since = sinceOf(options, host) ?? now - DEFAULT_SPAN_SEC;
  const store = openForPerson(host);
  const journal = readJournal(store, since);
  const session = sessionOf(options.value("session"), journal);
  const lines = linesOf(store, journal, session, since);
  // A program may want each stamp with its own time.
  const rows = options.has("json") ? foldTimeline(lines, isSameHeld) : foldTimeline(lines);
  if (options.has("follow")) return follow(store, { journal, rows, session, since }, options, host);
  const tally = tallyTimeline(lines);
  // Of sessions that left nothing in the journal too.
  const shares = session === null ? decideShares(readSpentBySession(store, since)) : [];
  if (options.has("json")) {
    host.writeOut(renderJson(encodeAudit(rows, tally, { since, until: now }, shares)));
    return 0;
  }
  const style = styleOf(rows, host);
  if (rows.length === 0) {
    host.writeOut(renderNothing(style));
    return 0;
  }
  host.writeOut(`${renderTimeline(rows, null, style).text}\n`);
  host.writeOut(
    renderTally(tally, since, placesOf(store, rows), style, spentBy(store, shares, style)),
  );
  return 0;
};

// A person types the beginning of an id.
function sessionOf(given: string | null, journal: readonly JournalLine[]): string | null {
  if (given === null) return null;
  const found = new Set(journal.flatMap(({ sessionId }) => sessionId ?? []));
  const matching = [...found].filter((id) => id.startsWith(given));
  const exact = matching.find((id) => id === given) ?? matching[0];
  if (exact === undefined) {
    throw new UsageError(
      `no session ${
        quoted(given)
      } is in the journal of this time (see: tokenroom audit --since 7d)`,
    );
  }
  if (matching.length === 1 || exact === given) return exact;
  throw new UsageError(`${matching.length} sessions begin with ${quoted(given)}: give more of it`);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function linesOf(
  store: Store,
  journal: readonly JournalLine[],
  session: string | null,
  since: EpochSec,
): JournalLine[] {
  const isMeant = ({ sessionId }: { readonly sessionId: string | null }) =>
    session === null || sessionId === session;
  const compactions = readAllCompactions(store, since).filter(isMeant);
  return joinCompactions(journal.filter(isMeant), compactions);
}

function styleOf(rows: readonly TimelineRow[], host: Host): AuditStyle {
  const ids = rows.flatMap(({ sessionId }) => sessionId ?? []);
  const columns = (host.isTerminal("out") ? terminalColumns() : null) ?? COLUMNS.usual;
  return {
    colour: takesColour(host),
    zone: host.zone,
    width: Math.min(COLUMNS.most, Math.max(COLUMNS.least, columns)),
    names: new Set(ids).size > 1 ? nameSessions(ids) : null,
  };
}

function placesOf(store: Store, rows: readonly TimelineRow[]): Map<string, string> {
  const ids = new Set(rows.flatMap(({ sessionId }) => sessionId ?? []));
  return new Map([...ids].flatMap((id) => {
    const session = readSession(store, id);
    const place = session?.projectDir ?? session?.cwd ?? null;
    return place === null ? [] : [[id, place] as const];
  }));
}

function spentBy(
  store: Store,
  all: readonly AccountShares[],
  { names }: AuditStyle,
): [string, string][] {
  const placeOf = (id: string) => {
    const session = readSession(store, id);
    return session?.projectDir ?? session?.cwd ?? null;
  };
  const ids = all.flatMap(({ shares }) => shares.map(({ sessionId }) => sessionId));
  const shortest = nameSessions(ids);
  return shareRows(all, {
    accountOf: (key) => readProfileOf(store, key)?.name ?? null,
    placeOf,
    idOf: (id) => names?.get(id) ?? shortest.get(id) ?? id,
  });
}

interface Shown {
  readonly journal: readonly JournalLine[];
  readonly rows: readonly TimelineRow[];
  readonly session: string | null;
  readonly since: EpochSec;
}

// Until it is interrupted, or nobody reads it any more. What a transcript tells of a compaction comes
// later than our entry of it, so that here a compaction is told without it.
async function follow(
  store: Store,
  { journal, rows, session, since }: Shown,
  options: Arguments,
  host: Host,
): Promise<number> {
  const write = (news: readonly TimelineRow[], lastDay: string | null): string | null => {
    if (options.has("json")) {
      for (const row of news) host.writeOut(`${oneLine(renderJson(encodeRow(row)))}\n`);
      return null;
    }
    // Another session may join at any time.
    const ids = [...rows, ...news].flatMap(({ sessionId }) => sessionId ?? []);
    const names = session === null ? nameSessions(ids) : null;
    const shown = renderTimeline(news, lastDay, { ...styleOf(news, host), names });
    if (shown.text !== "") host.writeOut(shown.text);
    return shown.lastDay;
  };
  let lastDay = write(rows, null);
  let lastId = journal.at(-1)?.id ?? 0;
  while (host.isHeard()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const more = readJournal(store, since, lastId);
    lastId = more.at(-1)?.id ?? lastId;
    const meant = more.filter(({ sessionId }) => session === null || sessionId === session);
    const rows = options.has("json") ? foldTimeline(meant, isSameHeld) : foldTimeline(meant);
    lastDay = write(rows, lastDay);
  }
  return 0;
}

function oneLine(json: string): string {
  return json.split("\n").map((line) => line.trim()).join(" ").trim();
}
