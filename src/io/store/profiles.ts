import type { AccountKey } from "../../model/account.ts";
import type { Profile } from "../../model/profile.ts";
import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

const COLUMNS = `name, account_key AS account, config_dir AS configDir`;

/** Every profile, by name. */
export function readProfiles(store: Store): Profile[] {
  return store.db.prepare(`SELECT ${COLUMNS} FROM profile ORDER BY name`)
    .all() as unknown as Profile[];
}

/** The profile of an account, or null. */
export function readProfileOf(store: Store, account: AccountKey): Profile | null {
  const row = store.db.prepare(`SELECT ${COLUMNS} FROM profile WHERE account_key = ?`).get(account);
  return (row as unknown as Profile | undefined) ?? null;
}

/** Stores a profile in place of the one its account had. Throws where another account has the name. */
export function writeProfile(store: Store, profile: Profile, now: EpochSec): void {
  store.db.prepare("DELETE FROM profile WHERE account_key = ?").run(profile.account);
  store.db.prepare(
    "INSERT INTO profile (name, account_key, config_dir, created_at) VALUES (?, ?, ?, ?)",
  ).run(profile.name, profile.account, profile.configDir, now);
}
