import type { AccountKey } from "../../model/account.ts";
import { type FlowPoint, usdOfWeight, type WeightedTokens } from "../../model/flow.ts";

import { type EpochSec, MINUTE } from "../../model/units.ts";
import { messageKey, type Usage } from "../../model/usage.ts";
import { isCounted } from "./cursors.ts";
import type { Store } from "./database.ts";

/** Whose transcript a message stood in. */
export interface FlowOwner {
  readonly sessionId: string;
  /** Null: the main conversation. */
  readonly agentId: string | null;
  /** Null while the session has not reported windows. */
  readonly account: AccountKey | null;
}

/** A response with its price-weighted tokens. */
export interface WeighedUsage {
  readonly usage: Usage;
  readonly weight: WeightedTokens;
}

/** What was spent over some time. */
export interface FlowSum {
  readonly weight: WeightedTokens;
  /** The same at API prices. */
  readonly usd: number;
  readonly messages: number;
  /** Something may be missing: a part was not read, or a response had no final figure. */
  readonly atLeast: boolean;
}

/** What a subagent spent. */
export interface AgentFlow extends FlowSum {
  /** Its turn ended with the message that was counted last. */
  readonly endsTurn: boolean;
}

/** What one session spends. */
export interface FlowRate {
  readonly sessionId: string;
  readonly weightPerMin: number;
}

/** A stretch of time: after one instant, up to and including another. */
export interface Span {
  readonly after: EpochSec;
  readonly until: EpochSec;
}

/**
 * Counts messages. The same message again changes nothing; a later line of it with more output
 * replaces the figures but neither the instant nor the owner: both belong to where it was first
 * seen, so that a copy in a forked session moves nothing.
 */
export function writeUsages(
  store: Store,
  owner: FlowOwner,
  usages: readonly WeighedUsage[],
): void {
  const statement = store.db.prepare(
    `INSERT INTO flow (key, session_id, agent_id, account_key, at, model_id, input_tokens,
       output_tokens, write_5m_tokens, write_1h_tokens, read_tokens, weight, ended)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET model_id = excluded.model_id,
       input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
       write_5m_tokens = excluded.write_5m_tokens, write_1h_tokens = excluded.write_1h_tokens,
       read_tokens = excluded.read_tokens, weight = excluded.weight, ended = excluded.ended
     WHERE (excluded.output_tokens, excluded.weight, excluded.ended) > (output_tokens, weight, ended)`,
  );
  for (const { usage, weight } of usages) {
    const { tokens } = usage;
    statement.run(
      messageKey(owner.sessionId, usage.messageId),
      owner.sessionId,
      owner.agentId,
      owner.account,
      usage.at,
      usage.modelId,
      tokens.input,
      tokens.output,
      tokens.write5m,
      tokens.write1h,
      tokens.read,
      weight,
      toEnd(usage),
    );
  }
}

// What the column `ended` holds; whatever is greater has ended.
const OPEN = 0;
const ENDED = 1;
const ENDED_TURN = 2;

function toEnd({ ended, endsTurn }: Usage): number {
  if (!ended) return OPEN;
  return endsTurn ? ENDED_TURN : ENDED;
}

/** Gives what a session spent before its account was known to that account. */
export function ownFlow(store: Store, sessionId: string, account: AccountKey): void {
  store.db.prepare("UPDATE flow SET account_key = ? WHERE session_id = ? AND account_key IS NULL")
    .run(account, sessionId);
}

/**
 * What the main conversation of a session spent, without its subagents. `countedAfter`: a mark of
 * `readFlowMark()`; only messages that were counted later.
 */
export function readMainFlow(
  store: Store,
  sessionId: string,
  span: Span,
  countedAfter = 0,
): FlowSum {
  const row = store.db.prepare(
    `SELECT ${SUM} FROM flow
      WHERE session_id = ? AND agent_id IS NULL AND at > ? AND at <= ? AND rowid > ?`,
  ).get(sessionId, span.after, span.until, countedAfter);
  return toSum(row, isCounted(store, sessionId, span.after));
}

