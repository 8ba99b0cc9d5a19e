import type { AccountKey } from "../../model/account.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** From which account to which a session went since it was last told. */
export interface Switch {
  readonly from: AccountKey | null;
  readonly to: AccountKey | null;
}

/** What a session was not told yet of its account's changes, as one change; told from now on. */
export function takeSwitch(store: Store, sessionId: string, now: EpochSec): Switch | null {
  const rows = store.db.prepare(
    `SELECT from_key, to_key FROM login_change WHERE session_id = ? AND told_at IS NULL
      ORDER BY id`,
  ).all(sessionId);
  const last = rows.at(-1);
  if (last === undefined) return null;
  store.db.prepare("UPDATE login_change SET told_at = ? WHERE session_id = ? AND told_at IS NULL")
    .run(now, sessionId);
  // A login alone tells neither side.
  const from = rows.find(({ from_key }) => from_key !== null)?.from_key ?? null;
  return { from: from as AccountKey | null, to: last.to_key as AccountKey | null };
}
