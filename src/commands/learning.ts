import { learnCalibration } from "../decide/calibration.ts";
import { LEARN_AFTER_SEC } from "../decide/thresholds.ts";
import { readCalibration, writeCalibration } from "../io/store/calibrations.ts";
import type { Store } from "../io/store/database.ts";
import { readAccountFlow } from "../io/store/flows.ts";
import { readSamples } from "../io/store/windows.ts";
import type { AccountKey } from "../model/account.ts";
import type { EpochSec } from "../model/units.ts";
import type { Window } from "../model/window.ts";

/**
 * Learns from the figures that came since it last did, what a point costs. Figures of the last
 * minutes wait: other sessions of the account may not have been read that far. Belongs in a
 * transaction.
 */
export function learn(
  store: Store,
  account: AccountKey,
  windows: readonly Window[],
  now: EpochSec,
): void {
  for (const { key } of windows) {
    const before = readCalibration(store, account, key);
    const span = { after: before?.seenAt ?? 0, until: now - LEARN_AFTER_SEC };
    let learned = before;
    for (const sample of readSamples(store, account, key, span)) {
      const since = { after: learned?.seenAt ?? sample.at, until: sample.at };
      const { weight } = readAccountFlow(store, account, since);
      learned = learnCalibration(learned, { ...sample, weight });
    }
    if (learned !== null && learned !== before) writeCalibration(store, account, key, learned, now);
  }
}
