import { type ApiError, decodeSpending } from "../clients/claude_code/transcript.ts";
import type { HookEvent } from "../clients/claude_code/event.ts";
import { recordFault } from "../io/faults.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { readCursor, readCursors, type StoredCursor, writeCursor } from "../io/store/cursors.ts";
import type { Store } from "../io/store/database.ts";
import { writeCompaction } from "../io/store/compactions.ts";
import { ownFlow, writeUsages } from "../io/store/flows.ts";
import { readLostLogin } from "../io/store/lost_login.ts";
import { readSession } from "../io/store/sessions.ts";
import {
  type Appended,
  FILES_PER_EVENT,
  findTranscript,
  listAgentFiles,
  readAppended,
} from "../io/transcript.ts";
import type { AccountKey } from "../model/account.ts";
import { asIdentifier } from "../model/decode.ts";
import { weightOf } from "../model/prices.ts";
import { believedAt, type Compaction, isEmptyUsage, type Usage } from "../model/usage.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec, Tokens } from "../model/units.ts";
import { formulaFor } from "./ceiling.ts";
import { clientSettingsOf } from "./settings.ts";

/** What an event found in the transcripts of its session. */
export interface Gathered {
  /** The session whose flow it is: the one that the transcript is named after. */
  readonly sessionId: string;
  /** Bytes read. */
  readonly bytes: number;
  /** More is there than one event may read; the next one goes on. */
  readonly more: boolean;
  /** Compactions that were not known. */
  readonly compactions: readonly Compaction[];
  /** Refusals among the lines read now. */
  readonly apiErrors: readonly ApiError[];
}

/** Bytes after which no further file is opened: about ten milliseconds of reading. */
const EVENT_BYTES = 4 * 1024 * 1024;

interface File {
  readonly agentId: string | null;
  readonly path: string;
}

/** One stretch of one file, decoded. */
interface Piece {
  readonly before: StoredCursor | null;
  readonly after: StoredCursor;
  readonly usages: readonly Usage[];
  readonly compactions: readonly Compaction[];
}

/**
 * Reads what the event's transcript and those of its subagents grew by, and stores it in one
 * transaction. Null when the event names no transcript that may be read, or none exists yet. Throws
 * what the store throws; a file that cannot be read is a fault for doctor and hides no other.
 */
export function gatherFlow(store: Store, event: HookEvent, host: Host): Gathered | null {
  const path = host.seal === null
    ? null
    : findTranscript(event.transcriptPath, host.seal, host.env);
  // Named after the transcript, not after the event: its messages are this session's, whoever asks.
  const sessionId = asIdentifier(path?.slice(path.lastIndexOf("/") + 1, -".jsonl".length));
  if (path === null || sessionId === null) return null;
  const now = host.now();
  const cursors = readCursors(store, sessionId);
  const files = filesOf(path, event.agentId, cursors);
  const pieces: Piece[] = [];
  const apiErrors: ApiError[] = [];
  const opened = new Set<string>();
  let bytes = 0;
  let more = false;
  for (const file of files.slice(0, FILES_PER_EVENT)) {
    let cursor = cursors.get(file.path) ?? null;
    do {
      more = bytes >= EVENT_BYTES;
      if (more) break;
      opened.add(file.path);
      const appended = readOrNull(file.path, cursor, host);
      if (appended === null) break;
      bytes += appended.bytes;
      const spending = decodeSpending(appended.text);
      const piece = toPiece(file, cursor, appended, spending, now);
      if (isNews(piece)) pieces.push(piece);
      apiErrors.push(...spending.apiErrors);
      cursor = piece.after;
      more = appended.more;
    } while (more);
  }
  const waiting = files.filter(({ path }) => !opened.has(path) && !cursors.has(path));
  pieces.push(...waiting.map(toWaiting));
  const compactions = pieces.length > 0 ? storePieces(store, sessionId, pieces, host) : [];
  return { sessionId, bytes, more: more || opened.size < files.length, compactions, apiErrors };
}

