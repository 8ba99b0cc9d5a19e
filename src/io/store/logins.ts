import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** What the client's own status last said of a directory's login, as a fingerprint; null: nothing. */
export function readLogin(store: Store, configDir: string): string | null {
  const row = store.db.prepare("SELECT fingerprint FROM login WHERE config_dir = ?").get(configDir);
  return (row?.fingerprint as string | undefined) ?? null;
}

/** Stores it in place of what was known. */
export function writeLogin(
  store: Store,
  configDir: string,
  fingerprint: string,
  now: EpochSec,
): void {
  store.db.prepare("INSERT OR REPLACE INTO login (config_dir, fingerprint, at) VALUES (?, ?, ?)")
    .run(configDir, fingerprint, now);
}
