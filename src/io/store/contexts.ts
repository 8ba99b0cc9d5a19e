import type { EpochSec, Tokens } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Stores one measurement of a session's context. */
export function appendContext(
  store: Store,
  sessionId: string,
  measured: { readonly usedTokens: Tokens; readonly windowTokens: Tokens | null },
  now: EpochSec,
): void {
  store.db.prepare(
    "INSERT INTO context_sample (session_id, at, used_tokens, window_tokens) VALUES (?, ?, ?, ?)",
  ).run(sessionId, now, measured.usedTokens, measured.windowTokens);
}
