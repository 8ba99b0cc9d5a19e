import type { StorageTrouble } from "../model/storage_trouble.ts";
import type { EpochSec } from "../model/units.ts";
import type {
  ClientGap,
  FileProblem,
  Inspection,
  MemoryState,
  Position,
  Refusal,
  SaidToAgent,
  SkillState,
} from "../model/wiring.ts";
import type { HealthFacts, HealthFinding } from "./health_diagnosis.ts";

/** How one client configuration directory is wired, as its files tell. */
export interface WiringFacts {
  readonly dir: string;
  /** The settings file. */
  readonly path: string;
  readonly settings:
    | { readonly kind: "absent" }
    | { readonly kind: "failed"; readonly problem: FileProblem; readonly detail: string | null }
    | { readonly kind: "refused"; readonly refusal: Refusal }
    | {
      readonly kind: "read";
      readonly inspection: Inspection;
      readonly gaps: readonly ClientGap[];
      readonly said: SaidToAgent;
    };
  readonly server: ServerFacts;
  readonly skill: SkillState;
  readonly memory: MemoryState;
  /** When `install` last wired this directory, or null. */
  readonly installedAt: EpochSec | null;
}

/** What the client would start as our MCP server. */
export type ServerFacts =
  | { readonly kind: "here" }
  | { readonly kind: "elsewhere"; readonly command: string }
  /** `line` registers it. */
  | { readonly kind: "nowhere"; readonly line: string }
  /** The client's own file is damaged. */
  | { readonly kind: "unreadable"; readonly path: string };

/** What the store tells. */
export type StoreFacts =
  | {
    readonly kind: "open";
    /** When a damaged store was last moved aside, or null. */
    readonly replacedAt: EpochSec | null;
    /** Name of that file, where notes may still be taken over from it. */
    readonly aside: string | null;
    /** The session seen last, or null. */
    readonly newest: { readonly hasAccount: boolean; readonly hasAnswered: boolean } | null;
    /** Newest window figure that a response confirmed, of the account that reported last. */
    readonly figuresAt: EpochSec | null;
  }
  | { readonly kind: "newer"; readonly why: string }
  | { readonly kind: "unreadable"; readonly why: string };

/** Everything doctor looks at. */
export interface DoctorFacts {
  /** The running executable, as settings name it. */
  readonly executable: string;
  /** The state directory that the seal names. */
  readonly sealedState: string;
  readonly wiring: readonly WiringFacts[];
  /** Version of the client on the PATH, or null. */
  readonly clientVersion: string | null;
  /** The state directory in use. */
  readonly stateDir: string;
  /** Why nothing can be stored in it; `trouble` null: for a reason we have no words for. */
  readonly unwritable: { readonly trouble: StorageTrouble | null; readonly detail: string } | null;
  readonly store: StoreFacts;
  readonly health: HealthFacts;
  /** What cannot be used of the person's settings. */
  readonly complaints: readonly { readonly key: string; readonly expected: string }[];
  /** `TOKENROOM_DIR` where the seal does not allow it, else null. */
  readonly strayStateDir: string | null;
  readonly silenced: boolean;
  /** Faults of the last day. */
  readonly faults: {
    readonly count: number;
    readonly last: { readonly at: EpochSec; readonly text: string } | null;
  };
}

/** One thing that doctor says. `problem`: the person must act. `note`: worth knowing. */
export type Finding =
  & { readonly level: "ok" | "note" | "problem" }
  & (WiringFinding | StoreFinding | HealthFinding | MachineFinding);

/** About one configuration directory. */
export type WiringFinding =
  & { readonly dir: string }
  & (
    | { readonly kind: "wired"; readonly hooks: number; readonly hasServer: boolean }
    | { readonly kind: "not-wired" }
    | {
      readonly kind: "wiped";
      readonly installedAt: EpochSec;
      /** The whole file is gone. */
      readonly isGone: boolean;
      /** Where the former file lies. */
      readonly backups: string;
    }
    | { readonly kind: "half-wired"; readonly missing: readonly string[] }
    | { readonly kind: "mismatched"; readonly events: readonly string[] }
    | { readonly kind: "doubled"; readonly events: readonly string[] }
    | { readonly kind: "other-path"; readonly path: string }
    | { readonly kind: "foreign-statusline" }
    | { readonly kind: "foreign-hooks"; readonly hooks: readonly ForeignHook[] }
    | { readonly kind: "original" }
    | { readonly kind: "hooks-disabled"; readonly path: string }
    | { readonly kind: "refused"; readonly path: string; readonly refusal: Refusal }
    | { readonly kind: "skipped-by-client"; readonly path: string; readonly from: Position }
    | { readonly kind: "no-directory" }
    | { readonly kind: "settings-moved"; readonly path: string }
    | {
      readonly kind: "settings-unreadable";
      readonly path: string;
      readonly problem: FileProblem;
      readonly detail: string | null;
    }
    | { readonly kind: "skill"; readonly state: Exclude<SkillState, "current"> }
    | { readonly kind: "memory"; readonly state: Exclude<MemoryState, "current" | "declined"> }
    | { readonly kind: "server-absent"; readonly line: string }
    | { readonly kind: "server-elsewhere"; readonly command: string }
    | { readonly kind: "client-file-damaged"; readonly path: string }
    | { readonly kind: "client-gap"; readonly gap: ClientGap; readonly version: string }
    | {
      readonly kind: "token-count";
      readonly path: string;
      readonly tokensLeft: "made-up" | null;
    }
    | { readonly kind: "compaction-off" }
  );

/** A hook of somebody else on an event that calls us. */
export interface ForeignHook {
  readonly event: string;
  readonly command: string;
}

/** About the store and the figures in it. */
export type StoreFinding =
  | {
    readonly kind: "state-unwritable";
    readonly path: string;
    readonly trouble: StorageTrouble | null;
    readonly detail: string;
  }
  | { readonly kind: "store-replaced"; readonly at: EpochSec; readonly aside: string | null }
  | { readonly kind: "store-newer"; readonly why: string }
  | { readonly kind: "store-unreadable"; readonly why: string }
  | { readonly kind: "never-reported" }
  | { readonly kind: "no-figures" }
  | { readonly kind: "no-windows" }
  | { readonly kind: "figures-fresh"; readonly ageSec: number }
  | { readonly kind: "figures-old"; readonly ageSec: number };

/** About what surrounds us. */
export type MachineFinding =
  | { readonly kind: "no-config" }
  | { readonly kind: "client"; readonly version: string }
  | { readonly kind: "client-unseen" }
  | {
    readonly kind: "complaint";
    readonly path: string;
    readonly key: string;
    readonly expected: string;
  }
  | { readonly kind: "stray-state-dir"; readonly path: string; readonly used: string }
  | { readonly kind: "silenced" }
  | {
    readonly kind: "faults";
    readonly count: number;
    readonly lastAt: EpochSec;
    readonly last: string;
  };
