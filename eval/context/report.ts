import * as assumed from "./habits.ts";
import type { Tally } from "./session.ts";

/** The days of one habit under one ceiling, summed. */
export interface Result {
  readonly habit: assumed.Habit;
  readonly ceilingTokens: number;
  readonly days: number;
  readonly total: Tally;
}

/** Percent of a session's tokens that stamps and updates together may be. */
export const LIMIT_PCT = 0.3;

/** Our share of all tokens sent, re-reads included, in percent. */
export function sentPct({ total }: Result): number {
  return total.ourSent / total.sentTokens * 100;
}

/** Our share of the tokens that were new, in percent. */
export function newPct({ total }: Result): number {
  return total.ourNew / total.newTokens * 100;
}

/** Results that count and miss the limit, judged by all tokens sent: what a session is billed for. */
export function misses(results: readonly Result[]): Result[] {
  return results.filter((it) => it.habit.counts && sentPct(it) >= LIMIT_PCT);
}

/** The whole report as Markdown. */
export function renderReport(
  results: readonly Result[],
  lengths: readonly Result[],
  sample: readonly string[],
): string {
  const failed = misses(results);
  return [
    "# Context spent on the agent",
    "",
    `Stamps and updates together must stay under ${LIMIT_PCT}% of a session's tokens. Judged by all ` +
    "tokens sent, which is what a session is billed for, " +
    (failed.length === 0
      ? "every day that counts does."
      : `${failed.length} of the days that count miss it: ${failed.map(nameOf).join(", ")}.`) +
    " The share of new tokens stands beside it.",
    "",
    "| day | context | prompts | requests | compactions | stamps | updates | tokens a prompt | share of all tokens sent | share of new tokens |",
    "|---|---|---|---|---|---|---|---|---|---|",
    ...results.map(row),
    "",
    "`share of all tokens sent` counts every text of ours again in each later request until a " +
    "compaction drops it, and the rest of the conversation likewise. `dialogue` bounds the worst " +
    "case and is not judged.",
    "",
    "## By the work that a prompt sets off",
    "",
    `The mixed day with a context of ${
      thousands(assumed.CEILINGS[0] ?? 0)
    }, other lengths of turns:`,
    "",
    "| tool batches a turn (median) | in the mean | share of all tokens sent | share of new tokens |",
    "|---|---|---|---|",
    ...lengths.map((it) =>
      `| ${it.habit.batches} | ${meanOf(it.habit.batches, assumed.BATCHES_SIGMA)} | ` +
      `${sentPct(it).toFixed(3)}% | ${newPct(it).toFixed(3)}% |`
    ),
    "",
    "## What was said in one mixed day",
    "",
    "```",
    ...sample,
    "```",
    "",
    "## How it is counted",
    "",
    "Simulated sessions of eight hours, seeded; what is said comes from the program's own decide and " +
    "render code. No tokenizer is at hand: a text counts as the larger of characters / 2.7 and a count " +
    "by pieces (a token for four letters of a word, two digits of a number, one for each mark, two for " +
    "each that is not ASCII), plus the client's wrapper and four tokens for its message. That is a " +
    "third more than with older tokenizers.",
    "",
    "## What is assumed",
    "",
    ...assumptions(),
    "",
    "## What others measured",
    "",
    ...assumed.MEASURED.map((it) => `- ${it}`),
    "",
  ].join("\n");
}

function row(result: Result): string {
  const { habit, ceilingTokens, days, total } = result;
  const mean = (sum: number) => (sum / days).toFixed(sum / days < 10 ? 1 : 0);
  return `| ${habit.name} | ${thousands(ceilingTokens)} | ${mean(total.prompts)} | ` +
    `${mean(total.requests)} | ${mean(total.compactions)} | ${mean(total.stamps)} | ` +
    `${mean(total.updates)} | ${Math.round(total.ourNew / total.prompts)} | ` +
    `${sentPct(result).toFixed(3)}% | ${newPct(result).toFixed(3)}% |`;
}

function assumptions(): string[] {
  const usd = (value: number) => `$${value}`;
  return [
    ...assumed.HABITS.map(({ name, what, pauseSec, batches }) =>
      `- ${name}: ${what}; ${batches} tool batches a turn (median; ` +
      `${
        meanOf(batches, assumed.BATCHES_SIGMA)
      } in the mean), ${pauseSec} s between turns (median; ` +
      `${meanOf(pauseSec, assumed.PAUSE_SIGMA)} in the mean).`
    ),
    `- ${
      assumed.SESSION_SEC / 3600
    } hours, ${assumed.SEEDS} seeds each; a request with its tools ` +
    `takes ${assumed.BATCH_SEC} s.`,
    `- Tokens, medians of log-normals: prompt ${assumed.PROMPT_TOKENS}, answer with thinking ` +
    `${assumed.ANSWER_TOKENS}, results of a batch ${assumed.RESULT_TOKENS} (deviation of the logarithm ` +
    `${assumed.TOKENS_SIGMA}); system prompt, tools and memory ${
      thousands(assumed.FIXED_TOKENS)
    }; ` +
    `a compaction leaves ${thousands(assumed.SUMMARY_TOKENS)}.`,
    `- Windows that such a day spends to the bottom: ${
      usd(assumed.FIVE_HOUR_USD)
    } in five hours, ` +
    `${usd(assumed.WEEK_USD)} a week of which ${assumed.WEEK_USED_PCT}% were used before.`,
    `- ${assumed.AGENT_CHANCE * 100}% of turns start a subagent of ${
      usd(assumed.AGENT_USD)
    }; another ` +
    `session burns as much in ${assumed.PEER_SHARE * 100}% of the day; the cache is cold after ` +
    `${assumed.CACHE_SEC / 60} minutes.`,
    `- Days begin at 09:12 in ${assumed.ZONES.map(({ name }) => name).join(", ")}, in turn.`,
    "- Mode ondemand, default settings. At the wall the client waits for the refill.",
  ];
}

function nameOf({ habit, ceilingTokens }: Result): string {
  return `${habit.name} at ${thousands(ceilingTokens)}`;
}

function meanOf(median: number, sigma: number): string {
  const mean = median * Math.exp(sigma ** 2 / 2);
  return mean.toFixed(mean < 100 ? 1 : 0);
}

function thousands(tokens: number): string {
  return `${Math.round(tokens / 1000)}k`;
}
