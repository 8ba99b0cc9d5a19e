import { diagnose, type DoctorFacts, type Finding } from "../decide/diagnosis.ts";
import { readFaults } from "../io/faults.ts";
import type { Command, Host } from "../io/host.ts";
import { narrow, readGranted } from "../io/permissions.ts";
import type { Seal } from "../io/seal.ts";
import { isStrayStateDir, stateDir } from "../io/state_dir.ts";
import { COMMAND_BUSY_MS, isNewer, openStore } from "../io/store/database.ts";
import { readEntries } from "../io/store/entries.ts";
import { readRecentSessions } from "../io/store/sessions.ts";
import { readWindows } from "../io/store/windows.ts";
import { DAY } from "../model/units.ts";
import { type PermissionRow, renderDoctor, sayFinding } from "../render/doctor.ts";
import { parseArguments } from "./arguments.ts";
import { readWiring } from "./doctor/wiring.ts";

/** Says what does not work and what to do about it. Exits 1 when something needs the person. */
export const run: Command = (args, host) => {
  const options = parseArguments("doctor", args);
  if (host.seal === null) return 1;
  const now = host.now();
  const findings = diagnose(readFacts(host.seal, host), now);
  const permissions = readPermissions(host.seal);
  if (options.has("json")) host.writeOut(asJson(findings, permissions, host));
  else {
    const colour = host.isTerminal("out") && host.env.NO_COLOR === undefined;
    host.writeOut(renderDoctor(findings, permissions, now, { colour, zone: host.zone }));
  }
  return findings.some((finding) => finding.level === "problem") ? 1 : 0;
};

function readFacts(seal: Seal, host: Host): DoctorFacts {
  const dir = stateDir(seal, host.env);
  const faults = readFaults(dir).filter((fault) => host.now() - fault.at < DAY);
  const last = faults.at(-1);
  return {
    executable: host.executable,
    wiring: seal.configs.map((config) => readWiring(config, dir, host)),
    store: readStoreFacts(dir, host),
    strayStateDir: isStrayStateDir(seal, host.env) ? host.env.TOKENROOM_DIR ?? null : null,
    silenced: host.env.TOKENROOM_DISABLE === "1",
    faults: {
      count: faults.length,
      last: last === undefined ? null : `${last.verb}: ${last.message}`,
    },
  };
}

function readStoreFacts(dir: string, host: Host): DoctorFacts["store"] {
  try {
    const store = openStore(dir, COMMAND_BUSY_MS, host.now());
    const session = readRecentSessions(store, 1)[0];
    const account = session?.account ?? null;
    const windows = account === null ? [] : readWindows(store, account);
    return {
      kind: "open",
      replacedAt: readEntries(store, "store-replaced", 1)[0]?.at ?? null,
      reportedAt: session?.seenAt ?? null,
      figuresAt: windows.length === 0
        ? null
        : Math.max(...windows.map((window) => window.observedAt)),
      lastSessionHasWindows: account !== null,
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return isNewer(cause) ? { kind: "newer", why } : { kind: "unreadable", why };
  }
}

// Each row is what the runtime answers after this process gave up what those commands give up.
function readPermissions(seal: Seal): PermissionRow[] {
  narrow("install", seal);
  const installing = readGranted(seal);
  narrow("tap", seal);
  return [
    { commands: "install, uninstall", ...installing },
    { commands: "tap, hook, mcp, line, status, demo", ...readGranted(seal) },
  ];
}

function asJson(
  findings: readonly Finding[],
  permissions: readonly PermissionRow[],
  host: Host,
): string {
  const worded = findings.map((finding) => ({
    ...finding,
    ...sayFinding(finding, host.now(), host.zone),
  }));
  return `${JSON.stringify({ build: host.build, findings: worded, permissions }, null, 2)}\n`;
}
