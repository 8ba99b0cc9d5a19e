import type { Ceiling, ContextSettings } from "../model/context.ts";
import type { Tokens } from "../model/units.ts";

// Source of the formula and its constants: the client 2.1.330 itself, confirmed by runs against it
// (windows of 1,000,000, 300,000 with 50 percent, and 200,000 set by the environment; the refusal
// with compaction switched off at 977,000 of a million and at 177,000 of 200,000).

/** Tokens the client reserves for the answer. */
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
  if (!settings.compacts) {
    const end = windowTokens - OUTPUT_RESERVE_TOKENS - REFUSAL_MARGIN_TOKENS;
    return end <= 0 ? null : { tokens: end, then: "full" };
  }
  if (settings.windowTokens === null && windowTokens <= UNENFORCED_WINDOW_TOKENS) {
    return { tokens: windowTokens, then: "compaction" };
  }
  const effective = Math.min(windowTokens, settings.windowTokens ?? windowTokens) -
    OUTPUT_RESERVE_TOKENS;
  const threshold = effective - COMPACTION_MARGIN_TOKENS;
  // The override can only lower the point.
  const lowered = settings.thresholdPct === null
    ? threshold
    : Math.min(threshold, Math.floor(effective * settings.thresholdPct / 100));
  return lowered <= 0 ? null : { tokens: lowered, then: "compaction" };
}

/** Where the context of another harness ends: its rule is not known, so at the window it tells. */
export function foreignCeiling(windowTokens: Tokens | null): Ceiling | null {
  return windowTokens === null ? null : { tokens: windowTokens, then: "full" };
}
