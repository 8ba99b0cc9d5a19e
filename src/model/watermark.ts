import type { AccountKey } from "./account.ts";
import {
  asAmount,
  asCount,
  asIdentifier,
  asInstant,
  asList,
  asNumber,
  asRecord,
  asText,
} from "./decode.ts";
import type { WeightedTokens } from "./flow.ts";
import type { EpochSec, Pct, Tokens } from "./units.ts";
import type { WindowKey } from "./window.ts";

/** How far down one meter had gone when it was last told. */
export interface ToldEdge {
  /** The edge that was told: the lowest one at or above the headroom; 100 while none was crossed. */
  readonly edgePct: Pct;
  /** The reset of the window it was told of; another reset is another window. */
  readonly resetAt: EpochSec | null;
}

/** A window that the agent was told runs empty before `resetAt`, `earliestAt` at the earliest. */
export interface ToldEmpty {
  readonly resetAt: EpochSec;
  readonly earliestAt: EpochSec;
}

/** Where the main window stood when the session last had an event: receipts count from here. */
export interface Look {
  readonly at: EpochSec;
  /** Whose window it was; null where no window was known, and then the rest is null too. */
  readonly account: AccountKey | null;
  readonly key: WindowKey | null;
  readonly headroomPct: Pct | null;
  readonly resetAt: EpochSec | null;
}

/** A subagent that ended. One that goes on later ends again, under the same id. */
export interface EndedAgent {
  readonly id: string;
  readonly kind: string;
  /** When it last ended. */
  readonly endedAt: EpochSec;
  /** What the main agent was told of its cost so far. */
  readonly toldWeight: WeightedTokens;
  /** The main agent was not told yet what it cost up to that end. */
  readonly pending: boolean;
}

/** What one session was last told, so that only worse news is spoken. */
export interface Watermark {
  /** By window key, and `ROOM`. */
  readonly edges: Readonly<Record<string, ToldEdge>>;
  /** When a mid-turn update last told of an edge. */
  readonly updatedAt: EpochSec | null;
  /** The forecast that the agent was last told. */
  readonly empty: ToldEmpty | null;
  /** What the agent was last told that a cold cache costs. */
  readonly coldTokens: Tokens | null;
  /** Room of the context that the agent was last told. */
  readonly roomTokens: Tokens | null;
  /** Date and zone that the agent was last told, as they were worded. */
  readonly day: string | null;
  readonly look: Look | null;
  /** Mark of the message counted last when the session last had an event; see `readFlowMark()`. */
  readonly billedTo: number;
  /** The one that ended longest ago first. */
  readonly agents: readonly EndedAgent[];
}

/** The meter that is no window: the context. No window key has a space in it. */
export const ROOM = "the context";

export const NOTHING_TOLD: Watermark = {
  edges: {},
  updatedAt: null,
  empty: null,
  coldTokens: null,
  roomTokens: null,
  day: null,
  look: null,
  billedTo: 0,
  agents: [],
};

// More meters than one session ever has; a damaged record must not grow.
const MAX_EDGES = 50;
// As many as one workflow starts.
const MAX_AGENTS = 50;

// The longest name of a zone has 30.
const MAX_DAY_CHARS = 100;

/** Longest name of a kind of subagent; plugins make theirs as they like. */
export const MAX_KIND_CHARS = 100;

/** A stored watermark; anything damaged counts as not told. Never throws. */
export function decodeWatermark(raw: unknown): Watermark {
  const record = asRecord(raw);
  const edges = Object.entries(asRecord(record?.edges) ?? {}).flatMap(decodeEdge);
  return {
    edges: Object.fromEntries(edges.slice(-MAX_EDGES)),
    updatedAt: asInstant(record?.updatedAt),
    empty: decodeEmpty(record?.empty),
    coldTokens: asCount(record?.coldTokens),
    roomTokens: asCount(record?.roomTokens),
    day: asText(record?.day, MAX_DAY_CHARS),
    look: decodeLook(record?.look),
    billedTo: asCount(record?.billedTo) ?? 0,
    agents: asList(record?.agents).slice(-MAX_AGENTS).flatMap(decodeAgent),
  };
}

/**
 * What a session knows once its conversation was compacted: the sentences that were said once are
 * gone with it, so they may be said again, and the room begins anew. The edge of a window stays told:
 * it is a line that a figure crossed, and every stamp brings the figure itself.
 */
export function afterCompaction(told: Watermark): Watermark {
  const edges = Object.entries(told.edges).filter(([key]) => key !== ROOM);
  return {
    ...told,
    edges: Object.fromEntries(edges),
    empty: null,
    coldTokens: null,
    roomTokens: null,
    day: null,
  };
}

/** The agents with one more that ended, which is then the last. */
export function withEnded(
  agents: readonly EndedAgent[],
  ended: Pick<EndedAgent, "id" | "kind" | "endedAt">,
): readonly EndedAgent[] {
  const toldWeight = agents.find((agent) => agent.id === ended.id)?.toldWeight ?? 0;
  const others = agents.filter((agent) => agent.id !== ended.id);
  return [...others, { ...ended, toldWeight, pending: true }].slice(-MAX_AGENTS);
}

function decodeEdge([key, raw]: [string, unknown]): (readonly [string, ToldEdge])[] {
  const told = asRecord(raw);
  const edgePct = asPct(told?.edgePct);
  if (edgePct === null || (key !== ROOM && asIdentifier(key) === null)) return [];
  return [[key, { edgePct, resetAt: asInstant(told?.resetAt) }]];
}

function decodeEmpty(raw: unknown): ToldEmpty | null {
  const empty = asRecord(raw);
  const resetAt = asInstant(empty?.resetAt);
  const earliestAt = asInstant(empty?.earliestAt);
  return resetAt === null || earliestAt === null ? null : { resetAt, earliestAt };
}

function decodeLook(raw: unknown): Look | null {
  const look = asRecord(raw);
  const at = asInstant(look?.at);
  if (look === null || at === null) return null;
  const account = asIdentifier(look.account);
  const key = asIdentifier(look.key);
  const headroomPct = asPct(look.headroomPct);
  return account === null || key === null || headroomPct === null
    ? { at, account: null, key: null, headroomPct: null, resetAt: null }
    : { at, account, key, headroomPct, resetAt: asInstant(look.resetAt) };
}

function decodeAgent(raw: unknown): EndedAgent[] {
  const agent = asRecord(raw);
  const id = asIdentifier(agent?.id);
  const kind = asText(agent?.kind, MAX_KIND_CHARS);
  const endedAt = asInstant(agent?.endedAt);
  const toldWeight = asAmount(agent?.toldWeight);
  if (id === null || kind === null || endedAt === null || toldWeight === null) return [];
  return [{ id, kind, endedAt, toldWeight, pending: agent?.pending === true }];
}

function asPct(value: unknown): Pct | null {
  const number = asNumber(value);
  return number === null || number < 0 || number > 100 ? null : number;
}
