import { estimateWeightPerPoint } from "../../decide/calibration.ts";
import type { HealthFacts } from "../../decide/health_diagnosis.ts";
import { findLeftovers } from "../../io/leftovers.ts";
import { readCalibration } from "../../io/store/calibrations.ts";
import type { Store } from "../../io/store/database.ts";
import { firstDamage, latestInstant, readPaidModels } from "../../io/store/health.ts";
import { readRecentSessions } from "../../io/store/sessions.ts";
import { readWindows } from "../../io/store/windows.ts";
import { DAY, type EpochSec } from "../../model/units.ts";

/** Sessions that are told of: more would hide what needs the person. */
const SESSIONS_TOLD = 5;

/** Days of a model's last reply: one that nobody uses any more concerns nobody. */
const MODELS_DAYS = 7;

type OfStore = Pick<HealthFacts, "damage" | "calibrations" | "models" | "sessions" | "latestAt">;

/** Reads from the store how well it is kept and what it learned. */
export function readStoreHealth(store: Store, now: EpochSec): OfStore {
  const sessions = readRecentSessions(store, SESSIONS_TOLD)
    .filter(({ seenAt }) => now - seenAt < DAY);
  const account = sessions.find((session) => session.account !== null)?.account ?? null;
  const keys = account === null ? [] : readWindows(store, account).map(({ key }) => key);
  return {
    damage: firstDamage(store),
    calibrations: keys.map((key) => {
      const learned = account === null ? null : readCalibration(store, account, key);
      const spans = learned?.spans.length ?? 0;
      return { key, spans, isEarned: estimateWeightPerPoint(learned) !== null };
    }),
    models: readPaidModels(store, now - MODELS_DAYS * DAY),
    sessions: sessions.map(({ id, projectDir, cwd, seenAt, contextAt }) => (
      { id, place: projectDir ?? cwd, seenAt, contextAt }
    )),
    latestAt: latestInstant(store),
  };
}

/** Reads how the state directory is kept. Never throws: doctor says elsewhere that it is out of reach. */
export function readDirHealth(
  dir: string,
  now: EpochSec,
): Pick<HealthFacts, "leftovers" | "open"> {
  try {
    const mode = Deno.statSync(dir).mode ?? 0;
    const isOpen = (mode & 0o077) !== 0;
    return {
      leftovers: findLeftovers(dir, now).length,
      open: isOpen ? { path: dir, mode: (mode & 0o777).toString(8) } : null,
    };
  } catch {
    // Absent before the first report, or not readable.
    return { leftovers: 0, open: null };
  }
}
