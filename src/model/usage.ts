import type { EpochSec, Tokens } from "./units.ts";

/** Tokens of one response by the kinds that have a price of their own. Kinds do not overlap. */
export interface TokenCounts {
  /** Neither written to nor read from the prompt cache. */
  readonly input: Tokens;
  readonly output: Tokens;
  /** Written to the cache for five minutes, or for a time that was not told. */
  readonly write5m: Tokens;
  /** Written to the cache for an hour. */
  readonly write1h: Tokens;
  readonly read: Tokens;
}

/** What one response of a model used. */
export interface Usage {
  readonly messageId: string;
  readonly at: EpochSec;
  readonly modelId: string | null;
  readonly tokens: TokenCounts;
  /** Answered at the faster, dearer speed. */
  readonly fast: boolean;
  /** Answered by machines in the United States only, at a surcharge. */
  readonly usOnly: boolean;
  /** The response had ended; before that its output is still growing. */
  readonly ended: boolean;
  /** It ended and waits for no tool, so that its turn ended with it. */
  readonly endsTurn: boolean;
}

/** One compaction of a conversation. */
export interface Compaction {
  /** Names the compaction across copies of a transcript. */
  readonly id: string;
  readonly at: EpochSec;
  readonly trigger: "auto" | "manual" | null;
  /** Context before and after, null when not told. */
  readonly beforeTokens: Tokens | null;
  readonly afterTokens: Tokens | null;
}

/** A compaction with whose it was. */
export interface SessionCompaction extends Compaction {
  readonly sessionId: string;
}

/** Tokens of the whole prompt of a response. */
export function promptTokens(tokens: TokenCounts): Tokens {
  return tokens.input + tokens.write5m + tokens.write1h + tokens.read;
}

/** Whether there is anything to count. */
export function isEmptyUsage(usage: Usage): boolean {
  return promptTokens(usage.tokens) + usage.tokens.output === 0;
}

/** The instant a record is placed at: a transcript cannot know the future. */
export function believedAt(at: EpochSec, now: EpochSec): EpochSec {
  return Math.min(at, now);
}

// Shorter ids were seen from gateways that count their answers (`msg_4`); the service's own have 28
// characters, a UUID has 36.
const UNIQUE_ID_CHARS = 20;

/**
 * The key under which a message counts once. A forked or continued session carries the messages of
 * its origin with their ids, so a random id is a key by itself, whichever file it stands in. A short
 * id says nothing outside its session.
 */
export function messageKey(sessionId: string, messageId: string): string {
  return messageId.length >= UNIQUE_ID_CHARS ? messageId : `${sessionId} ${messageId}`;
}
