import type { PromptCache } from "../../model/cache.ts";
import type { ContextReading } from "../../model/context.ts";
import {
  asAmount,
  asCount,
  asFlag,
  asHeadroom,
  asIdentifier,
  asInstant,
  asRecord,
  asText,
  type JsonRecord,
} from "../../model/decode.ts";
import { HARNESS } from "./harness.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { MAX_WINDOWS, type WindowReading } from "../../model/window.ts";

/** A statusline payload as a snapshot, or null when it names no session. Never throws. */
export function decodePayload(raw: unknown): Snapshot | null {
  const payload = asRecord(raw);
  const sessionId = asIdentifier(payload?.session_id);
  if (payload === null || sessionId === null) return null;
  const workspace = asRecord(payload.workspace);
  const model = asRecord(payload.model);
  const cost = asRecord(payload.cost);
  return {
    sessionId,
    transcriptPath: asText(payload.transcript_path),
    cwd: asText(payload.cwd) ?? asText(workspace?.current_dir),
    projectDir: asText(workspace?.project_dir),
    harness: HARNESS,
    harnessVersion: asText(payload.version, 40),
    // Some versions gave the model as a bare string.
    modelId: asText(model?.id, 200) ?? asText(payload.model, 200),
    modelName: asText(model?.display_name, 200),
    windows: decodeWindows(payload.rate_limits),
    context: decodeContext(payload.context_window),
    cache: decodeCache(payload.prompt_cache),
    activity: {
      costUsd: asAmount(cost?.total_cost_usd),
      apiMs: asAmount(cost?.total_api_duration_ms),
    },
  };
}

function decodeWindows(raw: unknown): WindowReading[] {
  const limits = asRecord(raw) ?? {};
  const readings: WindowReading[] = [];
  for (const [key, value] of Object.entries(limits)) {
    const limit = asRecord(value);
    const headroomPct = asHeadroom(limit?.used_percentage);
    // A window without its figure says nothing and must not erase the one we have.
    if (asIdentifier(key) === null || headroomPct === null) continue;
    readings.push({ key, headroomPct, resetAt: asInstant(limit?.resets_at) });
    if (readings.length === MAX_WINDOWS) break;
  }
  return readings;
}

function decodeContext(raw: unknown): ContextReading | null {
  const context = asRecord(raw);
  if (context === null) return null;
  const windowTokens = asCount(context.context_window_size) || null;
  if (context.current_usage === null) return { state: "fresh", windowTokens };
  const usage = asRecord(context.current_usage);
  // The totals are not used: before 2.1.132 they counted the whole session.
  if (usage === null) return null;
  const usedTokens = sumUsage(usage);
  if (usedTokens === null) return null;
  return usedTokens === 0
    ? { state: "compacted", windowTokens }
    : { state: "measured", windowTokens, usedTokens };
}

/** Tokens of the context that a usage record shows, or null when it does not tell the input. */
export function sumUsage(usage: JsonRecord): number | null {
  const parts = [
    usage.input_tokens,
    usage.output_tokens,
    usage.cache_creation_input_tokens,
    usage.cache_read_input_tokens,
  ].map(asCount);
  // The client gives all four; a sum without one would understate the context, and the cached part
  // is by far the largest.
  return parts.reduce((sum, part) => sum === null || part === null ? null : sum + part, 0);
}

function decodeCache(raw: unknown): PromptCache | null {
  const cache = asRecord(raw);
  if (cache === null) return null;
  return {
    warm: asFlag(cache.warm),
    expiresAt: asInstant(cache.expires_at),
    ttl: asText(cache.ttl, 20),
    recacheTokens: asCount(cache.recache_tokens_if_cold),
    lastMissCause: asIdentifier(cache.last_miss_cause),
    misses: asCount(cache.misses),
  };
}
