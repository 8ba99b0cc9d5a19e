import type { Room } from "../model/context.ts";
import type { Facts } from "../model/facts.ts";
import type { EpochSec, Pct, Tokens } from "../model/units.ts";
import type { WindowKey } from "../model/window.ts";
import type { Descent } from "./descent.ts";
import type { Empties } from "./empties.ts";
import type { HotPace } from "./pace.ts";
import type { Peers } from "./peers.ts";
import type { Quote } from "./quote.ts";
import type { Receipt } from "./receipt.ts";

/** One thing to tell the agent, before wording. */
export type Note =
  | {
    readonly kind: "quota";
    readonly quotes: readonly Quote[];
    /** Learned tokens left of the first window quoted; null until that is earned. */
    readonly tokensLeft: Tokens | null;
  }
  /** Other sessions spend the same account. */
  | { readonly kind: "peers"; readonly peers: Peers }
  /** The client tells the agent a count of tokens left that no budget stands behind. */
  | { readonly kind: "made-up-count" }
  /** The week runs hotter than it sustains. */
  | { readonly kind: "hot-week"; readonly pace: HotPace }
  /** A conversation was resumed after its cache went cold. */
  | { readonly kind: "cold-resume"; readonly tokens: Tokens; readonly usd: number | null }
  /** The prompt cache went cold: this request writes so many tokens anew. */
  | { readonly kind: "cold"; readonly tokens: Tokens; readonly cause: string | null }
  | { readonly kind: "room"; readonly roomTokens: Tokens; readonly then: Room["then"] }
  /** The room is nearly used up. */
  | {
    readonly kind: "near-ceiling";
    readonly roomTokens: Tokens;
    readonly then: Room["then"];
    /** Requests that fit at this pace; null: not known. */
    readonly calls: number | null;
    /** The agent's own note, and whether it is recent; null: there is none. */
    readonly checkpoint: { readonly at: EpochSec; readonly isCurrent: boolean } | null;
  }
  /** The main window runs empty before `resetAt`. */
  | ({ readonly kind: "empties" } & Empties)
  | { readonly kind: "descent"; readonly descent: Descent }
  /** Another account has room: instead of slowing down. */
  | { readonly kind: "alternate"; readonly name: string; readonly headroomPct: Pct | null }
  /** The context fell, and no compaction explains it. */
  | {
    readonly kind: "trim";
    readonly at: EpochSec;
    readonly tokens: Tokens;
    readonly transcriptPath: string | null;
  }
  /** A turn ended because a budget was spent. */
  | {
    readonly kind: "wall";
    readonly key: WindowKey | null;
    readonly at: EpochSec;
    readonly resetAt: EpochSec | null;
    /** The repository as it stood then; null: none, or not known. */
    readonly facts: Facts | null;
  }
  /** `what`: the tool or subagent that was paid for. */
  | { readonly kind: "receipt"; readonly what: Paid; readonly receipt: Receipt };

/** What a receipt is for. */
export type Paid =
  | { readonly kind: "call"; readonly tool: string }
  | { readonly kind: "batch"; readonly calls: number }
  | { readonly kind: "agent"; readonly type: string };
