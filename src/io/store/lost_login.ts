import type { AccountKey } from "../../model/account.ts";
import type { LoginChange } from "../../model/login_change.ts";
import type { Store } from "./database.ts";

/**
 * The change that took an account's login away after the one numbered `after`; null where there was
 * none, or where the login came back since.
 */
export function readLostLogin(
  store: Store,
  place: { readonly configDir: string; readonly account: AccountKey; readonly after: number },
): LoginChange | null {
  const row = store.db.prepare(
    `SELECT id, to_key AS "to", at FROM login_change old WHERE config_dir = :configDir
        AND id > :after AND (from_key IS NULL OR from_key = :account)
        AND NOT EXISTS (SELECT 1 FROM login_change WHERE config_dir = :configDir AND id > old.id
          AND to_key = :account)
      ORDER BY id DESC LIMIT 1`,
  ).get(place);
  return (row as unknown as LoginChange | undefined) ?? null;
}