/** Marks the message that was counted last; 0 before the first. */
export function readFlowMark(store: Store): number {
  return Number(store.db.prepare("SELECT max(rowid) AS mark FROM flow").get()?.mark ?? 0);
}

/**
 * New tokens (read for the first time or written; cache reads left out) per weight, of an account
 * over the whole minutes of a stretch; null when nothing was spent. Turns learned weights into tokens people know.
 */
export function readTokensPerWeight(
  store: Store,
  account: AccountKey,
  span: Span,
): number | null {
  const row = store.db.prepare(
    `SELECT total(new_tokens) AS tokens, total(weight) AS weight FROM flow_minute
      WHERE account_key = ? AND minute > ? AND minute <= ?`,
  ).get(account, ...minutesOf(span));
  const weight = Number(row?.weight ?? 0);
  return weight > 0 ? Number(row?.tokens ?? 0) / weight : null;
}

/** What the sessions of an account that run on this machine spent. Always at least: others may exist. */
export function readAccountFlow(store: Store, account: AccountKey, span: Span): FlowSum {
  const row = store.db.prepare(
    `SELECT ${SUM} FROM flow WHERE account_key = ? AND at > ? AND at <= ?`,
  ).get(account, span.after, span.until);
  return toSum(row, false);
}

/** What one subagent spent in all its life. */
export function readAgentFlow(store: Store, sessionId: string, agentId: string): AgentFlow {
  // Beside one max(), SQLite takes a bare column from the row that has it.
  const row = store.db.prepare(
    `SELECT ${SUM}, max(rowid), ended FROM flow WHERE session_id = ? AND agent_id = ?`,
  ).get(sessionId, agentId);
  const sum = toSum(row, isCounted(store, sessionId, 0, agentId));
  return { ...sum, endsTurn: row?.ended === ENDED_TURN };
}

/**
 * The flow of an account, oldest first, a minute's messages together at their last instant. Whole
 * minutes: the one that the stretch begins in is left out.
 */
export function readFlowPoints(store: Store, account: AccountKey, span: Span): FlowPoint[] {
  return store.db.prepare(
    `SELECT last_at AS at, weight FROM flow_minute
      WHERE account_key = ? AND minute > ? AND minute <= ? ORDER BY minute`,
  ).all(account, ...minutesOf(span)) as unknown as FlowPoint[];
}

function minutesOf({ after, until }: Span): [number, number] {
  return [Math.floor(after / MINUTE), Math.floor(until / MINUTE)];
}

/**
 * Who burns: the sessions of an account and their rates over a stretch, the fastest first. One that
 * ended since burns no more.
 */
export function readFlowRates(store: Store, account: AccountKey, span: Span): FlowRate[] {
  const minutes = (span.until - span.after) / MINUTE;
  return store.db.prepare(
    `SELECT * FROM (SELECT session_id AS sessionId, sum(weight) / ? AS weightPerMin FROM flow
        WHERE account_key = ? AND at > ? AND at <= ? GROUP BY session_id)
      WHERE (SELECT kind FROM event
          WHERE session_id = sessionId AND kind IN ('session-start', 'session-end')
          ORDER BY id DESC LIMIT 1) IS NOT 'session-end'
      ORDER BY weightPerMin DESC`,
  ).all(minutes, account, span.after, span.until) as unknown as FlowRate[];
}

const SUM = "count(*) AS messages, total(weight) AS weight, total(ended = 0) AS open";

function toSum(row: Record<string, unknown> | undefined, counted: boolean): FlowSum {
  const weight = Number(row?.weight ?? 0);
  return {
    weight,
    usd: usdOfWeight(weight),
    messages: Number(row?.messages ?? 0),
    atLeast: !counted || Number(row?.open ?? 0) > 0,
  };
}
