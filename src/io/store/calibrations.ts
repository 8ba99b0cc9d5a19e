import type { AccountKey } from "../../model/account.ts";
import type { Calibration } from "../../model/calibration.ts";
import type { EpochSec } from "../../model/units.ts";
import type { WindowKey } from "../../model/window.ts";
import type { Store } from "./database.ts";

/** What is learned of a window of an account, or null. */
export function readCalibration(
  store: Store,
  account: AccountKey,
  window: WindowKey,
): Calibration | null {
  const row = store.db.prepare(
    "SELECT learned FROM calibration WHERE account_key = ? AND window_key = ?",
  ).get(account, window);
  // Written by this file alone, so the shape holds.
  return row === undefined ? null : JSON.parse(row.learned as string) as Calibration;
}

/** Stores what is learned. Reading, learning and storing belong in one transaction. */
export function writeCalibration(
  store: Store,
  account: AccountKey,
  window: WindowKey,
  calibration: Calibration,
  now: EpochSec,
): void {
  store.db.prepare(
    "INSERT OR REPLACE INTO calibration (account_key, window_key, learned, at) VALUES (?, ?, ?, ?)",
  ).run(account, window, JSON.stringify(calibration), now);
}
