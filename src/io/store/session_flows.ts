import type { AccountKey } from "../../model/account.ts";
import type { WeightedTokens } from "../../model/flow.ts";
import { type EpochSec, MINUTE, type Tokens } from "../../model/units.ts";
import type { Store } from "./database.ts";

/**
 * New tokens (cache reads left out) that each session spent in each of the last minutes, oldest
 * first; sessions that spent none are absent.
 */
export function readFlowByMinute(
  store: Store,
  minutes: number,
  now: EpochSec,
): ReadonlyMap<string, readonly Tokens[]> {
  const last = Math.floor(now / MINUTE);
  const first = last - minutes + 1;
  const found = new Map<string, Tokens[]>();
  const rows = store.db.prepare(
    `SELECT session_id AS id, at / ${MINUTE} AS minute,
       sum(input_tokens + output_tokens + write_5m_tokens + write_1h_tokens) AS tokens
       FROM flow WHERE at >= ? AND at <= ? GROUP BY 1, 2`,
  ).all(first * MINUTE, now);
  for (const row of rows) {
    const id = row.id as string;
    const series = found.get(id) ?? new Array<Tokens>(minutes).fill(0);
    series[(row.minute as number) - first] = row.tokens as number;
    found.set(id, series);
  }
  return found;
}

/** What each session spent of each account since an instant; sessions that ended too. */
export function readSpentBySession(
  store: Store,
  since: EpochSec,
): { account: AccountKey; sessionId: string; weight: WeightedTokens }[] {
  return store.db.prepare(
    `SELECT account_key AS account, session_id AS sessionId, sum(weight) AS weight FROM flow
      WHERE account_key IS NOT NULL AND at >= ? GROUP BY 1, 2`,
  ).all(since) as unknown as { account: AccountKey; sessionId: string; weight: WeightedTokens }[];
}
