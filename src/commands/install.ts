import { inspectSettings } from "../clients/claude_code/settings_inspect.ts";
import { type Wired, wireSettings, type Wiring } from "../clients/claude_code/settings.ts";
import { hasToolBatch, hookFormFor } from "../clients/claude_code/wiring.ts";
import { startConfig } from "../io/config_file.ts";
import type { Command, Host } from "../io/host.ts";
import { type InstallRecord, readInstallRecord } from "../io/install_record.ts";
import type { SealedConfig } from "../io/seal.ts";
import type { BroughtOver } from "../model/original_notes.ts";
import { type Hud, HUDS, type SettingsOutcome, type WireReport } from "../model/wiring.ts";
import { UsageError } from "../render/failure.ts";
import { explainNotesLeft, renderInstall, renderInstallEnd } from "../render/install.ts";
import { explainProblem } from "../render/wiring_problem.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { registerServer } from "./client_server.ts";
import { readClientVersion } from "./client_version.ts";
import { placeMemory } from "./memory_file.ts";
import { bringOver, type NotesTask } from "./original_notes.ts";
import { asOutcome, changeLocked, readSettingsText, tellTexts } from "./person_text.ts";
import { type Rewrite, rewrite } from "./rewrite.ts";
import { findFormerSkill, placeSkill } from "./skill_file.ts";
import { findTargets } from "./wiring_targets.ts";

/** Wires tokenroom into the client: settings, skill, a line in its memory, MCP server. */
export const run: Command = async (args, host) => {
  const options = parseArguments("install", args);
  const hud = readHud(options.value("hud"));
  const memory = readMemory(options);
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
  const locked = <Outcome>(change: () => Outcome) =>
    dryRun ? change() : changeLocked(state, change);
  let failures = 0;
  let isWhole = true;
  let isOriginalRead = false;
  let isVoid = false;
  for (const config of configs) {
    const task = { config, executable, env: host.env, dryRun };
    const settings = locked(() => wire(config, wiring, dryRun ? null : state, host));
    if (settings.kind === "refused" || settings.kind === "failed") {
      failures++;
      host.writeError(`tokenroom: ${explainProblem(settings, "install")}\n`);
      continue;
    }
    const text = { config, state, dryRun, now: host.now() };
    const { replacedOriginal: replacesOriginal, skippedFrom } = settings.report;
    isVoid ||= skippedFrom !== null;
    const texts = {
      skill: locked(() => placeSkill({ ...text, replacesOriginal })),
      memory: locked(() => placeMemory(text, memory)),
    };
    if (!tellTexts(texts, "install", host)) isWhole = false;
    let notes: BroughtOver | null = null;
    // One state directory, and so one set of notes, however many directories called the original.
    if (replacesOriginal && !isOriginalRead) {
      isOriginalRead = true;
      notes = takeNotes({ state, dryRun, now: host.now(), zone: host.zone }, host);
      if (notes === null) isWhole = false;
    }
    const replaced = replacesOriginal ? { notes, formerSkill: findFormerSkill(config) } : null;
    host.writeOut(renderInstall(settings, texts, await registerServer(task), dryRun, replaced));
  }
  if (!dryRun) startConfig(state);
  if (failures < configs.length) host.writeOut(renderInstallEnd(dryRun, isVoid));
  return failures === 0 && isWhole ? 0 : 1;
};

// Null after telling the person why not: what is wired works without.
function takeNotes(task: NotesTask, host: Host): BroughtOver | null {
  try {
    return bringOver(task);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    host.writeError(`tokenroom: ${explainNotesLeft(cause.message)}\n`);
    return null;
  }
}

function readHud(value: string | null): Hud | null {
  const hud = HUDS.find((known) => known === value) ?? null;
  if (value !== null && hud === null) {
    throw new UsageError(`--hud is both, own or tokenroom, not ${value}`);
  }
  return hud;
}

// Null: as it was chosen last.
function readMemory(options: Arguments): boolean | null {
  const [yes, no] = [options.has("memory"), options.has("no-memory")];
  if (yes && no) throw new UsageError("--memory and --no-memory exclude each other");
  return yes || no ? yes : null;
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
  const done = rewrite({
    state,
    path,
    former: read.file,
    bytes: new TextEncoder().encode(wired.text),
    ...ownShare(read.text ?? "", wired, readInstallRecord(state, path), wiring),
    now: host.now(),
  });
  if ("kind" in done) return asOutcome(path, done);
  return { kind: "changed", ...outcome, backup: done.backup };
}

// What of the former text is ours, and the statusline that was the person's.
function ownShare(
  before: string,
  wired: Wired,
  known: InstallRecord | null,
  { executable }: Wiring,
): Pick<Rewrite, "hasOurs" | "formerStatusLine"> {
  const inspection = inspectSettings(before, executable);
  const lineIsOurs = "problem" in inspection ? false : inspection.statusLine.kind === "ours";
  const hooks = "problem" in inspection ? [] : inspection.hooks;
  return {
    hasOurs: lineIsOurs || hooks.some((hook) => hook.owner === "ours"),
    formerStatusLine: lineIsOurs ? known?.formerStatusLine ?? null : wired.formerStatusLine,
  };
}
