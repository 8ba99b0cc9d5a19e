import type { AccountKey } from "../../model/account.ts";
import type { Store } from "./database.ts";

/** Whether a person gave two accounts a name each: then they are two. */
export function areNamedApart(store: Store, one: AccountKey, other: AccountKey): boolean {
  const row = store.db.prepare("SELECT count(*) AS names FROM profile WHERE account_key IN (?, ?)")
    .get(one, other);
  return row?.names === 2;
}
