import { asCount, asIdentifier, asInstant, asList, asNumber, asRecord } from "./decode.ts";
import type { EpochSec, Pct } from "./units.ts";
import type { WindowKey } from "./window.ts";

/** How far down one meter had gone when it was last told. */
export interface ToldBand {
  /** Number of edges at or above the headroom: 0 is healthy. */
  readonly band: number;
  /** The reset of the window it was told of; another reset is another window. */
  readonly resetAt: EpochSec | null;
}

/** Where the main window stood when the session last had an event: receipts count from here. */
export interface Look {
  readonly at: EpochSec;
  /** Null where no window was known. */
  readonly key: WindowKey | null;
  readonly headroomPct: Pct | null;
  readonly resetAt: EpochSec | null;
}

/** A subagent that ended and whose cost the main agent has not been told yet. */
export interface EndedAgent {
  readonly kind: string;
  readonly weight: number;
  readonly usd: number;
}

/** What one session was last told, so that only worse news is spoken. */
export interface Watermark {
  /** By window key, and `context`. */
  readonly bands: Readonly<Record<string, ToldBand>>;
  /** When a mid-turn update was last given. */
  readonly updatedAt: EpochSec | null;
  /** The reset before which the agent was told that the window runs empty. */
  readonly emptyToldFor: EpochSec | null;
  readonly look: Look | null;
  /** Oldest first. */
  readonly endedAgents: readonly EndedAgent[];
}

export const NOTHING_TOLD: Watermark = {
  bands: {},
  updatedAt: null,
  emptyToldFor: null,
  look: null,
  endedAgents: [],
};

// More subagents than ever end between two events; a damaged record must not grow.
const MAX_ENDED_AGENTS = 20;

/** A stored watermark; anything damaged counts as not told. */
export function decodeWatermark(raw: unknown): Watermark {
  const record = asRecord(raw);
  const bands: Record<string, ToldBand> = {};
  for (const [key, value] of Object.entries(asRecord(record?.bands) ?? {})) {
    const told = asRecord(value);
    const band = asCount(told?.band);
    if (band !== null) bands[key] = { band, resetAt: asInstant(told?.resetAt) };
  }
  return {
    bands,
    updatedAt: asInstant(record?.updatedAt),
    emptyToldFor: asInstant(record?.emptyToldFor),
    look: decodeLook(record?.look),
    endedAgents: asList(record?.endedAgents).slice(-MAX_ENDED_AGENTS).flatMap(decodeEndedAgent),
  };
}

function decodeLook(raw: unknown): Look | null {
  const look = asRecord(raw);
  const at = asInstant(look?.at);
  if (look === null || at === null) return null;
  return {
    at,
    key: asIdentifier(look.key),
    headroomPct: asNumber(look.headroomPct),
    resetAt: asInstant(look.resetAt),
  };
}

function decodeEndedAgent(raw: unknown): EndedAgent[] {
  const agent = asRecord(raw);
  const kind = asIdentifier(agent?.kind);
  const weight = asNumber(agent?.weight);
  const usd = asNumber(agent?.usd);
  return kind === null || weight === null || usd === null ? [] : [{ kind, weight, usd }];
}
