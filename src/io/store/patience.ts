import type { DatabaseSync } from "node:sqlite";

/** Turns of waiting after which a writer that sees no other writer get through gives up. */
const TURNS = 4;

/**
 * Milliseconds that this process took to get here: some twenty, or seconds where so many start at
 * once that each hardly gets its share of a processor.
 */
const START_MS = performance.now();
/** Milliseconds beyond which not even that makes anybody wait. */
const MOST_MS = 10_000;
/**
 * Milliseconds that a process waits which saw others get through: in a crowd the next holder may
 * wait longer than a second for its processor. Less than the five seconds after which the client
 * ends a hook.
 */
const CROWD_MS = 4_000;

/** Runs `attempt` until it gets the lock it needs. Throws its error when it will not get it. */
export type Patience = (attempt: () => void) => void;

/**
 * Waits for other writers as long as they get through one after the other, however many they are:
 * on a crowded machine that takes as long as it takes, and giving up would lose a report. When
 * nobody has for `busyMs` (in a crowd longer) or for as long as this process took to start, the lock
 * is stuck, and the process does not wait for it again.
 */
export function patienceOf(db: DatabaseSync, busyMs: number, startMs = START_MS): Patience {
  const turnMs = Math.ceil(busyMs / TURNS);
  let turns = Math.max(TURNS, Math.ceil(Math.min(startMs, MOST_MS) / turnMs));
  db.exec(`PRAGMA busy_timeout=${turnMs}`);
  return (attempt) => {
    let seen: unknown = null;
    for (let idle = 1;; idle++) {
      try {
        attempt();
        return;
      } catch (cause) {
        if (!isBusy(cause)) throw cause;
        const version = dataVersion(db);
        if (version !== null && seen !== null && version !== seen) {
          idle = 0;
          turns = Math.max(turns, Math.ceil(CROWD_MS / turnMs));
        }
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
