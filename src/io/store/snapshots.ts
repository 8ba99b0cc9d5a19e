import { parseJson } from "../../model/decode.ts";
import type { Capture, Facts, Surroundings } from "../../model/facts.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Stores what was captured. */
export function writeCapture(store: Store, capture: Capture): void {
  store.db.prepare(
    `INSERT INTO snapshot (session_id, at, cause, facts, last_edited, around)
     VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(
    capture.sessionId,
    capture.at,
    capture.cause,
    capture.facts === null ? null : JSON.stringify(capture.facts),
    capture.lastEdited,
    capture.around === null ? null : JSON.stringify(capture.around),
  );
}

/** The newest capture of a session for a cause, at or after an instant; null where there is none. */
export function readCapture(
  store: Store,
  sessionId: string,
  cause: Capture["cause"],
  since: EpochSec,
): Capture | null {
  const row = store.db.prepare(
    `SELECT * FROM snapshot WHERE session_id = ? AND cause = ? AND at >= ?
      ORDER BY at DESC, id DESC LIMIT 1`,
  ).get(sessionId, cause, since);
  return row === undefined ? null : fromRow(row);
}

// Rows are written by this file alone, so their shapes hold; damaged text is no JSON any more.
function fromRow(row: Record<string, unknown>): Capture {
  return {
    sessionId: row.session_id as string,
    at: row.at as number,
    cause: row.cause as Capture["cause"],
    facts: fromJson<Facts>(row.facts),
    lastEdited: row.last_edited as string | null,
    around: fromJson<Surroundings>(row.around),
  };
}

function fromJson<T>(text: unknown): T | null {
  return typeof text === "string" ? parseJson(text) as T | null : null;
}
