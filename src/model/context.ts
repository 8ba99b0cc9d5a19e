import type { EpochSec, Tokens } from "./units.ts";

/**
 * The working memory of one session as the last payload told it. `fresh`: no response yet;
 * `compacted`: cleared by a compaction, the next response will tell; `measured`: `usedTokens` holds.
 */
export type ContextReading =
  | { readonly state: "fresh" | "compacted"; readonly windowTokens: Tokens | null }
  | {
    readonly state: "measured";
    readonly windowTokens: Tokens | null;
    /** Input, cache and output tokens of the last response: what the client compares. */
    readonly usedTokens: Tokens;
  };

/** One measurement of a context. */
export interface ContextSample {
  readonly at: EpochSec;
  readonly usedTokens: Tokens;
}

/** Where the context ends and why there. */
export interface Ceiling {
  /** Tokens at which it ends. */
  readonly tokens: Tokens;
  /** What happens there: the client compacts, or (compaction switched off) nothing more fits. */
  readonly then: "compaction" | "full";
  readonly basis: CeilingBasis;
}

/**
 * What a ceiling rests on. `formula`: the client's own rule and settings; `observed`: where it was
 * seen to compact instead; `window`: the end of the model's window, after the client was seen to go
 * on past the rest; `configured`: the person's `ceiling_pct`.
 */
export type CeilingBasis = "formula" | "observed" | "window" | "configured";

/** Room before the ceiling. */
export interface Room {
  readonly roomTokens: Tokens;
  /** Share of the ceiling that is left, 0 to 100. */
  readonly headroomPct: number;
  readonly then: Ceiling["then"];
}

/** Room of a measured context below a ceiling, or null when it is not known. */
export function roomBelow(context: ContextReading | null, ceiling: Ceiling | null): Room | null {
  if (context?.state !== "measured" || ceiling === null || ceiling.tokens <= 0) return null;
  const roomTokens = Math.max(0, ceiling.tokens - context.usedTokens);
  // Multiplied first: 29 percent must not become 28.999999999999996 and be shown as 28.
  return { roomTokens, headroomPct: roomTokens * 100 / ceiling.tokens, then: ceiling.then };
}

/** What the person set about compaction; null where nothing is set. */
export interface ContextSettings {
  /** Window that the client is told to keep to, in tokens. */
  readonly windowTokens: Tokens | null;
  /** Tokens that it is told to let a reply have; null: as many as the model can. */
  readonly outputTokens: Tokens | null;
  /** Percent of the effective window at which to compact, in (0, 100]. */
  readonly thresholdPct: number | null;
  readonly compacts: boolean;
}
