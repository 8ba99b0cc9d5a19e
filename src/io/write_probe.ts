import { ensureDir, replaceFile } from "./state_file.ts";
import type { Store } from "./store/database.ts";

// A block of most file systems: less might find room where nothing else does.
const PROBE_BYTES = 4096;

/** Writes a file into the state directory and takes it away again. Throws what stops it. */
export function probeDir(stateDir: string): void {
  ensureDir(stateDir);
  const path = `${stateDir}/probe`;
  replaceFile(path, "x".repeat(PROBE_BYTES));
  try {
    Deno.removeSync(path);
  } catch (cause) {
    // Another doctor at the same moment took it.
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}

/** Writes to the store without changing it. Throws what stops it. */
export function probeStore({ db, transaction }: Store): void {
  transaction(() => {
    const row = db.prepare("PRAGMA user_version").get();
    db.exec(`PRAGMA user_version=${row?.user_version}`);
  });
}
