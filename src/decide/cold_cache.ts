import type { PromptCache } from "../model/cache.ts";
import type { EpochSec, Tokens } from "../model/units.ts";
import { COLD_AGAIN_RATIO, COLD_CACHE_TOKENS } from "./thresholds.ts";

/** Tokens that the next request writes anew because the cache went cold; null where none to speak of. */
export function coldTokens(cache: PromptCache | null, now: EpochSec): Tokens | null {
  if (cache === null || cache.recacheTokens === null) return null;
  const isCold = cache.warm === false || (cache.expiresAt !== null && now >= cache.expiresAt);
  return isCold && cache.recacheTokens >= COLD_CACHE_TOKENS ? cache.recacheTokens : null;
}

/** Whether a cold cache of `tokens` is news to a session that was last told of `toldTokens`. */
export function isColdNews(tokens: Tokens, toldTokens: Tokens | null): boolean {
  return toldTokens === null || tokens >= COLD_AGAIN_RATIO * toldTokens;
}
