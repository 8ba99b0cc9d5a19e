import { isCounted } from "../../src/io/store/cursors.ts";
import type { Store } from "../../src/io/store/database.ts";

/** What a session and its subagents spent in all that is kept. */
export function sessionFlow(store: Store, sessionId: string) {
  const row = store.db.prepare(
    `SELECT count(*) AS messages, total(weight) AS weight, total(ended = 0) AS open
       FROM flow WHERE session_id = ?`,
  ).get(sessionId);
  return {
    messages: Number(row?.messages),
    weight: Number(row?.weight),
    atLeast: Number(row?.open) > 0 || !isCounted(store, sessionId, 0),
  };
}
