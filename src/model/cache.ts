import type { EpochSec, Tokens } from "./units.ts";

/** The prompt cache of one session as the client tells it. Each field is null when not known. */
export interface PromptCache {
  readonly warm: boolean | null;
  readonly expiresAt: EpochSec | null;
  readonly ttl: string | null;
  /** Tokens the next request would write again if the cache goes cold. */
  readonly recacheTokens: Tokens | null;
  readonly lastMissCause: string | null;
  readonly misses: number | null;
}
