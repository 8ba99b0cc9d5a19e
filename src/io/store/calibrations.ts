import type { AccountKey } from "../../model/account.ts";
import { type Calibration, decodeCalibration } from "../../model/calibration.ts";
import { parseJson } from "../../model/decode.ts";
import type { EpochSec } from "../../model/units.ts";
import type { WindowKey } from "../../model/window.ts";
import type { Store } from "./database.ts";

/** What is learned of a window of an account; null: nothing, or what a failing disk damaged. */
export function readCalibration(
  store: Store,
  account: AccountKey,
  window: WindowKey,
): Calibration | null {
  const row = store.db.prepare(
    "SELECT learned FROM calibration WHERE account_key = ? AND window_key = ?",
  ).get(account, window);
  return typeof row?.learned === "string" ? decodeCalibration(parseJson(row.learned)) : null;
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
