import type { HookEvent } from "../../clients/claude_code/event.ts";
import type { Host } from "../../io/host.ts";
import { stateDir } from "../../io/state_dir.ts";
import { HOOK_BUSY_MS, type Store, useStore } from "../../io/store/database.ts";
import { readSession } from "../../io/store/sessions.ts";
import type { Session } from "../../model/session.ts";
import type { EpochSec } from "../../model/units.ts";
import { configDirFor } from "../place.ts";
import { type Settings, settingsOf } from "../settings.ts";
import { readSituation, type Situation } from "../situation.ts";

/** Everything a handler may need, each read once. */
export interface Opened extends Settings {
  readonly store: Store;
  /** Null: the session has not reported yet. */
  readonly session: Session | null;
  readonly situation: () => Situation;
  readonly now: EpochSec;
}

/**
 * Opens the store for an event and answers it; null when the executable is not sealed. Throws what
 * SQLite throws. `work` runs again where the file turns out to be damaged.
 */
export function answer<T>(event: HookEvent, host: Host, work: (opened: Opened) => T): T | null {
  if (host.seal === null) return null;
  const now = host.now();
  const dir = stateDir(host.seal, host.env);
  return useStore(dir, HOOK_BUSY_MS, now, (store) => {
    const session = readSession(store, event.sessionId);
    const configDir = session?.configDir ?? configDirFor(event.transcriptPath, host);
    const settings = settingsOf(configDir, host);
    let situation: Situation | null = null;
    return work({
      store,
      ...settings,
      session,
      situation: () => situation ??= readSituation(store, session, configDir, settings, host),
      now,
    });
  });
}
