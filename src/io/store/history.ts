import type { AccountKey } from "../../model/account.ts";
import type { HeadroomSample } from "../../model/burn.ts";
import type { EpochSec } from "../../model/units.ts";
import type { WindowKey } from "../../model/window.ts";
import type { Store } from "./database.ts";

// What two weeks of several sessions leave; a page of more is read by nobody.
const MAX_SAMPLES = 50_000;

/** A figure with the window it is of. */
export interface KeyedSample extends HeadroomSample {
  readonly key: WindowKey;
}

/** Every figure of an account since an instant, oldest first. */
export function readHistory(
  store: Store,
  account: AccountKey,
  since: EpochSec,
): KeyedSample[] {
  return store.db.prepare(
    `SELECT window_key AS key, at, headroom_pct AS headroomPct, reset_at AS resetAt
       FROM window_sample WHERE account_key = ? AND at >= ? ORDER BY at DESC, id DESC
       LIMIT ${MAX_SAMPLES}`,
  ).all(account, since).reverse() as unknown as KeyedSample[];
}
