import type { Store } from "./database.ts";

/** Ids of the sessions that begin so; none for an empty beginning. */
export function readSessionsBegun(store: Store, beginning: string): string[] {
  if (beginning === "") return [];
  return store.db.prepare("SELECT id FROM session WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id")
    .all(beginning).map((row) => row.id as string);
}
