import type { Account } from "../../model/account.ts";
import type { Store } from "./database.ts";

/** The accounts seen under a configuration directory or folded into it, latest first. */
export function readAccounts(store: Store, configDir: string): Account[] {
  return store.db.prepare(
    `SELECT key, config_dir AS configDir, weekly_reset_at AS weeklyResetAt,
     first_seen_at AS firstSeenAt, seen_at AS seenAt
     FROM account WHERE config_dir = :configDir
     OR key IN (SELECT account_key FROM account_place WHERE config_dir = :configDir)
     ORDER BY seen_at DESC`,
  ).all({ configDir }) as unknown as Account[];
}
