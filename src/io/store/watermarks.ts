import { parseJson } from "../../model/decode.ts";
import type { EpochSec } from "../../model/units.ts";
import { decodeWatermark, type Watermark } from "../../model/watermark.ts";
import type { Store } from "./database.ts";

/** What a session was last told. Reading, deciding and writing belong in one transaction. */
export function readWatermark(store: Store, sessionId: string): Watermark {
  const row = store.db.prepare("SELECT told FROM band WHERE session_id = ?").get(sessionId);
  return decodeWatermark(parseJson(String(row?.told ?? "null")));
}

/** Stores what a session was told. */
export function writeWatermark(
  store: Store,
  sessionId: string,
  told: Watermark,
  now: EpochSec,
): void {
  store.db.prepare("INSERT OR REPLACE INTO band (session_id, told, at) VALUES (?, ?, ?)")
    .run(sessionId, JSON.stringify(told), now);
}
