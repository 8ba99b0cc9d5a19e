import type { Changes, Commit, FileList } from "./facts.ts";

/** Names kept of each list: enough to recognise the work by. */
export const MAX_NAMES = 20;
const MAX_NAME_CHARS = 200;
const MAX_SUBJECT_CHARS = 120;
const MAX_PATH_CHARS = 4_096;

/** The changes in the output of `git status --porcelain=v1 -z --no-renames -uno`. */
export function decodeStatus(output: string, isCut: boolean): Changes {
  const entries = wholeEntries(output).filter((entry) => entry.length > 3);
  const states = entries.map((entry) => entry.slice(0, 2));
  const conflicted = states.filter(isConflict).length;
  const staged = states.filter((state) => state[0] !== " " && !isConflict(state)).length;
  return { ...listOf(entries.map((entry) => entry.slice(3)), isCut), staged, conflicted };
}

/** The names in the output of `git ls-files -z`. */
export function decodeNames(output: string, isCut: boolean): FileList {
  return listOf(wholeEntries(output), isCut);
}

function wholeEntries(output: string): string[] {
  return output.split("\0").slice(0, -1);
}

function listOf(names: readonly string[], atLeast: boolean): FileList {
  return {
    count: names.length,
    names: names.slice(0, MAX_NAMES).map((name) => cut(name, MAX_NAME_CHARS)),
    atLeast,
  };
}

function isConflict(state: string): boolean {
  return state.includes("U") || state === "AA" || state === "DD";
}

/** The commits in the output of `git rev-list --format=%h%x00%s`. */
export function decodeCommits(output: string): Commit[] {
  return output.split("\n").flatMap((line) => {
    const [hash = "", subject] = line.split("\0");
    if (subject === undefined || !/^[0-9a-f]{4,64}$/.test(hash)) return [];
    return [{ hash, subject: cut(subject, MAX_SUBJECT_CHARS) }];
  });
}

/** Root and branch in the output of `git rev-parse --show-toplevel --symbolic-full-name HEAD`. */
export function decodePlace(
  output: string,
): { readonly root: string; readonly branch: string | null } | null {
  // The root may hold line feeds, the name of a branch may not.
  const found = /^(\/.*|[A-Za-z]:\/.*)\n(.+)\n$/s.exec(output);
  const [, root = "", head = ""] = found ?? [];
  if (root === "" || root.length > MAX_PATH_CHARS) return null;
  const branch = head === "HEAD" ? null : cut(head.replace(/^refs\/heads\//, ""), MAX_NAME_CHARS);
  return { root, branch };
}

/** What a person's or a repository's settings of git mean for asking it. */
export interface GitSettings {
  /** Names of filters: programs that git would run on the content of files. */
  readonly filters: readonly string[];
  /** New files do not count for this person. */
  readonly hidesUntracked: boolean;
}

const MAX_FILTERS = 20;

/**
 * The settings in the output of `git config -z --get-regexp`. Null where a filter could not be
 * switched off on a command line: then git must not be made to look into files.
 */
export function decodeSettings(output: string): GitSettings | null {
  const filters = new Set<string>();
  let hidesUntracked = false;
  for (const entry of wholeEntries(output)) {
    const newline = entry.indexOf("\n");
    const key = newline < 0 ? entry : entry.slice(0, newline);
    const value = newline < 0 ? "true" : entry.slice(newline + 1);
    if (key === "status.showuntrackedfiles") hidesUntracked = /^(no|false|off|0)$/i.test(value);
    const filter = /^filter\.(.*)\.[^.]*$/s.exec(key)?.[1];
    if (filter !== undefined) filters.add(filter);
  }
  const names = [...filters];
  if (names.length > MAX_FILTERS || names.some((name) => /[=\n]/.test(name))) return null;
  return { filters: names, hidesUntracked };
}

// Never in the middle of a character: the text must stay valid for whoever stores or sends it.
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`;
}
