import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../io/store/database.ts";
import { readRecentSessions } from "../io/store/sessions.ts";
import type { Session } from "../model/session.ts";
import { readSituation, type Situation } from "./situation.ts";
import { settingsOf } from "./settings.ts";

/** The session that reported last, and what it may spend. */
export interface Newest {
  readonly session: Session;
  readonly situation: Situation;
}

/** Opens the store for a command of a person. Throws when the executable is not sealed. */
export function openForPerson(host: Host): Store {
  if (host.seal === null) throw new Error("not sealed");
  return openStore(stateDir(host.seal, host.env), COMMAND_BUSY_MS, host.now());
}

// Far more than start between two reports.
const RECENT = 50;

/** What was reported last, or null before the first report. */
export function readNewest(store: Store, host: Host): Newest | null {
  const recent = readRecentSessions(store, RECENT);
  // One that only started has nothing to tell yet.
  const session = recent.find(({ harness }) => harness !== null) ?? recent[0];
  if (session === undefined) return null;
  const configDir = session.configDir ?? "";
  return {
    session,
    situation: readSituation(store, session, configDir, settingsOf(configDir, host), host),
  };
}
