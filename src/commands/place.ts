import { configDirOf } from "../clients/claude_code/location.ts";
import { HARNESS } from "../clients/claude_code/harness.ts";
import type { Host } from "../io/host.ts";
import { harnessPlace } from "../model/place.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** The configuration directory a session runs under. */
export function configDirFor(transcriptPath: string | null, host: Host): string {
  // Empty is the default one to the client, as is none.
  const named = host.env.CLAUDE_CONFIG_DIR?.replace(/(?<=.)\/+$/, "") || null;
  return configDirOf(transcriptPath) ?? named ?? defaultDir(host);
}

function defaultDir({ seal, env }: Host): string {
  const usual = `${env.HOME ?? ""}/.claude`;
  const dirs = seal?.configs.map(({ dir }) => dir) ?? [];
  return dirs.includes(usual) ? usual : dirs[0] ?? usual;
}

/** What keeps the accounts of a report apart: its configuration directory, or its harness. */
export function placeOf(snapshot: Snapshot, host: Host): string {
  return snapshot.harness === HARNESS
    ? configDirFor(snapshot.transcriptPath, host)
    : harnessPlace(snapshot.harness);
}

/** The process id of the client that started us, from its own variable; null when it names none. */
export function clientPid(host: Host): number | null {
  const pid = Number(host.env.CLAUDE_PID);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}
