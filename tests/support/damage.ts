import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";

/** Damages the store of a state directory so that it opens and the database's own check complains. */
export function damageStore(stateDir: string): void {
  const path = join(stateDir, "tokenroom.db");
  const db = new DatabaseSync(path);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  using file = Deno.openSync(path, { write: true });
  // The count of free pages, in the header of the file: no list of free pages bears it out.
  file.seekSync(36, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array([0, 0, 0, 5]));
}
