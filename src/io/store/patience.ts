import type { DatabaseSync } from "node:sqlite";

/** Turns of waiting after which a writer that sees no other writer get through gives up. */
const TURNS = 4;

/** Runs `attempt` until it gets the lock it needs. Throws its error when it will not get it. */
export type Patience = (attempt: () => void) => void;

/**
 * Waits for other writers as long as they get through one after the other, however many they are:
 * on a crowded machine that takes as long as it takes, and giving up would lose a report. When
 * nobody has for `busyMs` the lock is stuck, and the process does not wait for it again.
 */
export function patienceOf(db: DatabaseSync, busyMs: number): Patience {
  let turns = TURNS;
  db.exec(`PRAGMA busy_timeout=${Math.ceil(busyMs / TURNS)}`);
  return (attempt) => {
    let seen: unknown = null;
    for (let idle = 1;; idle++) {
      try {
        attempt();
        return;
      } catch (cause) {
        if (!isBusy(cause)) throw cause;
        const version = dataVersion(db);
        if (version !== null && seen !== null && version !== seen) idle = 0;
        seen = version ?? seen;
        if (idle < turns) continue;
        turns = 1;
        db.exec("PRAGMA busy_timeout=0");
        throw cause;
      }
    }
  };
}

/** Whether an error says that another process holds the lock. */
function isBusy(cause: unknown): boolean {
  return cause instanceof Error &&
    /database (table )?is locked|locking protocol/.test(cause.message);
}

/** A number that differs after another process has committed; null where it cannot be read. */
function dataVersion(db: DatabaseSync): unknown {
  try {
    return db.prepare("PRAGMA data_version").get()?.data_version;
  } catch (cause) {
    // Before the log exists, whoever creates it keeps readers out too.
    if (!isBusy(cause)) throw cause;
    return null;
  }
}
