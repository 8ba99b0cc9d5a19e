import type { AccountKey } from "../../model/account.ts";
import type { Store } from "./database.ts";
import { appendWindow, readWindows } from "./windows.ts";

const OWNED = ["session", "flow", "event", "plan", "intent", "window_sample"] as const;

/**
 * Makes everything of one account another's, which from now on is also found where the first one was
 * seen. Belongs in a transaction. Of each window the figure of the later reset stands, and of two of
 * one window the lower one.
 */
export function foldAccount(store: Store, from: AccountKey, into: AccountKey, now: number): void {
  const figures = [...readWindows(store, into), ...readWindows(store, from)];
  const where = store.db.prepare("SELECT config_dir FROM account WHERE key = ?").get(from);
  for (const table of OWNED) {
    store.db.prepare(`UPDATE ${table} SET account_key = ? WHERE account_key = ?`).run(into, from);
  }
  // Flow is counted by its minute; the triggers have moved it, and empty minutes are left.
  store.db.prepare("DELETE FROM flow_minute WHERE account_key = ?").run(from);
  store.db.prepare("DELETE FROM calibration WHERE account_key = ?").run(from);
  store.db.prepare("DELETE FROM profile WHERE account_key = ?").run(from);
  store.db.prepare("UPDATE login_change SET from_key = ? WHERE from_key = ?").run(into, from);
  store.db.prepare("UPDATE login_change SET to_key = ? WHERE to_key = ?").run(into, from);
  store.db.prepare(
    `INSERT OR IGNORE INTO account_place (config_dir, account_key)
     SELECT config_dir, ?1 FROM account_place WHERE account_key = ?2
     UNION SELECT ?3, ?1`,
  ).run(into, from, where?.config_dir as string);
  store.db.prepare("DELETE FROM account_place WHERE account_key = ?").run(from);
  store.db.prepare(
    `UPDATE account SET
       weekly_reset_at = nullif(max(ifnull(weekly_reset_at, 0),
         ifnull((SELECT weekly_reset_at FROM account WHERE key = ?2), 0)), 0),
       first_seen_at = min(first_seen_at, (SELECT first_seen_at FROM account WHERE key = ?2)),
       seen_at = max(seen_at, (SELECT seen_at FROM account WHERE key = ?2))
     WHERE key = ?1`,
  ).run(into, from);
  store.db.prepare("DELETE FROM account WHERE key = ?").run(from);
  for (const key of new Set(figures.map((figure) => figure.key))) {
    const [best] = figures.filter((figure) => figure.key === key)
      .toSorted((a, b) => (b.resetAt ?? 0) - (a.resetAt ?? 0) || a.headroomPct - b.headroomPct);
    if (best !== undefined) appendWindow(store, into, best, now);
  }
}
