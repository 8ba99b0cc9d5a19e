import type { AccountKey } from "../../model/account.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** The last change of login seen in a configuration directory. */
export interface LastLoginChange {
  /** Its number; 0: there was none. */
  readonly id: number;
  readonly to: AccountKey | null;
  /** No reply has told yet to which account it was. */
  readonly isOpen: boolean;
}

/** Reads it. */
export function lastLoginChange(store: Store, configDir: string): LastLoginChange {
  const row = store.db.prepare(
    "SELECT id, to_key FROM login_change WHERE config_dir = ? ORDER BY id DESC LIMIT 1",
  ).get(configDir);
  const to = (row?.to_key ?? null) as AccountKey | null;
  return { id: Number(row?.id ?? 0), to, isOpen: row?.to_key === null };
}

/** Stores that a login changed, and returns the number of the change. */
export function appendLoginChange(
  store: Store,
  change: {
    /** Null: outside of any session. */
    readonly sessionId: string | null;
    readonly configDir: string;
    readonly from: AccountKey | null;
    readonly to: AccountKey | null;
  },
  now: EpochSec,
): number {
  const { lastInsertRowid } = store.db.prepare(
    `INSERT INTO login_change (session_id, config_dir, from_key, to_key, at)
     VALUES (?, ?, ?, ?, ?)`,
  ).run(change.sessionId ?? "", change.configDir, change.from, change.to, now);
  return Number(lastInsertRowid);
}
