import type { Room } from "../model/context.ts";
import type { Facts } from "../model/facts.ts";
import type { EpochSec, Pct, Tokens } from "../model/units.ts";
import type { WindowKey } from "../model/window.ts";
import type { Descent } from "./descent.ts";
import type { HotPace } from "./pace.ts";
import type { Peers } from "./peers.ts";
import type { Receipt } from "./receipt.ts";

/** A window as it is quoted: what is left of it, or that it has refilled. */
export type Quote =
  | {
    readonly kind: "left";
    readonly key: WindowKey;
    readonly headroomPct: Pct;
    readonly resetAt: EpochSec | null;
    /** Seconds since a response confirmed the figure; null while that is recent. */
    readonly ageSec: number | null;
  }
  | { readonly kind: "refilled"; readonly key: WindowKey; readonly resetAt: EpochSec };

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
  /** The week runs hotter than it sustains. */
  | { readonly kind: "hot-week"; readonly pace: HotPace }
  /** A conversation was resumed after its cache went cold. */
  | { readonly kind: "cold-resume"; readonly tokens: Tokens; readonly usd: number | null }
  /** The prompt cache went cold: this request writes so many tokens anew. */
  | { readonly kind: "cold"; readonly tokens: Tokens; readonly cause: string | null }
  | { readonly kind: "room"; readonly roomTokens: Tokens; readonly then: Room["then"] }
  | { readonly kind: "empties"; readonly earliestAt: EpochSec; readonly latestAt: EpochSec }
  | { readonly kind: "descent"; readonly descent: Descent }
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
