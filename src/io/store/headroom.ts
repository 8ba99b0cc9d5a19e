import type { AccountKey } from "../../model/account.ts";
import type { EpochSec, Pct } from "../../model/units.ts";
import type { WindowKey } from "../../model/window.ts";
import type { Store } from "./database.ts";

/** What was left of a window at an instant, as its account then stood; null where not known. */
export function readHeadroomAt(
  store: Store,
  account: AccountKey,
  key: WindowKey,
  at: EpochSec,
): Pct | null {
  const row = store.db.prepare(
    `SELECT headroom_pct FROM window_sample WHERE account_key = ? AND window_key = ? AND at <= ?
      ORDER BY id DESC LIMIT 1`,
  ).get(account, key, at);
  return row === undefined ? null : row.headroom_pct as number;
}
