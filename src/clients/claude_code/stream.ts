import type { ContextReading } from "../../model/context.ts";
import {
  asHeadroom,
  asIdentifier,
  asInstant,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
} from "../../model/decode.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { WindowReading } from "../../model/window.ts";
import { sumUsage } from "./payload.ts";

/** What a print-mode stream has told so far; starts as `EMPTY_STREAM`. */
export interface StreamState {
  readonly snapshot: Snapshot | null;
  /** Message ids whose usage is counted: one response spans several lines. */
  readonly lastMessageId: string | null;
}

export const EMPTY_STREAM: StreamState = { snapshot: null, lastMessageId: null };

/**
 * Takes in one line of `claude -p --output-format stream-json --verbose`, decoded as JSON. Returns
 * the same state when the line tells nothing of budgets. Never throws.
 */
export function takeLine(state: StreamState, raw: unknown): StreamState {
  const line = asRecord(raw);
  const sessionId = asIdentifier(line?.session_id);
  if (line === null || sessionId === null) return state;
  const base = state.snapshot?.sessionId === sessionId ? state.snapshot : emptySnapshot(sessionId);
  switch (line.type) {
    case "system":
      return line.subtype === "init" ? { ...state, snapshot: withInit(base, line) } : state;
    case "assistant":
      return withAssistant(state, base, line);
    case "rate_limit_event":
      return withWindows(state, base, line);
    case "result":
      return { ...state, snapshot: withResult(base, line) };
    default:
      return state;
  }
}

function emptySnapshot(sessionId: string): Snapshot {
  return {
    sessionId,
    transcriptPath: null,
    cwd: null,
    projectDir: null,
    harness: "claude-code",
    harnessVersion: null,
    modelId: null,
    modelName: null,
    windows: [],
    context: null,
    cache: null,
    activity: { costUsd: null, apiMs: null, responses: 0 },
  };
}

function withInit(base: Snapshot, line: JsonRecord): Snapshot {
  return {
    ...base,
    cwd: asText(line.cwd) ?? base.cwd,
    modelId: asText(line.model, 200) ?? base.modelId,
    harnessVersion: asText(line.claude_code_version, 40) ?? base.harnessVersion,
  };
}

function withAssistant(state: StreamState, base: Snapshot, line: JsonRecord): StreamState {
  const message = asRecord(line.message);
  const id = asIdentifier(message?.id);
  // A subagent's context is not the session's.
  if (id === null || id === state.lastMessageId || asText(line.parent_tool_use_id) !== null) {
    return state;
  }
  const usage = asRecord(message?.usage);
  const usedTokens = usage === null ? null : sumUsage(usage);
  const context: ContextReading | null = usedTokens === null || usedTokens === 0
    ? base.context
    : { state: "measured", windowTokens: base.context?.windowTokens ?? null, usedTokens };
  const activity = { ...base.activity, responses: (base.activity.responses ?? 0) + 1 };
  return { snapshot: { ...base, context, activity }, lastMessageId: id };
}

function withWindows(state: StreamState, base: Snapshot, line: JsonRecord): StreamState {
  const info = asRecord(line.rate_limit_info) ?? line;
  const windows: WindowReading[] = [];
  for (const [key, value] of Object.entries(asRecord(info.unifiedWindows) ?? {}).slice(0, 12)) {
    const window = asRecord(value);
    const utilization = asNumber(window?.utilization);
    // Here the client gives a fraction, in the statusline payload a percentage.
    const headroomPct = utilization === null ? null : asHeadroom(utilization * 100);
    if (asIdentifier(key) === null || headroomPct === null) continue;
    windows.push({ key, headroomPct, resetAt: asInstant(window?.resetsAt) });
  }
  if (windows.length === 0) return state;
  const activity = { ...base.activity, responses: (base.activity.responses ?? 0) + 1 };
  return { ...state, snapshot: { ...base, windows, activity } };
}

function withResult(base: Snapshot, line: JsonRecord): Snapshot {
  const model = Object.values(asRecord(line.modelUsage) ?? {}).map(asRecord)
    .map((usage) => asNumber(usage?.contextWindow)).find((size) => size !== null && size > 0);
  return {
    ...base,
    context: base.context === null || model === undefined || model === null
      ? base.context
      : { ...base.context, windowTokens: Math.round(model) },
    activity: {
      costUsd: asNumber(line.total_cost_usd) ?? base.activity.costUsd,
      apiMs: asNumber(line.duration_api_ms) ?? base.activity.apiMs,
      responses: base.activity.responses ?? 0,
    },
  };
}
