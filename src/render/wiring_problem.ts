import type { FileProblem, Refusal, SettingsOutcome } from "../model/wiring.ts";
import { plain } from "./ansi.ts";

/** Why install and uninstall have nothing to act on. */
export type NoTarget =
  | { readonly kind: "not_sealed" }
  | { readonly kind: "no_config" }
  | { readonly kind: "other_dir"; readonly dir: string; readonly dirs: readonly string[] };

/** One sentence for a person. */
export function explainNoTarget(why: NoTarget): string {
  switch (why.kind) {
    case "not_sealed":
      return "this executable is not sealed to your directories yet; install.sh does that";
    case "no_config":
      return "the seal names no configuration directory; run install.sh again with --config-dir DIR";
    case "other_dir":
      return `${plain(why.dir)} is not a directory this executable was sealed for (it serves ${
        why.dirs.map(plain).join(", ")
      }); run install.sh --config-dir ${plain(why.dir)} to seal one that serves it`;
  }
}

type NotDone = Extract<SettingsOutcome<unknown>, { kind: "refused" | "failed" }>;

/** What stopped a change of a settings file, as one sentence that says what to do. */
export function explainProblem(outcome: NotDone, verb: "install" | "uninstall"): string {
  const again = `run tokenroom ${verb} again`;
  if (outcome.kind === "failed") {
    return explainFile(outcome.problem, plain(outcome.path), outcome.detail, again);
  }
  return explainRefusal(outcome.refusal, plain(outcome.path), again);
}

function explainRefusal(refusal: Refusal, path: string, again: string): string {
  const left = "it is left exactly as it was";
  switch (refusal.problem) {
    case "encoding":
      return `${path} is not UTF-8 text and ${left}; save it as UTF-8 and ${again}`;
    case "depth":
      return `${path} is nested too deeply to be a settings file and ${left}; check what it is`;
    case "syntax": {
      const { line, column } = refusal.at;
      const expected = refusal.expected === null ? "" : ` (expected ${refusal.expected})`;
      return `${path} is not valid JSON at line ${line}, column ${column}${expected} and ${left}; ` +
        `mend it there and ${again}`;
    }
    case "shape": {
      const { line, column } = refusal.at;
      const what = refusal.key === "" ? "its top level" : `"${plain(refusal.key)}"`;
      return `${path}, line ${line}, column ${column}: ${what} has to be ${refusal.expected}; ` +
        `${left}; mend it there and ${again}`;
    }
    case "duplicate": {
      const { line, column } = refusal.at;
      return `${path}, line ${line}, column ${column}: "${plain(refusal.key)}" stands there a ` +
        `second time and the client takes only the last; ${left}; merge them and ${again}`;
    }
    case "markers":
      return `${path}, line ${refusal.at.line}: a tokenroom marker stands there without its ` +
        `counterpart; ${left}; take it out and ${again}`;
  }
}

function explainFile(
  problem: FileProblem,
  path: string,
  detail: string | null,
  again: string,
): string {
  const folder = path.slice(0, path.lastIndexOf("/"));
  switch (problem) {
    case "no_directory":
      return `${folder} does not exist; start claude once or create it, then ${again}`;
    case "no_file_space":
      return `there is no space left to write ${path}; nothing was changed`;
    case "read_only":
      return `${path} or its directory cannot be written and nothing was changed; ` +
        `make it writable and ${again}`;
    case "not_ours":
      return `${path} belongs to somebody else and nothing was changed; run it as its owner`;
    case "changed_meanwhile":
      return `${path} was changed by another program at the same moment and is left as that ` +
        `program wrote it; ${again}`;
    case "not_sealed":
      return `${path} is not what its directory leads to any more (a link was made or moved ` +
        `since) and nothing was changed; run install.sh again to seal anew`;
    case "too_large":
      return `${path} is too large to be what its name says and is left as it is; check what it is`;
    case "mounted":
      return `${path} is mounted by itself, so it cannot be replaced safely, and nothing was ` +
        `changed; mount its directory instead and ${again}`;
    case "state":
      return `the state directory ${path} cannot be written` +
        (detail === null ? "" : ` (${plain(detail)})`) + `; make it writable and ${again}`;
    case "failed":
      return `${path} could not be written and nothing was changed` +
        (detail === null ? "" : ` (${plain(detail)})`);
  }
}
