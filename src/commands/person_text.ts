import type { Host } from "../io/host.ts";
import { withInstallLock } from "../io/install_record.ts";
import type { SealedConfig } from "../io/seal.ts";
import {
  type FileFailure,
  isDirectory,
  isSealedFile,
  type PersonFile,
  readPersonFile,
} from "../io/person_file.ts";
import type { FileProblem, SettingsOutcome, TextOutcomes } from "../model/wiring.ts";
import { explainProblem } from "../render/wiring_problem.ts";

type NotRead = Extract<SettingsOutcome<never>, { kind: "refused" | "failed" }>;

/** A person's file and its text; the text is null when there is no file. */
export interface PersonText {
  readonly file: PersonFile;
  readonly text: string | null;
}

/** Reads the settings file as text, or says why it must not be touched. */
export function readSettingsText(config: SealedConfig): PersonText | NotRead {
  return readSealedText(config, "settings.json", config.settings);
}

/** Reads the memory file as text, or says why it must not be touched. */
export function readMemoryText(config: SealedConfig): PersonText | NotRead {
  return readSealedText(config, "CLAUDE.md", config.memory);
}

function readSealedText(config: SealedConfig, name: string, path: string): PersonText | NotRead {
  const failed = (problem: FileProblem): NotRead => ({
    kind: "failed",
    path,
    problem,
    detail: null,
  });
  if (!isDirectory(config.dir)) return failed("no_directory");
  return isSealedFile(`${config.dir}/${name}`, path) ? readPersonText(path) : failed("not_sealed");
}

/** Reads a person's file as text, or says why it must not be touched. */
export function readPersonText(path: string): PersonText | NotRead {
  const file = readPersonFile(path);
  if (file.kind === "failed") return asOutcome(path, file);
  if (file.kind === "absent") return { file, text: null };
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { file, text: decoder.decode(file.bytes) };
  } catch {
    // A byte sequence that is no UTF-8 would not survive being written back.
    return { kind: "refused", path, refusal: { problem: "encoding" } };
  }
}

/**
 * Runs changes of a person's files while no other ones run. These files report their own
 * failures: what the system throws here comes from the state directory.
 */
export function changeLocked<Outcome>(state: string, change: () => Outcome): Outcome | NotRead {
  try {
    return withInstallLock(state, change);
  } catch (cause) {
    if (!(cause instanceof Error) || !/\(os error \d+\)/.test(cause.message)) throw cause;
    return { kind: "failed", path: state, problem: "state", detail: cause.message };
  }
}

/**
 * Tells the person, on standard error, of texts that could not be changed. False where that is a
 * failure: an installation works without a line in the memory file, but nothing of ours may stay
 * behind.
 */
export function tellTexts(
  { skill, memory }: TextOutcomes,
  verb: "install" | "uninstall",
  host: Host,
): boolean {
  let isWhole = true;
  for (const outcome of [skill, memory]) {
    if (outcome.kind !== "refused" && outcome.kind !== "failed") continue;
    const isOptional = outcome === memory && verb === "install";
    const orWithout = isOptional ? " (or: tokenroom install --no-memory)" : "";
    host.writeError(`tokenroom: ${explainProblem(outcome, verb)}${orWithout}\n`);
    if (!isOptional) isWhole = false;
  }
  return isWhole;
}

/** A failure of the file as an outcome. */
export function asOutcome(path: string, { problem, detail }: FileFailure): NotRead {
  return { kind: "failed", path, problem, detail };
}
