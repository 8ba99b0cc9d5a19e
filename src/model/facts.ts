import type { Tokens } from "./units.ts";
import type { WindowReading } from "./window.ts";

// The state of a repository at one instant, as git tells it. Texts are git's own, cut to a length
// but otherwise raw: whoever shows them makes them safe.

/** A number of files, and the first of their names relative to the root. */
export interface FileList {
  readonly count: number;
  readonly names: readonly string[];
  /** There are more: the list was too long to be read to its end. */
  readonly atLeast: boolean;
}

/** Files that differ from the last commit, and what of them. */
export interface Changes extends FileList {
  /** Of these, differing already in the index. */
  readonly staged: number;
  /** Of these, in conflict. */
  readonly conflicted: number;
}

/** Where the work tree stands. `hash` is short; null: not told in time. */
export type Head =
  | { readonly kind: "branch"; readonly name: string }
  | { readonly kind: "detached"; readonly hash: string | null }
  /** No commit yet. */
  | { readonly kind: "unborn" };

export interface Commit {
  /** Short. */
  readonly hash: string;
  readonly subject: string;
}

/** Null anywhere: git did not tell it, mostly because the time was up. */
export interface Facts {
  /** Absolute path of the work tree. */
  readonly root: string;
  readonly head: Head;
  /** Files under git that were changed. */
  readonly changed: Changes | null;
  /** Files that git does not know yet; a new directory counts as one. */
  readonly untracked: FileList | null;
  /** Newest first. */
  readonly commits: readonly Commit[] | null;
  readonly stashes: number | null;
}

/** What was captured at a moment worth coming back to. */
export interface Capture {
  readonly sessionId: string;
  readonly at: number;
  readonly cause: "wall" | "compaction";
  /** Null: no repository, or nothing known of it. */
  readonly facts: Facts | null;
  /** The file that the session edited last, as its transcript names it. */
  readonly lastEdited: string | null;
  /** What else stood then; null where nobody looked. */
  readonly around: Surroundings | null;
}

/** What a session had at a moment, beside its repository. */
export interface Surroundings {
  /** Absolute path, where it may be read. */
  readonly transcriptPath: string | null;
  readonly windows: readonly WindowReading[];
  /** Context in use, as the last response told it. */
  readonly contextTokens: Tokens | null;
  /** Who asked for the compaction; null: not told. */
  readonly trigger: "auto" | "manual" | null;
  /** Estimated tokens of what the model that summarises was told. */
  readonly instructedTokens: Tokens;
}

/** How many files differ from the last commit or are new; null where nothing was counted. */
export function uncommitted(facts: Facts): { count: number; atLeast: boolean } | null {
  const { changed, untracked } = facts;
  if (changed === null && untracked === null) return null;
  return {
    count: (changed?.count ?? 0) + (untracked?.count ?? 0),
    atLeast: changed?.atLeast !== false || untracked?.atLeast !== false,
  };
}
