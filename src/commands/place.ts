import { configDirOf } from "../clients/claude_code/location.ts";
import { HARNESS } from "../clients/claude_code/harness.ts";
import type { Host } from "../io/host.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** The configuration directory a session runs under. */
export function configDirFor(transcriptPath: string | null, host: Host): string {
  return configDirOf(transcriptPath) ?? host.env.CLAUDE_CONFIG_DIR ??
    host.seal?.configs[0]?.dir ?? `${host.env.HOME ?? ""}/.claude`;
}

/** What keeps the accounts of a report apart: its configuration directory, or its harness. */
export function placeOf(snapshot: Snapshot, host: Host): string {
  return snapshot.harness === HARNESS
    ? configDirFor(snapshot.transcriptPath, host)
    : `harness:${snapshot.harness}`;
}

/** The process id of the client that started us, from its own variable; null when it names none. */
export function clientPid(host: Host): number | null {
  const pid = Number(host.env.CLAUDE_PID);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}
