// What the hook of a refused turn leaves in the store. The client does not show when that hook ends.

import { join } from "@std/path";
import { COMMAND_BUSY_MS, openStore, type Store } from "../../../src/io/store/database.ts";
import { readEntries } from "../../../src/io/store/entries.ts";
import { findWallPlan } from "../../../src/io/store/told_plans.ts";
import { nowSec } from "./expected.ts";
import type { Home } from "./home.ts";
import { until } from "./waiting.ts";

/** Waits until a wall and the work that it cut off are stored, with the facts of the repository. */
export function interruptionNoted(home: Home): Promise<void> {
  return stored(home, (store) => {
    const [wall] = readEntries(store, "wall", 1);
    if (wall === undefined || wall.sessionId === null) return false;
    return findWallPlan(store, { sessionId: wall.sessionId, at: wall.at }) !== null;
  });
}

async function stored(home: Home, isThere: (store: Store) => boolean): Promise<void> {
  const store = openStore(join(home.dir, ".tokenroom"), COMMAND_BUSY_MS, nowSec());
  try {
    await until(
      () => isThere(store) ? true : null,
      () => `walls in the store: ${JSON.stringify(readEntries(store, "wall", 5))}`,
    );
  } finally {
    store.db.close();
  }
}
