// What is assumed of a working day. Change a number and run again; RESULTS.md names them all.

import { HOUR, MINUTE } from "../../src/model/units.ts";

/** How somebody works with an agent. */
export interface Habit {
  readonly name: string;
  readonly what: string;
  /** Mean seconds between the end of a turn and the next prompt. */
  readonly pauseSec: number;
  /** Median of the tool batches of a turn; log-normal. */
  readonly batches: number;
  /** The share must hold for this habit. */
  readonly counts: boolean;
}

/** The day that counts, and two that bound it. */
export const HABITS: readonly Habit[] = [
  {
    name: "mixed",
    what: "questions, edits and longer jobs; the day that counts",
    pauseSec: 6 * MINUTE,
    batches: 7,
    counts: true,
  },
  {
    name: "autonomous",
    what: "few prompts, long turns",
    pauseSec: 15 * MINUTE,
    batches: 40,
    counts: true,
  },
  {
    name: "dialogue",
    what: "many short turns with little work between prompts: the worst case",
    pauseSec: 4 * MINUTE,
    batches: 2,
    counts: false,
  },
];

/** Context windows: the client's default, and one set to 200,000. */
export const CEILINGS: readonly number[] = [967_000, 167_000];

export const SESSION_SEC = 8 * HOUR;
export const SEEDS = 8;

/** Deviation of the logarithm of the batches of a turn. */
export const BATCHES_SIGMA = 0.9;
/** Median seconds of one request with its tools, and the deviation of its logarithm. */
export const BATCH_SEC = 20;
export const BATCH_SEC_SIGMA = 0.8;

/** Tokens of the system prompt, tools, memory files and skills: sent with every request. */
export const FIXED_TOKENS = 22_000;
/** Median tokens of a prompt, of an answer with its thinking, and of the results of one batch. Log-
 * normal; together about 2,200 a request, so that 200,000 tokens of context last for some 80. */
export const PROMPT_TOKENS = 120;
export const ANSWER_TOKENS = 400;
export const RESULT_TOKENS = 900;
export const TOKENS_SIGMA = 1.1;
/** Tokens that a compaction leaves of the conversation. */
export const SUMMARY_TOKENS = 8_000;

/** Dollars of a five-hour window and of a week: both are spent to the bottom by such days, which is
 * when there is most to say. */
export const FIVE_HOUR_USD = 12;
export const WEEK_USD = 60;
/** Percent of the week that was used when the day began. */
export const WEEK_USED_PCT = 60;
/** Probability that a turn starts a subagent, and the median dollars it costs. */
export const AGENT_CHANCE = 0.15;
export const AGENT_USD = 0.8;
/** Share of the day in which another session burns as much. */
export const PEER_SHARE = 0.25;
/** Seconds after which the prompt cache is cold. */
export const CACHE_SEC = 5 * MINUTE;
