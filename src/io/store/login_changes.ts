import type { AccountKey } from "../../model/account.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/**
 * The number of the last change of login seen in a configuration directory, 0 before the first; to
 * which account it was; and whether no reply has told that yet.
 */
export function lastLoginChange(
  store: Store,
  configDir: string,
): { readonly id: number; readonly to: AccountKey | null; readonly isOpen: boolean } {
  const row = store.db.prepare(
    "SELECT id, to_key FROM login_change WHERE config_dir = ? ORDER BY id DESC LIMIT 1",
  ).get(configDir);
  const to = (row?.to_key ?? null) as AccountKey | null;
  return { id: Number(row?.id ?? 0), to, isOpen: row?.to_key === null };
}

/** Stores that a session's login changed, and returns the number of the change. */
export function appendLoginChange(
  store: Store,
  change: {
    readonly sessionId: string;
    readonly configDir: string;
    readonly from: AccountKey | null;
    readonly to: AccountKey | null;
  },
  now: EpochSec,
): number {
  const { lastInsertRowid } = store.db.prepare(
    `INSERT INTO login_change (session_id, config_dir, from_key, to_key, at)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(change.sessionId, change.configDir, change.from, change.to, now);
  return Number(lastInsertRowid);
}
