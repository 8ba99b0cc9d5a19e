// What is assumed of a working day. Change a number and run again; RESULTS.md names them all, with
// the measurements by others that they are held against. Where those differ, the assumption lies
// between them or on the side that makes our share larger.

import { HOUR, MINUTE, type Zone } from "../../src/model/units.ts";

/** How somebody works with an agent. */
export interface Habit {
  readonly name: string;
  readonly what: string;
  /** Median of the seconds between the end of a turn and the next prompt; log-normal. */
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
    pauseSec: 110,
    batches: 4.2,
    counts: true,
  },
  {
    name: "autonomous",
    what: "few prompts, long turns",
    pauseSec: 5 * MINUTE,
    batches: 40,
    counts: true,
  },
  {
    name: "dialogue",
    what: "many short turns with little work between prompts: the worst case",
    pauseSec: 90,
    batches: 1.5,
    counts: false,
  },
];

/** Medians of the tool batches of a turn that the mixed day is also run with: our share is mostly a
 * question of how much work a prompt sets off. */
export const TURN_LENGTHS: readonly number[] = [3, 4.2, 6, 8, 12, 20];

/** Context windows: the client's default, and one set to 200,000. */
export const CEILINGS: readonly number[] = [967_000, 167_000];

export const SESSION_SEC = 8 * HOUR;
export const SEEDS = 40;

/** Deviation of the logarithm of the batches of a turn. A median of 4.2 is then 6.3 in the mean. */
export const BATCHES_SIGMA = 0.9;
/** The same of the pauses: with a median of 110 s, 27% are over 5 minutes and 10% over 15. */
export const PAUSE_SIGMA = 1.64;
/** Median seconds of one request with its tools, and the deviation of its logarithm. */
export const BATCH_SEC = 20;
export const BATCH_SEC_SIGMA = 0.8;

/** Tokens of the system prompt, tools, memory files and skills: sent with every request. */
export const FIXED_TOKENS = 30_000;
/** Median tokens of a prompt, of an answer with its thinking, and of the results of one batch. Log-
 * normal, hence 1.8 times as many in the mean: 820 and 2,750, together 3,600 new tokens a request. */
export const PROMPT_TOKENS = 120;
export const ANSWER_TOKENS = 450;
export const RESULT_TOKENS = 1_500;
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

/** Where it is 09:12 when the day begins, one after the other: names of zones differ in length, and
 * what is said once a day of UTC may be said twice in a working day. */
export const ZONES: readonly Zone[] = [
  { name: "Asia/Tokyo", offsetMin: () => 540 },
  { name: "America/Los_Angeles", offsetMin: () => -420 },
  { name: "Europe/Berlin", offsetMin: () => 120 },
  { name: "America/New_York", offsetMin: () => -240 },
];
/** Measurements by others, of the client in August and September 2026. */
export const MEASURED: readonly string[] = [
  "83 to 88% of requests end in a tool call, 12 to 17% end the turn: 6.3 tool requests a turn over all 81,642; " +
  "output 774 to 1,862 tokens a request; context 457k to 532k in the mean; 488 requests a session " +
  "in the median (https://github.com/anthropics/claude-code/issues/38335).",
  "27% of 1,967 replies of a person came after more than 5 minutes, 10% after more than 15 " +
  "(https://github.com/anthropics/claude-code/issues/74075).",
  "New tokens a request, as written to the cache without the re-writes: about 4,200 " +
  "(https://github.com/anthropics/claude-code/issues/82563: 83.7M in 13,688 requests, 31% of it " +
  "re-writes), about 4,200 (https://github.com/anthropics/claude-code/issues/78660: 60.7M in 11,889, " +
  "17%), 4,500 (https://github.com/doodledood/manifest-dev/pull/85: 5.2M in 1,157). The " +
  "openings of the sessions are in it, 15 to 20%.",
  "System prompt and tools: 20k to 41k (https://github.com/anthropics/claude-code/issues/94177).",
  "Newer tokenizers: up to 0.44 tokens a character of code " +
  "(https://github.com/softspark/ai-toolkit/pull/25).",
];
