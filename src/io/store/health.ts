import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** What SQLite's own check of the file complains of first, or null. Reads the whole file. */
export function firstDamage(store: Store): string | null {
  const row = store.db.prepare("PRAGMA quick_check(1)").get();
  const [said] = Object.values(row ?? {});
  return said === undefined || said === "ok" ? null : String(said);
}

/** The models whose replies were paid for since an instant, by name. */
export function readPaidModels(store: Store, since: EpochSec): string[] {
  return store.db.prepare(
    `SELECT DISTINCT model_id AS id FROM flow
      WHERE at >= ? AND model_id IS NOT NULL AND weight > 0 ORDER BY id`,
  ).all(since).map(({ id }) => id as string);
}

/** The latest instant at which a session was seen or something was noted; null: nothing is kept. */
export function latestInstant(store: Store): EpochSec | null {
  const row = store.db.prepare(
    `SELECT max(at) AS at FROM
       (SELECT max(seen_at) AS at FROM session UNION ALL SELECT max(at) FROM event)`,
  ).get();
  return typeof row?.at === "number" ? row.at : null;
}
