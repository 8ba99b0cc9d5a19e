import { unwireSettings } from "../clients/claude_code/settings.ts";
import type { Command } from "../io/host.ts";
import {
  type InstallRecord,
  readBackup,
  readInstallRecord,
  sha256,
  writeInstallRecord,
} from "../io/install_record.ts";
import type { SealedConfig } from "../io/seal.ts";
import { isDirectory, replaceSettingsFile } from "../io/settings_file.ts";
import type { SettingsOutcome, UnwireReport } from "../model/wiring.ts";
import { renderUninstall } from "../render/install.ts";
import { explainProblem } from "../render/wiring_problem.ts";
import { parseArguments } from "./arguments.ts";
import { unregisterServer } from "./client_server.ts";
import { asOutcome, changeLocked, readSettingsText } from "./settings_text.ts";
import { findTargets } from "./wiring_targets.ts";

/** Takes tokenroom out of the client's settings and gives back what was there before. */
export const run: Command = async (args, host) => {
  const options = parseArguments("uninstall", args);
  const dryRun = options.has("dry-run");
  const targets = findTargets(host, options.value("config-dir"));
  if (targets === null) return 1;
  const { state, executable, configs } = targets;
  let failures = 0;
  for (const config of configs) {
    const settings = dryRun
      ? unwire(config, executable, state, true)
      : changeLocked(state, () => unwire(config, executable, state, false));
    if (settings.kind === "refused" || settings.kind === "failed") {
      failures++;
      host.writeError(`tokenroom: ${explainProblem(settings, "uninstall")}\n`);
      continue;
    }
    const server = await unregisterServer({ config, executable, env: host.env, dryRun });
    host.writeOut(renderUninstall(settings, server, dryRun));
  }
  return failures === 0 ? 0 : 1;
};

const NOTHING_OF_OURS: UnwireReport = { statusLine: "unchanged", hooksRemoved: [] };

function unwire(
  config: SealedConfig,
  executable: string,
  state: string,
  dryRun: boolean,
): SettingsOutcome<UnwireReport> {
  const path = config.settings;
  const nothing = { kind: "unchanged", path, before: null, after: null, backup: null } as const;
  const forget = () => {
    if (!dryRun) writeInstallRecord(state, path, null);
  };
  // Without its directory the client has no settings; there is nothing that could be ours.
  const read = isDirectory(config.dir) ? readSettingsText(config) : null;
  if (read !== null && "kind" in read) return read;
  if (read === null || read.file.kind === "absent" || read.text === null) {
    forget();
    return { ...nothing, report: NOTHING_OF_OURS, restored: false };
  }
  const record = readInstallRecord(state, path);
  const name = record?.backup ?? null;
  const backup = name === null ? null : readBackup(state, name);
  const unwired = unwireSettings(read.text, executable, {
    statusLine: record?.formerStatusLine ?? null,
    text: backup === null ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(backup),
  });
  if ("problem" in unwired) return { kind: "refused", path, refusal: unwired };

  const former = formerBytes(record, backup, sha256(read.file.bytes));
  const isEmptied = record?.existed === false && unwired.text.trim() === "{}";
  if (former === null && !isEmptied && unwired.text === read.text) {
    forget();
    const same = { before: read.text, after: read.text };
    return { ...nothing, ...same, report: unwired.report, restored: false };
  }
  const bytes = former?.bytes ?? (isEmptied ? null : new TextEncoder().encode(unwired.text));
  const after = bytes === null ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const { report } = unwired;
  const outcome = { path, before: read.text, after, report, backup: null };
  if (!dryRun) {
    const failure = replaceSettingsFile(path, read.file, bytes, () => {});
    if (failure !== null) return asOutcome(path, failure);
    forget();
  }
  return { kind: "changed", ...outcome, restored: former !== null || isEmptied };
}

// What goes back exactly: allowed as long as nobody wrote the file since we did. Null otherwise;
// `bytes` is null where there was no file.
function formerBytes(
  record: InstallRecord | null,
  backup: Uint8Array | null,
  sha: string,
): { readonly bytes: Uint8Array | null } | null {
  if (record === null || record.afterSha256 !== sha) return null;
  if (!record.existed) return { bytes: null };
  return backup === null ? null : { bytes: backup };
}
