import { formatVersion, settingsPath, type Version } from "../../clients/claude_code/wiring.ts";
import type { DoctorFacts, StoreFacts } from "../../decide/finding.ts";
import { readConfig } from "../../io/config_file.ts";
import { readFaults } from "../../io/faults.ts";
import type { Host } from "../../io/host.ts";
import type { Seal } from "../../io/seal.ts";
import { isStrayStateDir, stateDir } from "../../io/state_dir.ts";
import { COMMAND_BUSY_MS, isNewer, type Store, useStore } from "../../io/store/database.ts";
import { readEntries } from "../../io/store/entries.ts";
import { asideToSalvage } from "../../io/store/salvage.ts";
import { readRecentSessions } from "../../io/store/sessions.ts";
import { readWindows } from "../../io/store/windows.ts";
import { probeDir, probeStore } from "../../io/write_probe.ts";
import { troubleOf } from "../../model/storage_trouble.ts";
import { DAY } from "../../model/units.ts";
import { readDirHealth, readStoreHealth } from "./health.ts";
import { readWiring } from "./wiring.ts";

// Print mode shows no statusline, so the newest sessions may have told no figures; some terminal
// among this many has.
const SESSIONS_LOOKED_AT = 20;

/** Reads everything that doctor looks at. Never throws for what it is there to find. */
export function readFacts(seal: Seal, version: Version | null, host: Host): DoctorFacts {
  const dir = stateDir(seal, host.env);
  const isStray = isStrayStateDir(seal, host.env);
  return {
    executable: settingsPath(host.executable),
    sealedState: seal.state,
    wiring: readWiring(seal, version, host),
    clientVersion: version === null ? null : formatVersion(version),
    stateDir: dir,
    unwritable: readUnwritable(dir, host),
    ...readStore(dir, host),
    complaints: readConfig(dir).complaints,
    strayStateDir: isStray ? host.env.TOKENROOM_DIR ?? null : null,
    silenced: host.env.TOKENROOM_DISABLE === "1",
    faults: readFaultFacts(dir, host),
  };
}

function readFaultFacts(dir: string, host: Host): DoctorFacts["faults"] {
  const faults = readFaults(dir).filter(({ at }) => host.now() - at < DAY);
  const last = faults.at(-1);
  return {
    count: faults.length,
    last: last === undefined ? null : { at: last.at, text: `${last.verb}: ${last.message}` },
  };
}

function readUnwritable(dir: string, host: Host): DoctorFacts["unwritable"] {
  const detailOf = (cause: unknown) => cause instanceof Error ? cause.message : String(cause);
  try {
    probeDir(dir);
  } catch (cause) {
    const detail = detailOf(cause);
    return { trouble: troubleOf(detail), detail };
  }
  try {
    useStore(dir, COMMAND_BUSY_MS, host.now(), probeStore);
  } catch (cause) {
    // Whatever else is wrong with the store is found by reading it.
    const detail = detailOf(cause);
    const trouble = troubleOf(detail);
    if (trouble !== null && trouble !== "out-of-reach") return { trouble, detail };
  }
  return null;
}

// The store first: opening it may move a damaged file aside.
function readStore(dir: string, host: Host): Pick<DoctorFacts, "store" | "health"> {
  const now = host.now();
  const ofStore = () =>
    useStore(dir, COMMAND_BUSY_MS, now, (store) => ({
      store: readOpenStore(store, dir),
      health: readStoreHealth(store, now),
    }));
  const read = attemptOpen(ofStore);
  return { store: read.store, health: { ...read.health, ...readDirHealth(dir, now) } };
}

type Read = { readonly store: StoreFacts; readonly health: ReturnType<typeof readStoreHealth> };

const NOTHING = {
  damage: null,
  calibrations: [],
  models: [],
  sessions: [],
  latestAt: null,
} as const;

function attemptOpen(read: () => Read): Read {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const kind = isNewer(cause) ? "newer" : "unreadable";
    return { store: { kind, why }, health: NOTHING };
  }
}

function readOpenStore(store: Store, dir: string): StoreFacts {
  const sessions = readRecentSessions(store, SESSIONS_LOOKED_AT);
  const [newest] = sessions;
  const account = sessions.find((session) => session.account !== null)?.account ?? null;
  const windows = account === null ? [] : readWindows(store, account);
  return {
    kind: "open",
    replacedAt: readEntries(store, "store-replaced", 1)[0]?.at ?? null,
    aside: asideToSalvage(store, dir),
    newest: newest === undefined ? null : {
      hasAccount: newest.account !== null,
      hasAnswered: newest.answeredAt !== null,
    },
    figuresAt: windows.length === 0 ? null : Math.max(...windows.map((each) => each.observedAt)),
  };
}
