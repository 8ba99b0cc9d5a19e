import type { Facts, Head } from "../model/facts.ts";
import {
  decodeCommits,
  decodeNames,
  decodePlace,
  decodeSettings,
  decodeStatus,
} from "../model/git_output.ts";
import type { Environment } from "./environment.ts";

// Bytes read of one answer: some thousand names. A tree that changed as a whole is told as "at
// least"; its list would cost more than it says.
const MAX_OUTPUT_BYTES = 256 * 1024;
// Milliseconds for a process that was killed to be gone; one that waits for a dead disk never is.
const GRACE_MS = 50;
const COMMITS = 3;

// A repository may be anyone's, and its settings name programs. None is started: no monitor of
// files, no hook, no filter of contents (see `unfiltered`), no transport to fetch what is missing.
const SAFE = [
  "--no-optional-locks",
  ...["core.fsmonitor=false", "core.hooksPath=/dev/null", "safe.bareRepository=explicit"]
    .flatMap((setting) => ["-c", setting]),
];
const SAFE_ENVIRONMENT = {
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_NO_LAZY_FETCH: "1",
  LC_ALL: "C",
};

/** What one run of git printed. */
interface Run {
  readonly output: string;
  /** Null: it did not end by itself. */
  readonly code: number | null;
  /** It said more than is read. */
  readonly isCut: boolean;
}

type Git = (...args: readonly string[]) => Promise<Run>;

/**
 * The state of the repository that a directory belongs to, asked of git within `limitMs`. What git
 * could not tell in time is null. Null as a whole where there is no repository, no git, no
 * directory, or git does not trust it. Starts nothing but git, changes nothing, never throws.
 *
 * Contents that a filter converts (large-file storage) are compared unconverted, so such a file
 * counts as changed when only its time is.
 */
export async function readFacts(
  cwd: string,
  limitMs: number,
  env: Pick<Environment, "PATH" | "HOME">,
): Promise<Facts | null> {
  if (limitMs <= 0) return null;
  const limit = after(limitMs);
  try {
    return await gather((...args) => run(args, cwd, env, limit.passed));
  } finally {
    limit.clear();
  }
}

async function gather(git: Git): Promise<Facts | null> {
  const [asked, settings] = await Promise.all([
    git("rev-parse", "--show-toplevel", "--symbolic-full-name", "HEAD"),
    git("config", "-z", "--get-regexp", "^(filter\\..*|status\\.showuntrackedfiles)$"),
  ]);
  const place = decodePlace(asked.output);
  if (place === null) return null;
  const isUnborn = place.branch === null && asked.code !== 0;
  const [commits, stashes, files] = await Promise.all([
    git(
      "rev-list",
      `--max-count=${COMMITS}`,
      "--encoding=UTF-8",
      "--format=%h%x00%s",
      "HEAD",
      "--",
    ),
    git("rev-list", "--walk-reflogs", "--count", "refs/stash", "--"),
    gatherFiles(git, settings),
  ]);
  const newest = commits.code === 0 ? decodeCommits(commits.output) : isUnborn ? [] : null;
  return {
    root: place.root,
    head: headOf(place.branch, isUnborn, newest?.[0]?.hash ?? null),
    ...files,
    commits: newest,
    stashes: stashesOf(stashes),
  };
}

function headOf(branch: string | null, isUnborn: boolean, hash: string | null): Head {
  if (branch !== null) return { kind: "branch", name: branch };
  return isUnborn ? { kind: "unborn" } : { kind: "detached", hash };
}

function stashesOf({ output, code }: Run): number | null {
  if (code === null) return null;
  // The reference comes with the first stash.
  return code === 0 ? Number.parseInt(output, 10) : 0;
}

/**
 * Changed and new files, asked apart and at once: two cores share the work, and a slow search for
 * new files costs only these.
 */
async function gatherFiles(
  git: Git,
  asked: Run,
): Promise<Pick<Facts, "changed" | "untracked">> {
  // 1: no such setting.
  const isKnown = asked.code === 0 || asked.code === 1;
  const settings = isKnown && !asked.isCut ? decodeSettings(asked.output) : null;
  if (settings === null) return { changed: null, untracked: null };
  const [status, others] = await Promise.all([
    git(
      ...unfiltered(settings.filters),
      ...["status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames"],
      "--ignore-submodules=dirty",
    ),
    settings.hidesUntracked ? NOTHING : git(
      ...["ls-files", "-z", "--others", "--exclude-standard", "--directory"],
      ...["--no-empty-directory", "--full-name", ":/"],
    ),
  ]);
  return {
    changed: isTold(status) ? decodeStatus(status.output, status.isCut) : null,
    untracked: isTold(others) ? decodeNames(others.output, others.isCut) : null,
  };
}

// Git compares the content of a file whose time has changed, through the filter that the repository
// names for it. An empty process stands for no filter, but a filter that is required must not fail.
function unfiltered(filters: readonly string[]): string[] {
  return filters.flatMap((name) => [
    ...["-c", `filter.${name}.process=`],
    ...["-c", `filter.${name}.required=false`],
  ]);
}

const NOTHING: Run = { output: "", code: 0, isCut: false };

function isTold({ code, isCut }: Run): boolean {
  return code === 0 || isCut;
}

async function run(
  args: readonly string[],
  cwd: string,
  env: Pick<Environment, "PATH" | "HOME">,
  passed: Promise<null>,
): Promise<Run> {
  const child = spawnOrNull(args, cwd, env);
  if (child === null) return { output: "", code: null, isCut: false };
  const { output, end } = await readUntil(child.stdout, passed);
  const status = end === "whole" ? await Promise.race([child.status, passed]) : null;
  if (status === null) await kill(child);
  return { output, code: status?.code ?? null, isCut: end === "cut" };
}

function spawnOrNull(
  args: readonly string[],
  cwd: string,
  { PATH, HOME }: Pick<Environment, "PATH" | "HOME">,
): Deno.ChildProcess | null {
  try {
    return new Deno.Command("git", {
      args: [...SAFE, ...args],
      cwd,
      clearEnv: true,
      env: {
        ...(PATH === undefined ? {} : { PATH }),
        ...(HOME === undefined ? {} : { HOME }),
        ...SAFE_ENVIRONMENT,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch {
    // No git, or no such directory: nobody to ask.
    return null;
  }
}

async function readUntil(
  stream: ReadableStream<Uint8Array>,
  passed: Promise<null>,
): Promise<{ output: string; end: "whole" | "late" | "cut" }> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let output = "";
  let bytes = 0;
  for (;;) {
    const read = await Promise.race([reader.read(), passed]);
    if (read !== null && !read.done) {
      output += decoder.decode(read.value, { stream: true });
      bytes += read.value.length;
    }
    const end = read === null
      ? "late"
      : read.done
      ? "whole"
      : bytes > MAX_OUTPUT_BYTES
      ? "cut"
      : null;
    if (end === null) continue;
    await reader.cancel();
    return { output, end };
  }
}

async function kill(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch {
    // It ended by itself a moment ago.
  }
  const grace = after(GRACE_MS);
  await Promise.race([child.status, grace.passed]);
  grace.clear();
}

function after(ms: number): { readonly passed: Promise<null>; readonly clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), ms);
  return { passed: promise, clear: () => clearTimeout(timer) };
}
