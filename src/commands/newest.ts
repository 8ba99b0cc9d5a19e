import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../io/store/database.ts";
import { readRecentSessions, readSession } from "../io/store/sessions.ts";
import { asIdentifier } from "../model/decode.ts";
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

/**
 * What was reported last, or null before the first report: by the session from inside which the
 * command runs, where it does; else by one of the directory that the environment names, if it does.
 */
export function readNewest(store: Store, host: Host): Newest | null {
  const session = sessionAround(store, host) ?? lastReported(store, host);
  if (session === null) return null;
  const configDir = session.configDir ?? "";
  return {
    session,
    situation: readSituation(store, session, configDir, settingsOf(configDir, host), host),
  };
}

// The agent of one session must not be told what another one has left.
function sessionAround(store: Store, { env }: Host): Session | null {
  const id = asIdentifier(env.CLAUDE_CODE_SESSION_ID);
  return id === null ? null : readSession(store, id);
}

function lastReported(store: Store, { env }: Host): Session | null {
  const recent = readRecentSessions(store, RECENT);
  const named = env.CLAUDE_CONFIG_DIR?.replace(/\/+$/, "");
  const there = recent.filter(({ configDir }) => configDir === named);
  const among = there.length > 0 ? there : recent;
  // One that only started has nothing to tell yet.
  return among.find(({ harness }) => harness !== null) ?? among[0] ?? null;
}
