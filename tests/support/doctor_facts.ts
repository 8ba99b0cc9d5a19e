// What doctor looks at, all of it well, for tests that name only what matters to them.

import type { DoctorFacts, WiringFacts } from "../../src/decide/finding.ts";
import type { HookEntry, Inspection } from "../../src/model/wiring.ts";
import { NOW } from "./fake_host.ts";

export const EXE = "/home/ann/.local/bin/tokenroom";
export const DIR = "/home/ann/.claude";

/** A hook entry of ours. */
export function aHook(given: Partial<HookEntry> = {}): HookEntry {
  return {
    event: "SessionStart",
    owner: "ours",
    executable: EXE,
    verb: "session-start",
    matcher: null,
    form: "exec",
    command: EXE,
    ...given,
  };
}

/** A hook entry of somebody else. */
export function aForeignHook(given: Partial<HookEntry> = {}): HookEntry {
  return aHook({ owner: "foreign", executable: null, verb: null, command: "theirs", ...given });
}

/** A settings file that calls us. */
export function anInspection(given: Partial<Inspection> = {}): Inspection {
  return {
    statusLine: { kind: "ours", executable: EXE, hud: "tokenroom", own: null },
    hooks: [aHook()],
    missingEvents: [],
    mismatchedEvents: [],
    doubledEvents: [],
    allHooksDisabled: false,
    skippedFrom: null,
    ...given,
  };
}

type Read = Extract<WiringFacts["settings"], { kind: "read" }>;

/** Settings as read, with this inspection. */
export function settingsRead(given: Partial<Inspection> = {}, around: Partial<Read> = {}): Read {
  const said = { tokensLeft: "true", compactsNever: false } as const;
  return { kind: "read", inspection: anInspection(given), gaps: [], said, ...around };
}

/** A configuration directory that is wired. */
export function aWiring(given: Partial<WiringFacts> = {}): WiringFacts {
  return {
    dir: DIR,
    path: `${DIR}/settings.json`,
    settings: settingsRead(),
    server: { kind: "here" },
    skill: "current",
    memory: "current",
    installedAt: NOW - 3600,
    ...given,
  };
}

/** A machine on which nothing needs the person. */
export function healthyFacts(given: Partial<DoctorFacts> = {}): DoctorFacts {
  return {
    executable: EXE,
    sealedState: "/home/ann/.tokenroom",
    wiring: [aWiring()],
    clientVersion: "2.1.330",
    stateDir: "/home/ann/.tokenroom",
    unwritable: null,
    store: {
      kind: "open",
      replacedAt: null,
      aside: null,
      newest: { hasAccount: true, hasAnswered: true },
      figuresAt: NOW - 12,
    },
    health: {
      damage: null,
      calibrations: [],
      models: [],
      sessions: [],
      latestAt: NOW,
      leftovers: 0,
      open: null,
    },
    complaints: [],
    strayStateDir: null,
    silenced: false,
    faults: { count: 0, last: null },
    ...given,
  };
}
