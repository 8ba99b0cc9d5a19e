import { type Alternate, type Candidate, decideAlternate } from "../decide/alternates.ts";
import { SAMPLE_DAYS } from "../decide/thresholds.ts";
import { readAllAccounts } from "../io/store/account_records.ts";
import type { Store } from "../io/store/database.ts";
import { readProfiles } from "../io/store/profiles.ts";
import { readWindows } from "../io/store/windows.ts";
import type { Account, AccountKey } from "../model/account.ts";
import { isDirectoryPlace } from "../model/place.ts";
import { DAY, type EpochSec } from "../model/units.ts";

/** An account with what a person calls it and how it stands. */
export interface KnownAccount extends Candidate {
  readonly account: Account;
  /** The configuration directory that a client of it is launched under. */
  readonly launchDir: string;
}

/** Every account, latest first. */
export function readKnownAccounts(store: Store): KnownAccount[] {
  const profiles = new Map(readProfiles(store).map((profile) => [profile.account, profile]));
  return readAllAccounts(store).map((account) => ({
    key: account.key,
    account,
    name: profiles.get(account.key)?.name ?? null,
    launchDir: profiles.get(account.key)?.configDir ?? account.configDir,
    windows: readWindows(store, account.key),
  }));
}

/** The account to go on with when this one runs low, or null; see `decideAlternate()`. */
export function readAlternate(store: Store, own: AccountKey, now: EpochSec): Alternate | null {
  const known = readKnownAccounts(store).filter(({ account, launchDir }) =>
    now - account.seenAt < SAMPLE_DAYS * DAY && isDirectoryPlace(launchDir)
  );
  return decideAlternate(own, known, now);
}
