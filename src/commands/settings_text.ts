import { withInstallLock } from "../io/install_record.ts";
import type { SealedConfig } from "../io/seal.ts";
import {
  type FileFailure,
  isDirectory,
  isSealedSettings,
  readSettingsFile,
  type SettingsFile,
} from "../io/settings_file.ts";
import type { FileProblem, SettingsOutcome } from "../model/wiring.ts";

type NotRead = Extract<SettingsOutcome<never>, { kind: "refused" | "failed" }>;

/** A settings file and its text; the text is null when there is no file. */
export interface SettingsText {
  readonly file: SettingsFile;
  readonly text: string | null;
}

/** Reads a settings file as text, or says why it must not be touched. */
export function readSettingsText(config: SealedConfig): SettingsText | NotRead {
  const path = config.settings;
  const failed = (problem: FileProblem): NotRead => ({
    kind: "failed",
    path,
    problem,
    detail: null,
  });
  if (!isDirectory(config.dir)) return failed("no_directory");
  if (!isSealedSettings(config.dir, path)) return failed("not_sealed");
  const file = readSettingsFile(path);
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
 * Runs a change of a settings file while no other one runs. Files of the settings report their own
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

/** A failure of the file as an outcome. */
export function asOutcome(path: string, { problem, detail }: FileFailure): NotRead {
  return { kind: "failed", path, problem, detail };
}