function readOrNull(path: string, cursor: StoredCursor | null, host: Host): Appended | null {
  try {
    return readAppended(path, cursor);
  } catch (cause) {
    if (host.seal !== null) recordFault(stateDir(host.seal, host.env), host.now(), "flow", cause);
    return null;
  }
}

/** The session's own transcript, then those of its subagents, likeliest to have grown first. */
function filesOf(
  path: string,
  agentId: string | null,
  cursors: ReadonlyMap<string, StoredCursor>,
): readonly File[] {
  const grownAt = (file: File) => {
    const cursor = cursors.get(file.path);
    if (file.agentId === agentId) return Number.MAX_VALUE;
    // Never read counts as grown now.
    return cursor === undefined || cursor.identity === UNREAD
      ? Number.MAX_SAFE_INTEGER
      : cursor.modifiedMs;
  };
  const agents = listAgentFiles(path).toSorted((a, b) => grownAt(b) - grownAt(a));
  return [{ agentId: null, path }, ...agents];
}

const UNREAD = "";

/** A file that has to wait for the next event: its cursor says that there is something to read. */
function toWaiting(file: File): Piece {
  const unread = {
    identity: UNREAD,
    size: 1,
    modifiedMs: 0,
    offset: 0,
    mark: 0,
    insideLine: false,
  };
  const after = { ...file, ...unread, countedFrom: null };
  return { before: null, after, usages: [], compactions: [] };
}

function toPiece(
  file: File,
  before: StoredCursor | null,
  appended: Appended,
  spending: { readonly usages: readonly Usage[]; readonly compactions: readonly Compaction[] },
  now: EpochSec,
): Piece {
  const usages = spending.usages.filter((usage) => !isEmptyUsage(usage))
    .map((usage) => ({ ...usage, at: believedAt(usage.at, now) }));
  const compactions = spending.compactions
    .map((compaction) => ({ ...compaction, at: believedAt(compaction.at, now) }));
  const countedFrom = {
    follows: before?.countedFrom ?? null,
    whole: null,
    tail: usages[0]?.at ?? now,
  }[appended.from];
  return {
    before,
    after: { ...appended.cursor, agentId: file.agentId, countedFrom },
    usages,
    compactions,
  };
}

function isNews(piece: Piece): boolean {
  const { before, after } = piece;
  return before === null || before.offset !== after.offset || before.size !== after.size ||
    before.identity !== after.identity || before.modifiedMs !== after.modifiedMs;
}

function storePieces(
  store: Store,
  sessionId: string,
  pieces: readonly Piece[],
  host: Host,
): Compaction[] {
  const now = host.now();
  return store.transaction(() => {
    const seen: Compaction[] = [];
    const session = readSession(store, sessionId);
    const account = session === null ? null : spentAccount(store, session);
    for (const { before, after, usages, compactions } of pieces) {
      const owner = { sessionId, agentId: after.agentId, account };
      writeUsages(store, owner, usages.map((usage) => ({ usage, weight: weightOf(usage) })));
      if (compactions.length > 0) {
        const expectedTokens = session === null ? null : expectedFor(session, host);
        const place = { sessionId, modelId: session?.modelId ?? null, expectedTokens };
        seen.push(...compactions.filter((found) => writeCompaction(store, place, found)));
      }
      // Another event may have read the same bytes meanwhile: messages count once, and the cursor
      // stays with whoever was first.
      const standing = readCursor(store, after.path);
      if (standing?.offset === before?.offset && standing?.identity === before?.identity) {
        writeCursor(store, sessionId, after, now);
      }
    }
    if (account !== null) ownFlow(store, sessionId, account);
    return seen;
  });
}

// After a login nobody knows whose quota is spent until the next reply; what is spent then is owned
// with it.
function spentAccount(store: Store, session: Session): AccountKey | null {
  const { id, account, loginChange } = session;
  if (account === null) return null;
  const configDir = session.configDir ?? "";
  const place = { configDir, account, after: loginChange, session: id };
  return readLostLogin(store, place) === null ? account : null;
}

// Where the client's rule puts the ceiling of a session.
function expectedFor(session: Session, host: Host): Tokens | null {
  return formulaFor(session, clientSettingsOf(session.configDir, host), host)?.tokens ?? null;
}
