import type { Note } from "../decide/notes.ts";
import { type Cliff, decideCliff, isExplained } from "../decide/trim.ts";
import { readCompactions } from "../io/store/compactions.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry, readSessionEntries } from "../io/store/entries.ts";
import { claimNotice } from "../io/store/notices.ts";
import { asCount, asInstant } from "../model/decode.ts";
import type { Entry } from "../model/entry.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec } from "../model/units.ts";

/** Journals a fall of the context between two reports. Whether it is explained is judged later. */
export function noteCliff(
  store: Store,
  before: Session | null,
  after: Session,
  now: EpochSec,
): void {
  const cliff: Cliff | null = before === null ? null : decideCliff(before, after);
  if (cliff === null) return;
  appendEntry(store, {
    at: now,
    kind: "trim",
    sessionId: after.id,
    account: after.account,
    detail: { ...cliff, since: before?.contextAt ?? now },
  });
}

/**
 * The last fall of a session's context that no compaction and no new start explains, once. Belongs
 * in a transaction, after the transcript was read: a compaction is known from there.
 */
export function takeTrim(store: Store, session: Session, now: EpochSec): Note[] {
  const [fall] = readSessionEntries(store, session.id, "trim", 1);
  if (fall === undefined || now - fall.at > STALE_SEC || isKnown(store, session.id, fall)) {
    return [];
  }
  const { beforeTokens, afterTokens } = fall.detail;
  const tokens = (asCount(beforeTokens) ?? 0) - (asCount(afterTokens) ?? 0);
  const notice = { scope: session.id, kind: "trim", about: String(fall.at) };
  if (tokens <= 0 || !claimNotice(store, notice, now)) return [];
  return [{ kind: "trim", at: fall.at, tokens, transcriptPath: session.transcriptPath }];
}

// A day later the work has moved on.
const STALE_SEC = 86_400;

// The report that shows the fall comes after what caused it; the report before may have come in the
// same second.
function isKnown(store: Store, sessionId: string, fall: Entry): boolean {
  const since = asInstant(fall.detail.since) ?? fall.at;
  const starts = readSessionEntries(store, sessionId, "session-start", STARTS).map(({ at }) => at);
  const compactions = readCompactions(store, sessionId, since - 1).map(({ at }) => at);
  return isExplained([...starts, ...compactions], { after: since, until: fall.at });
}

/** A fall lies between two reports, and so many starts between two are none of a person's. */
const STARTS = 20;
