import { estimateWeightPerPoint } from "../decide/calibration.ts";
import { decideForecast, type Forecast } from "../decide/forecast.ts";
import { BURN_FIGURES, MIX_SEC, OUTLOOK_LENGTHS } from "../decide/thresholds.ts";
import { readCalibration } from "../io/store/calibrations.ts";
import type { Store } from "../io/store/database.ts";
import { readFlowPoints, readTokensPerWeight } from "../io/store/flows.ts";
import { readSamples } from "../io/store/windows.ts";
import type { AccountKey } from "../model/account.ts";
import type { WeightPerPoint } from "../model/calibration.ts";
import { DAY, type EpochSec, type Tokens } from "../model/units.ts";
import { type Window, windowLengthSec } from "../model/window.ts";

/** What lies ahead of one window. */
export interface Outlook {
  readonly forecast: Forecast;
  /** Learned price of a point; null until it is earned. */
  readonly perPoint: WeightPerPoint | null;
  /** New tokens left at the account's recent mix of work; null until the price is earned. */
  readonly tokensLeft: Tokens | null;
}

/** Looks ahead from what the account's window and flow were like. */
export function readOutlook(
  store: Store,
  account: AccountKey,
  window: Window,
  now: EpochSec,
): Outlook {
  const lengthSec = windowLengthSec(window.key);
  const span = { after: now - OUTLOOK_LENGTHS * (lengthSec ?? DAY), until: now };
  const perPoint = estimateWeightPerPoint(readCalibration(store, account, window.key));
  const forecast = decideForecast({
    samples: readSamples(store, account, window.key, span, BURN_FIGURES),
    flow: readFlowPoints(store, account, span),
    observedAt: window.observedAt,
    weightPerPoint: perPoint,
    lengthSec,
  }, now);
  return { forecast, perPoint, tokensLeft: tokensLeft(store, account, window, perPoint, now) };
}

function tokensLeft(
  store: Store,
  account: AccountKey,
  window: Window,
  perPoint: WeightPerPoint | null,
  now: EpochSec,
): Tokens | null {
  if (perPoint === null) return null;
  const span = { after: now - MIX_SEC, until: now };
  const tokensPerWeight = readTokensPerWeight(store, account, span);
  return tokensPerWeight === null
    ? null
    : Math.round(window.headroomPct * perPoint.mid * tokensPerWeight);
}
