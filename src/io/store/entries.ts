import { asRecord, parseJson } from "../../model/decode.ts";
import type { Entry } from "../../model/entry.ts";
import type { Store } from "./database.ts";

/** Appends an entry to the journal. */
export function appendEntry(store: Store, entry: Entry): void {
  store.db.prepare(
    "INSERT INTO event (at, kind, session_id, account_key, detail) VALUES (?, ?, ?, ?, ?)",
  ).run(entry.at, entry.kind, entry.sessionId, entry.account, JSON.stringify(entry.detail));
}

/** The newest entries of a kind about a session, newest first. */
export function readSessionEntries(
  store: Store,
  sessionId: string,
  kind: Entry["kind"],
  limit: number,
): Entry[] {
  return store.db.prepare(
    `SELECT at, kind, session_id, account_key, detail FROM event
      WHERE session_id = ? AND kind = ? ORDER BY id DESC LIMIT ?`,
  ).all(sessionId, kind, limit).map(entryFromRow);
}

/** The newest entries of a kind, newest first. */
export function readEntries(store: Store, kind: Entry["kind"], limit: number): Entry[] {
  return store.db.prepare(
    `SELECT at, kind, session_id, account_key, detail FROM event WHERE kind = ?
      ORDER BY id DESC LIMIT ?`,
  ).all(kind, limit).map(entryFromRow);
}

/** The entry that a row of the journal holds. */
export function entryFromRow(row: Record<string, unknown>): Entry {
  return {
    at: row.at as number,
    kind: row.kind as Entry["kind"],
    sessionId: row.session_id as string | null,
    account: row.account_key as string | null,
    detail: asRecord(parseJson(row.detail as string)) ?? {},
  };
}
