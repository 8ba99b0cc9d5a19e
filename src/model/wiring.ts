// What it means to be wired into a client, as data: the vocabulary that install, uninstall and
// doctor share with the sentences about them.

/** Whose statusline is displayed: both rows, only the person's own, or only ours. */
export type Hud = "both" | "own" | "tokenroom";
export const HUDS: readonly Hud[] = ["both", "own", "tokenroom"];

/** A place in a text, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Why a text is left exactly as it is. */
export type Refusal =
  | { readonly problem: "encoding" }
  | { readonly problem: "depth" }
  /** `expected` is what was expected there, e.g. `a comma`; null where nothing fits. */
  | { readonly problem: "syntax"; readonly at: Position; readonly expected: string | null }
  | {
    readonly problem: "shape";
    readonly at: Position;
    readonly key: string;
    readonly expected: string;
  }
  | { readonly problem: "duplicate"; readonly at: Position; readonly key: string }
  /** A marker of our block without its counterpart. */
  | { readonly problem: "markers"; readonly at: Position };

/** What runs as the statusline. */
export type StatusLine =
  | { readonly kind: "absent" }
  | {
    readonly kind: "ours";
    readonly executable: string;
    readonly hud: Hud;
    readonly own: string | null;
  }
  /** Runs our tap in a command of the person's own making. */
  | { readonly kind: "custom"; readonly command: string }
  /** An installation of the Node original. */
  | { readonly kind: "original"; readonly command: string }
  /** `command` is null when the client cannot run what stands there. */
  | { readonly kind: "foreign"; readonly command: string | null };

/** One hook command in the settings. */
export interface HookEntry {
  readonly event: string;
  readonly owner: "ours" | "original" | "foreign";
  /** Null for other owners. */
  readonly executable: string | null;
  /** The event in our spelling (`user-prompt-submit`) that the entry passes on; null for others. */
  readonly verb: string | null;
  /** Occurrences of the event its group is restricted to; null: every one. */
  readonly matcher: string | null;
  /** How the client starts it: without a shell or through one. */
  readonly form: "exec" | "shell";
  readonly command: string;
}

/** What is wired in one settings file. */
export interface Inspection {
  readonly statusLine: StatusLine;
  readonly hooks: readonly HookEntry[];
  /** Events that should call us and do not; of events that stand in for each other the first. */
  readonly missingEvents: readonly string[];
  /** Events that call us for other occurrences than they should. */
  readonly mismatchedEvents: readonly string[];
  /** Events that call us more than once, or beside the one they stand in for. */
  readonly doubledEvents: readonly string[];
  /** The client runs no hook and no statusline at all. */
  readonly allHooksDisabled: boolean;
  /** Where a comment or trailing comma makes the client skip the whole file; null when nowhere. */
  readonly skippedFrom: Position | null;
}

/**
 * How what is wired and what the client can do differ: it cannot start hooks from `args`; it is not
 * known to tell batches of tool calls, which are wired; it tells them, and single calls are wired.
 */
export type ClientGap = "exec-form" | "batch-unproven" | "batch-unused";

/** What the client itself, by its settings, tells the agent of its budgets. */
export interface SaidToAgent {
  /** Its count of tokens left: of the context, none, or something else. Null: not set. */
  readonly tokensLeft: "true" | "none" | "made-up" | null;
  /** Whether the person switched auto-compaction off. */
  readonly compactsNever: boolean;
}

/** What happened to the statusline at installation. */
export type StatusLineChange =
  | "unchanged"
  | "added"
  | "composed"
  | "updated"
  | "replaced_original"
  /** The person's own command around our tap stays. */
  | "left_custom"
  /** Something the client cannot run was there. */
  | "replaced_unusable";

/** What an installation changed in a settings text. */
export interface WireReport {
  readonly statusLine: StatusLineChange;
  readonly hud: Hud;
  /** Whether a statusline of the person's own is part of the command. */
  readonly hasOwnStatusLine: boolean;
  readonly hooksAdded: readonly string[];
  readonly hooksUpdated: readonly string[];
  /** Events from which an earlier entry of ours or the original's was taken out. */
  readonly hooksRemoved: readonly string[];
  readonly replacedOriginal: boolean;
  readonly allHooksDisabled: boolean;
  readonly skippedFrom: Position | null;
}

/** What an uninstallation changed in a settings text. */
export interface UnwireReport {
  readonly statusLine: "unchanged" | "removed" | "restored" | "left_custom";
  readonly hooksRemoved: readonly string[];
}

/** Why a file could not be read or replaced. */
export type FileProblem =
  | "no_directory"
  | "no_file_space"
  | "read_only"
  /** Somebody else owns it, and the owner cannot be kept. */
  | "not_ours"
  | "changed_meanwhile"
  /** Not the file that the seal names. */
  | "not_sealed"
  | "too_large"
  /** Mounted by itself, so nothing can be renamed over it. */
  | "mounted"
  /** Our own state directory cannot be written; the path is then that directory. */
  | "state"
  | "failed";

/** What became of one file; `before` and `after` are its text, null where it is absent. */
export type SettingsOutcome<Report> =
  | {
    readonly kind: "changed" | "unchanged";
    readonly path: string;
    readonly before: string | null;
    readonly after: string | null;
    readonly report: Report;
    /** Path of the copy of the former bytes, when one was made now. */
    readonly backup: string | null;
    /** Whether the former bytes went back exactly. */
    readonly restored: boolean;
  }
  | { readonly kind: "refused"; readonly path: string; readonly refusal: Refusal }
  | {
    readonly kind: "failed";
    readonly path: string;
    readonly problem: FileProblem;
    readonly detail: string | null;
  };

/** What became of our skill, or of our block in the memory file. */
export type TextOutcome =
  | SettingsOutcome<TextChange>
  | { readonly kind: "left"; readonly path: string; readonly why: LeftAlone };

/**
 * What happened to a text of ours; `replaced`: another one made way; `cleared`: the Node original's
 * went and none of ours came.
 */
export type TextChange = "none" | "added" | "updated" | "replaced" | "cleared" | "removed";

/**
 * Why a text of ours was not put where it belongs, or not taken away: the person changed it, somebody
 * else's is there, or the person declined it.
 */
export type LeftAlone = "edited" | "foreign" | "declined";

/** What became of both. */
export interface TextOutcomes {
  readonly skill: TextOutcome;
  readonly memory: TextOutcome;
}

/** How our skill stands in a configuration directory. */
export type SkillState = "current" | "absent" | "outdated" | "edited" | "foreign" | "unreadable";

/** How our block stands in the memory file. */
export type MemoryState = "current" | "absent" | "outdated" | "declined" | "unreadable";

/** What became of the registration of our MCP server in one configuration directory. */
export type ServerOutcome =
  | { readonly kind: "unchanged" }
  /** `replaced` is the command that was registered under our name before; null when none was. */
  | { readonly kind: "registered"; readonly replaced: string | null }
  | { readonly kind: "removed" }
  /** Registered by somebody else under our name; left alone. */
  | { readonly kind: "foreign"; readonly command: string }
  /** Would be done by these lines; nothing was run. */
  | { readonly kind: "planned"; readonly lines: readonly string[] }
  /** Could not be done; the person can by these lines. */
  | {
    readonly kind: "by_hand";
    readonly why: "no_client" | "timeout" | "failed" | "unreadable";
    readonly lines: readonly string[];
  };
