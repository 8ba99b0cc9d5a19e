import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { appendLoginChange } from "../io/store/login_changes.ts";
import type { AccountKey } from "../model/account.ts";
import type { EpochSec } from "../model/units.ts";

/** Where a login was noticed, and whose figures were shown there until then. */
export interface LoginPlace {
  /** Null: outside of any session. */
  readonly sessionId: string | null;
  readonly configDir: string;
  /** Null: nobody's. */
  readonly account: AccountKey | null;
}

/**
 * Notes a login of which only is known that it happened: the next reply tells whose quota is spent.
 * Belongs in a transaction.
 */
export function noteLogin(
  store: Store,
  { sessionId, configDir, account }: LoginPlace,
  now: EpochSec,
): void {
  appendLoginChange(store, { sessionId, configDir, from: null, to: null }, now);
  appendEntry(store, { at: now, kind: "login", sessionId, account, detail: {} });
}
