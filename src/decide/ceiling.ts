import type { Ceiling, CeilingBasis, ContextSettings } from "../model/context.ts";
import type { Tokens } from "../model/units.ts";

// Source of the formula and its constants: the client 2.1.330 itself, confirmed by runs against it
// (windows of 1,000,000, 300,000 with 50 percent, and 200,000 set by the environment; the refusal
// with compaction switched off at 977,000 of a million and at 177,000 of 200,000).

/** Tokens the client reserves for the answer at most; fewer where it is told to let it have fewer. */
const OUTPUT_RESERVE_TOKENS = 20_000;
/** Tokens between the effective window and the point of compaction. */
const COMPACTION_MARGIN_TOKENS = 13_000;
/** Tokens before the effective window at which the client refuses to go on where it may not compact. */
const REFUSAL_MARGIN_TOKENS = 3_000;
/** Model window up to which the client compacts only when the API refuses, unless configured. */
const UNENFORCED_WINDOW_TOKENS = 200_000;

/** Where the context of a model with this window ends, or null when the window is not known. */
export function decideCeiling(
  windowTokens: Tokens | null,
  settings: ContextSettings,
): Ceiling | null {
  if (windowTokens === null) return null;
  const reserve = Math.min(OUTPUT_RESERVE_TOKENS, settings.outputTokens ?? OUTPUT_RESERVE_TOKENS);
  if (!settings.compacts) {
    const end = windowTokens - reserve - REFUSAL_MARGIN_TOKENS;
    return end <= 0 ? null : { tokens: end, then: "full", basis: "formula" };
  }
  if (settings.windowTokens === null && windowTokens <= UNENFORCED_WINDOW_TOKENS) {
    return { tokens: windowTokens, then: "compaction", basis: "formula" };
  }
  const effective = Math.min(windowTokens, settings.windowTokens ?? windowTokens) -
    reserve;
  const threshold = effective - COMPACTION_MARGIN_TOKENS;
  // The override can only lower the point.
  const lowered = settings.thresholdPct === null
    ? threshold
    : Math.min(threshold, Math.floor(effective * settings.thresholdPct / 100));
  return lowered <= 0 ? null : { tokens: lowered, then: "compaction", basis: "formula" };
}

/** What was seen of a client's compactions under the same model and settings. */
export interface CeilingEvidence {
  /** Context at the newest automatic compactions. */
  readonly compactedAt: readonly Tokens[];
  /** Context that the session passed by more than one response without a compaction, or null. */
  readonly passed: Tokens | null;
}

/**
 * Share of the formula's point by which compactions must come early to contradict it. Settings that
 * the service hands to the client are seen nowhere else; a response that ends near the point is not
 * yet a contradiction.
 */
const EARLY_SHARE = 0.02;

/**
 * The ceiling that agrees with what was seen: the person's own word, then an earlier point at which
 * the client was seen to compact, then the formula, then a later one, then the model's window. A
 * point that was passed is none; null when all of them were.
 */
export function settleCeiling(
  formula: Ceiling | null,
  windowTokens: Tokens | null,
  ceilingPct: number | null,
  evidence: CeilingEvidence,
): Ceiling | null {
  if (windowTokens === null || formula?.then === "full") return formula;
  const seen = median(evidence.compactedAt);
  const isEarly = seen !== null && formula !== null && seen < formula.tokens * (1 - EARLY_SHARE);
  const points: readonly (readonly [Tokens | null, CeilingBasis])[] = [
    [ceilingPct === null ? null : Math.floor(windowTokens * ceilingPct / 100), "configured"],
    [isEarly ? seen : null, "observed"],
    [formula?.tokens ?? null, "formula"],
    [isEarly ? null : seen, "observed"],
    [windowTokens, "window"],
  ];
  for (const [tokens, basis] of points) {
    if (tokens !== null && tokens > (evidence.passed ?? 0)) {
      return { tokens, then: "compaction", basis };
    }
  }
  return null;
}

// One compaction while idle, or one huge result that jumped over the point, must not move it.
function median(values: readonly Tokens[]): Tokens | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}

/** Where the context of another harness ends: its rule is not known, so at the window it tells. */
export function foreignCeiling(windowTokens: Tokens | null): Ceiling | null {
  return windowTokens === null ? null : { tokens: windowTokens, then: "full", basis: "formula" };
}
