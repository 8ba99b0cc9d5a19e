import type { Account, AccountKey } from "../../model/account.ts";
import type { Store } from "./database.ts";

/** Every account, latest first. */
export function readAllAccounts(store: Store): Account[] {
  return store.db.prepare(
    `SELECT key, config_dir AS configDir, weekly_reset_at AS weeklyResetAt,
            first_seen_at AS firstSeenAt, seen_at AS seenAt
       FROM account ORDER BY seen_at DESC`,
  ).all() as unknown as Account[];
}

/** Stores an account, keeping the time it was first seen. */
export function writeAccount(store: Store, account: Omit<Account, "firstSeenAt">): void {
  store.db.prepare(
    `INSERT INTO account (key, config_dir, weekly_reset_at, first_seen_at, seen_at)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET weekly_reset_at = excluded.weekly_reset_at,
       seen_at = excluded.seen_at`,
  ).run(account.key, account.configDir, account.weeklyResetAt, account.seenAt, account.seenAt);
}

/** Whether any session ever reported windows of this account. */
export function hasAccount(store: Store, key: AccountKey): boolean {
  return store.db.prepare("SELECT 1 FROM account WHERE key = ?").get(key) !== undefined;
}
