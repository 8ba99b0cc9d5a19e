import type { EpochSec } from "../../model/units.ts";
import type { Store } from "./database.ts";

/** Marks that something was said to someone; true the first time, false ever after. */
export function claimNotice(
  store: Store,
  notice: { readonly scope: string; readonly kind: string; readonly about: string },
  now: EpochSec,
): boolean {
  const { changes } = store.db.prepare(
    "INSERT OR IGNORE INTO notice (scope, kind, about, at) VALUES (?, ?, ?, ?)",
  ).run(notice.scope, notice.kind, notice.about, now);
  return changes > 0;
}
