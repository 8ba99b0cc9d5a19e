import type { ContextReading } from "../model/context.ts";
import type { EpochSec, Tokens } from "../model/units.ts";
import { TRIM_SHARE, TRIM_TOKENS } from "./thresholds.ts";

/** A fall of the context between two reports of a session. */
export interface Cliff {
  readonly beforeTokens: Tokens;
  readonly afterTokens: Tokens;
}

/** What was told at one instant of a session's model and context. */
export interface ContextView {
  readonly modelId: string | null;
  readonly context: ContextReading | null;
}

/**
 * The fall between two reports of a session, or null where there is none worth a word. A context
 * only grows from response to response; another model counts its tokens differently.
 */
export function decideCliff(before: ContextView, after: ContextView): Cliff | null {
  const [was, is] = [before.context, after.context];
  if (was?.state !== "measured" || is?.state !== "measured") return null;
  if (before.modelId !== after.modelId || was.windowTokens !== is.windowTokens) return null;
  const fell = was.usedTokens - is.usedTokens;
  return fell >= TRIM_TOKENS && fell >= was.usedTokens * TRIM_SHARE
    ? { beforeTokens: was.usedTokens, afterTokens: is.usedTokens }
    : null;
}

/** Whether one of these instants explains a fall that was seen between two reports. */
export function isExplained(
  causes: readonly EpochSec[],
  span: { readonly after: EpochSec; readonly until: EpochSec },
): boolean {
  return causes.some((at) => at >= span.after && at <= span.until);
}
