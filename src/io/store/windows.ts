import type { AccountKey } from "../../model/account.ts";
import type { HeadroomSample } from "../../model/burn.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Window, WindowKey } from "../../model/window.ts";
import type { Store } from "./database.ts";

// A window has at most a thousand distinct figures (tenths of a percent) between two resets.
const MAX_SAMPLES = 2_000;

// The newest sample of a window is the figure its account stands at.
const COLUMNS = `window_key AS key, headroom_pct AS headroomPct, reset_at AS resetAt,
  observed_at AS observedAt, session_id AS sessionId`;

/** The figures an account stands at, one a window. */
export function readWindows(store: Store, account: AccountKey): Window[] {
  // One index step a key: a plain GROUP BY would walk every sample of the account.
  const keys = store.db.prepare(
    `WITH RECURSIVE keys(key) AS (
       SELECT min(window_key) FROM window_sample WHERE account_key = :account
       UNION ALL
       SELECT (SELECT min(window_key) FROM window_sample
                WHERE account_key = :account AND window_key > key) FROM keys WHERE key IS NOT NULL
     ) SELECT key FROM keys WHERE key IS NOT NULL`,
  ).all({ account });
  return keys.flatMap((row) => readWindow(store, account, row.key as WindowKey) ?? []);
}

/** The figure an account stands at for one window, or null. */
export function readWindow(store: Store, account: AccountKey, key: WindowKey): Window | null {
  const row = store.db.prepare(
    `SELECT ${COLUMNS} FROM window_sample WHERE account_key = ? AND window_key = ?
      ORDER BY id DESC LIMIT 1`,
  ).get(account, key);
  return (row as unknown as Window | undefined) ?? null;
}

/** How a window's figure changed over a stretch of time, oldest first; at most the newest `limit`. */
export function readSamples(
  store: Store,
  account: AccountKey,
  key: WindowKey,
  span: { readonly after: EpochSec; readonly until: EpochSec },
  limit = MAX_SAMPLES,
): HeadroomSample[] {
  return store.db.prepare(
    `SELECT at, headroom_pct AS headroomPct, reset_at AS resetAt FROM window_sample
      WHERE account_key = ? AND window_key = ? AND at > ? AND at <= ?
      ORDER BY at DESC, id DESC LIMIT ?`,
  ).all(account, key, span.after, span.until, limit).reverse() as unknown as HeadroomSample[];
}

/** Stores a new figure. */
export function appendWindow(
  store: Store,
  account: AccountKey,
  window: Window,
  now: EpochSec,
): void {
  store.db.prepare(
    `INSERT INTO window_sample
       (account_key, window_key, session_id, at, observed_at, headroom_pct, reset_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    account,
    window.key,
    window.sessionId,
    now,
    window.observedAt,
    window.headroomPct,
    window.resetAt,
  );
}

/** Notes that a response confirmed the standing figure: its age starts anew. */
export function confirmWindow(
  store: Store,
  account: AccountKey,
  window: Window,
): void {
  store.db.prepare(
    `UPDATE window_sample SET observed_at = ?, session_id = ?, reset_at = ? WHERE id =
       (SELECT max(id) FROM window_sample WHERE account_key = ? AND window_key = ?)`,
  ).run(window.observedAt, window.sessionId, window.resetAt, account, window.key);
}
