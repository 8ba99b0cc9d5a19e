import { inspectSettings } from "../clients/claude_code/settings_inspect.ts";
import { type Wired, wireSettings, type Wiring } from "../clients/claude_code/settings.ts";
import { hasToolBatch, hookFormFor } from "../clients/claude_code/wiring.ts";
import type { Command, Host } from "../io/host.ts";
import {
  type InstallRecord,
  readInstallRecord,
  sha256,
  writeBackup,
  writeInstallRecord,
} from "../io/install_record.ts";
import type { SealedConfig } from "../io/seal.ts";
import { replaceSettingsFile, type SettingsFile } from "../io/settings_file.ts";
import { type Hud, HUDS, type SettingsOutcome, type WireReport } from "../model/wiring.ts";
import { UsageError } from "../render/failure.ts";
import { renderInstall, renderInstallEnd } from "../render/install.ts";
import { explainProblem } from "../render/wiring_problem.ts";
import { parseArguments } from "./arguments.ts";
import { registerServer } from "./client_server.ts";
import { readClientVersion } from "./client_version.ts";
import { asOutcome, changeLocked, readSettingsText } from "./settings_text.ts";
import { findTargets } from "./wiring_targets.ts";

/** Wires tokenroom into the client's settings and registers its MCP server. */
export const run: Command = async (args, host) => {
  const options = parseArguments("install", args);
  const hud = readHud(options.value("hud"));
  const dryRun = options.has("dry-run");
  const targets = findTargets(host, options.value("config-dir"));
  if (targets === null) return 1;
  const { state, executable, configs } = targets;
  const version = await readClientVersion(host.env);
  const wiring: Wiring = {
    executable,
    hud,
    hookForm: hookFormFor(version),
    toolBatch: hasToolBatch(version),
  };
  let failures = 0;
  for (const config of configs) {
    const task = { config, executable, env: host.env, dryRun };
    const settings = dryRun
      ? wire(config, wiring, null, host)
      : changeLocked(state, () => wire(config, wiring, state, host));
    if (settings.kind === "refused" || settings.kind === "failed") {
      failures++;
      host.writeError(`tokenroom: ${explainProblem(settings, "install")}\n`);
      continue;
    }
    host.writeOut(renderInstall(settings, await registerServer(task), dryRun));
  }
  if (failures < configs.length) host.writeOut(renderInstallEnd(dryRun));
  return failures === 0 ? 0 : 1;
};

function readHud(value: string | null): Hud | null {
  const hud = HUDS.find((known) => known === value) ?? null;
  if (value !== null && hud === null) {
    throw new UsageError(`--hud is both, own or tokenroom, not ${value}`);
  }
  return hud;
}

// `state` is null in a dry run: nothing at all is written then.
function wire(
  config: SealedConfig,
  wiring: Wiring,
  state: string | null,
  host: Host,
): SettingsOutcome<WireReport> {
  const path = config.settings;
  const read = readSettingsText(config);
  if ("kind" in read) return read;
  const wired = wireSettings(read.text ?? "", wiring);
  if ("problem" in wired) return { kind: "refused", path, refusal: wired };
  const outcome = {
    path,
    before: read.text,
    after: wired.text,
    report: wired.report,
    restored: false,
  };
  if (wired.text === read.text) return { kind: "unchanged", ...outcome, backup: null };
  if (state === null) return { kind: "changed", ...outcome, backup: null };
  const bytes = new TextEncoder().encode(wired.text);
  const known = readInstallRecord(state, path);
  let backup: string | null = null;
  let isRemembered = false;
  const failure = replaceSettingsFile(path, read.file, bytes, () => {
    isRemembered = true;
    backup = remember({ state, path, known, former: read.file, wired, after: bytes }, wiring, host);
  });
  if (failure !== null) {
    if (isRemembered) writeInstallRecord(state, path, known);
    return asOutcome(path, failure);
  }
  return { kind: "changed", ...outcome, backup };
}

interface Change {
  readonly state: string;
  readonly path: string;
  /** The record of an earlier installation. */
  readonly known: InstallRecord | null;
  readonly former: SettingsFile;
  readonly wired: Wired;
  readonly after: Uint8Array;
}

// Keeps what uninstall needs. Returns the path of the backup, or null when none was made.
function remember(change: Change, wiring: Wiring, host: Host): string | null {
  const { state, path, known, former, wired } = change;
  const latest = { path, afterSha256: sha256(change.after), installedAt: host.now() };
  if (former.kind === "absent") {
    const record = { ...latest, existed: false, backup: null, formerStatusLine: null };
    writeInstallRecord(state, path, record);
    return null;
  }
  // Nobody but us wrote since we did: what was there before us is still what goes back.
  if (known?.afterSha256 === sha256(former.bytes)) {
    writeInstallRecord(state, path, { ...known, ...latest });
    return null;
  }
  const backup = writeBackup(state, path, former.bytes, latest.installedAt);
  const before = inspectSettings(new TextDecoder().decode(former.bytes), wiring.executable);
  const inspection = "problem" in before ? null : before;
  const lineIsOurs = inspection?.statusLine.kind === "ours";
  const hasOurs = lineIsOurs || inspection?.hooks.some((hook) => hook.owner === "ours") === true;
  writeInstallRecord(state, path, {
    ...latest,
    existed: true,
    // Bytes with entries of ours in them are nothing to go back to.
    backup: hasOurs ? null : backup,
    formerStatusLine: lineIsOurs ? known?.formerStatusLine ?? null : wired.formerStatusLine,
  });
  return `${state}/backups/${backup}`;
}
