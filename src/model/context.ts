import type { Tokens } from "./units.ts";

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

/** Where the context ends and why there. */
export interface Ceiling {
  /** Tokens at which it ends. */
  readonly tokens: Tokens;
  /** What happens there: the client compacts, or (compaction switched off) nothing more fits. */
  readonly then: "compaction" | "full";
}

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
  /** Percent of the effective window at which to compact, in (0, 100]. */
  readonly thresholdPct: number | null;
  readonly compacts: boolean;
}
