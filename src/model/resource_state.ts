import type { AccountKey } from "./account.ts";
import type { PromptCache } from "./cache.ts";
import type { Ceiling, ContextReading, Room } from "./context.ts";
import {
  asAmount,
  asCount,
  asFlag,
  asHeadroom,
  asIdentifier,
  asInstant,
  asList,
  asRecord,
  asText,
} from "./decode.ts";
import type { Session } from "./session.ts";
import type { Snapshot } from "./snapshot.ts";
import type { EpochSec } from "./units.ts";
import {
  findWindow,
  MAX_WINDOWS,
  type Window,
  windowLengthSec,
  type WindowReading,
} from "./window.ts";

/** Version of the published shape. Fields are only ever added within a version. */
export const RESOURCE_STATE_VERSION = 0;

/** What a state is made from. */
export interface StateParts {
  readonly session: Session;
  readonly account: AccountKey | null;
  readonly windows: readonly Window[];
  readonly ceiling: Ceiling | null;
  readonly room: Room | null;
  /** Why there are no windows though the session has some; null: nothing is kept back. */
  readonly withheld: "echo" | "ambiguous" | null;
}

/** Why windows are kept back, as it is published. */
const WITHHELD = { echo: "login-changed", ambiguous: "several-accounts" } as const;

/** The published state as JSON-able data: see docs/RESOURCE-STATE.md and schema/. */
export function encodeState(parts: StateParts, now: EpochSec): Record<string, unknown> {
  const { session } = parts;
  return {
    resource_state: RESOURCE_STATE_VERSION,
    written_at: now,
    harness: { name: session.harness, version: session.harnessVersion },
    session: {
      id: session.id,
      account: parts.account,
      cwd: session.cwd,
      project_dir: session.projectDir,
      transcript_path: session.transcriptPath,
      model: { id: session.modelId, name: session.modelName },
    },
    windows: parts.windows.map((window) => ({
      key: window.key,
      used_pct: Math.round((100 - window.headroomPct) * 10) / 10,
      resets_at: window.resetAt,
      length_sec: windowLengthSec(window.key),
      observed_at: window.observedAt,
      observed_by: window.sessionId,
    })),
    windows_withheld: parts.withheld === null ? null : WITHHELD[parts.withheld],
    context: encodeContext(session.context, parts.ceiling, parts.room, session.contextAt),
    cache: encodeCache(session.cache),
    cost: { session_usd: session.activity.costUsd, api_ms: session.activity.apiMs },
  };
}

function encodeContext(
  context: ContextReading | null,
  ceiling: Ceiling | null,
  room: Room | null,
  observedAt: EpochSec | null,
): Record<string, unknown> | null {
  if (context === null) return null;
  return {
    state: context.state,
    window_tokens: context.windowTokens,
    used_tokens: context.state === "measured" ? context.usedTokens : null,
    ceiling_tokens: ceiling?.tokens ?? null,
    at_ceiling: ceiling?.then ?? null,
    ceiling_basis: ceiling?.basis ?? null,
    room_tokens: room?.roomTokens ?? null,
    observed_at: observedAt,
  };
}

function encodeCache(cache: PromptCache | null): Record<string, unknown> | null {
  if (cache === null) return null;
  return {
    warm: cache.warm,
    expires_at: cache.expiresAt,
    ttl: cache.ttl,
    recache_tokens: cache.recacheTokens,
    misses: cache.misses,
    last_miss_cause: cache.lastMissCause,
  };
}

/**
 * A report of another harness in the published shape, or null when it is none. Derived fields
 * (`written_at`, ceilings, room) are computed again and not believed. Never throws.
 */
export function decodeState(raw: unknown): Snapshot | null {
  const state = asRecord(raw);
  const session = asRecord(state?.session);
  const id = asIdentifier(session?.id);
  if (state?.resource_state !== RESOURCE_STATE_VERSION || session === null || id === null) {
    return null;
  }
  const harness = asRecord(state.harness);
  const model = asRecord(session.model);
  const cost = asRecord(state.cost);
  return {
    sessionId: id,
    transcriptPath: asText(session.transcript_path),
    cwd: asText(session.cwd),
    projectDir: asText(session.project_dir),
    harness: asIdentifier(harness?.name) ?? "unknown",
    harnessVersion: asText(harness?.version, 40),
    modelId: asText(model?.id, 200),
    modelName: asText(model?.name, 200),
    windows: decodeWindows(state.windows),
    context: decodeContext(state.context),
    cache: decodeCache(state.cache),
    activity: {
      costUsd: asAmount(cost?.session_usd),
      apiMs: asAmount(cost?.api_ms),
    },
  };
}

function decodeWindows(raw: unknown): WindowReading[] {
  const readings: WindowReading[] = [];
  for (const item of asList(raw)) {
    const window = asRecord(item);
    const key = asIdentifier(window?.key);
    const headroomPct = asHeadroom(window?.used_pct);
    // A key told twice keeps its first figure: one report cannot say two things.
    if (key === null || headroomPct === null || findWindow(readings, key) !== null) continue;
    readings.push({ key, headroomPct, resetAt: asInstant(window?.resets_at) });
    if (readings.length === MAX_WINDOWS) break;
  }
  return readings;
}

function decodeContext(raw: unknown): ContextReading | null {
  const context = asRecord(raw);
  const windowTokens = asCount(context?.window_tokens) || null;
  const usedTokens = asCount(context?.used_tokens) || null;
  if (context?.state === "fresh" || context?.state === "compacted") {
    return { state: context.state, windowTokens };
  }
  // A response cannot leave an empty context: zero is a figure that was never filled in.
  return usedTokens === null ? null : { state: "measured", windowTokens, usedTokens };
}

function decodeCache(raw: unknown): PromptCache | null {
  const cache = asRecord(raw);
  if (cache === null) return null;
  return {
    warm: asFlag(cache.warm),
    expiresAt: asInstant(cache.expires_at),
    ttl: asText(cache.ttl, 20),
    recacheTokens: asCount(cache.recache_tokens),
    misses: asCount(cache.misses),
    lastMissCause: asIdentifier(cache.last_miss_cause),
  };
}
