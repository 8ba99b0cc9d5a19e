import { unwireSettings } from "../clients/claude_code/settings.ts";
import type { Command } from "../io/host.ts";
import { writeInstallRecord } from "../io/install_record.ts";
import type { SealedConfig } from "../io/seal.ts";
import { isDirectory, replacePersonFile } from "../io/person_file.ts";
import type { SettingsOutcome, UnwireReport } from "../model/wiring.ts";
import { renderUninstall } from "../render/install.ts";
import { explainProblem } from "../render/wiring_problem.ts";
import { parseArguments } from "./arguments.ts";
import { unregisterServer } from "./client_server.ts";
import { removeMemory } from "./memory_file.ts";
import { asOutcome, changeLocked, readSettingsText, tellTexts } from "./person_text.ts";
import { formerBytes, recall } from "./rewrite.ts";
import { removeSkill } from "./skill_file.ts";
import { findTargets } from "./wiring_targets.ts";

/** Takes tokenroom out of the client again and gives back what was there before. */
export const run: Command = async (args, host) => {
  const options = parseArguments("uninstall", args);
  const dryRun = options.has("dry-run");
  const targets = findTargets(host, options.value("config-dir"));
  if (targets === null) return 1;
  const { state, executable, configs } = targets;
  const locked = <Outcome>(change: () => Outcome) =>
    dryRun ? change() : changeLocked(state, change);
  let failures = 0;
  for (const config of configs) {
    const settings = locked(() => unwire(config, executable, state, dryRun));
    if (settings.kind === "refused" || settings.kind === "failed") {
      failures++;
      host.writeError(`tokenroom: ${explainProblem(settings, "uninstall")}\n`);
      continue;
    }
    const text = { config, state, dryRun, now: host.now() };
    const texts = {
      skill: locked(() => removeSkill({ ...text, replacesOriginal: false })),
      memory: locked(() => removeMemory(text)),
    };
    if (!tellTexts(texts, "uninstall", host)) failures++;
    const server = await unregisterServer({ config, executable, env: host.env, dryRun });
    host.writeOut(renderUninstall(settings, texts, server, dryRun));
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
  const remembered = recall(state, path);
  const { record, backup } = remembered;
  const unwired = unwireSettings(read.text, executable, {
    statusLine: record?.formerStatusLine ?? null,
    text: backup === null ? null : new TextDecoder("utf-8", { ignoreBOM: true }).decode(backup),
  });
  if ("problem" in unwired) return { kind: "refused", path, refusal: unwired };

  const former = formerBytes(remembered, read.file.bytes);
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
    const failure = replacePersonFile(path, read.file, bytes, () => {});
    if (failure !== null) return asOutcome(path, failure);
    forget();
  }
  return { kind: "changed", ...outcome, restored: former !== null || isEmptied };
}
