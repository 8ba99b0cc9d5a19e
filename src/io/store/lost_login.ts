import type { AccountKey } from "../../model/account.ts";
import type { LoginChange } from "../../model/login_change.ts";
import type { Store } from "./database.ts";

/**
 * The change that may have taken an account's login away after the one numbered `after`; null where
 * there was none, or where the login came back since. Of what became of a login in `session` itself,
 * only its own reply is proof.
 */
export function readLostLogin(
  store: Store,
  place: {
    readonly configDir: string;
    readonly account: AccountKey;
    readonly after: number;
    /** Null: one that never reported. */
    readonly session: string | null;
  },
): LoginChange | null {
  const row = store.db.prepare(
    `SELECT to_key AS "to", at FROM login_change old WHERE config_dir = :configDir
        AND id > :after AND ifnull(from_key, :account) = :account AND to_key IS NOT :account
        AND (session_id = :session OR NOT EXISTS (SELECT 1 FROM login_change
          WHERE config_dir = :configDir AND id > old.id AND to_key = :account))
      ORDER BY id DESC LIMIT 1`,
  ).get(place);
  return (row as unknown as LoginChange | undefined) ?? null;
}
