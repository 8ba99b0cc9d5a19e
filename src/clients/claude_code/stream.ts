import type { ContextReading } from "../../model/context.ts";
import {
  asAmount,
  asCount,
  asHeadroom,
  asIdentifier,
  asInstant,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
} from "../../model/decode.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { EpochSec, Tokens } from "../../model/units.ts";
import { findWindow, MAX_WINDOWS, type WindowKey, type WindowReading } from "../../model/window.ts";
import { HARNESS } from "./harness.ts";
import { sumUsage } from "./payload.ts";

/** What a print-mode stream has told so far; starts as `EMPTY_STREAM`. */
export interface StreamState {
  readonly snapshot: Snapshot | null;
  /** The response that was counted last: one response spans several lines. */
  readonly messageId: string | null;
  /** The limit that the run was last refused at; null: none. */
  readonly refusal: StreamRefusal | null;
}

/** A limit that refused a request; null where it is not told. */
export interface StreamRefusal {
  readonly key: WindowKey | null;
  readonly resetAt: EpochSec | null;
}

export const EMPTY_STREAM: StreamState = { snapshot: null, messageId: null, refusal: null };

/**
 * Takes in one line of `claude -p --output-format stream-json --verbose`, decoded as JSON. Returns
 * the same state when the line tells nothing of budgets. Never throws.
 *
 * The client tells the windows only when they change, after the response that changed them; and it
 * tells a response before its output is counted, so the context is short of the last output.
 */
export function takeLine(state: StreamState, raw: unknown): StreamState {
  const line = asRecord(raw);
  const sessionId = asIdentifier(line?.session_id);
  if (line === null || sessionId === null) return state;
  const base = state.snapshot?.sessionId === sessionId
    ? { ...state.snapshot, answered: false }
    : emptySnapshot(sessionId);
  switch (line.type) {
    case "system":
      if (line.subtype === "init") return { ...state, snapshot: withInit(base, line) };
      return line.subtype === "compact_boundary"
        ? { ...state, snapshot: { ...base, context: compacted(base) } }
        : state;
    case "assistant":
      return withResponse(state, base, line);
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
    harness: HARNESS,
    harnessVersion: null,
    modelId: null,
    modelName: null,
    windows: [],
    context: null,
    cache: null,
    activity: { costUsd: null, apiMs: null },
    answered: false,
  };
}

function withInit(base: Snapshot, line: JsonRecord): Snapshot {
  return {
    ...base,
    transcriptPath: transcriptBeside(line, base.sessionId) ?? base.transcriptPath,
    cwd: asText(line.cwd) ?? base.cwd,
    modelId: asText(line.model, 200) ?? base.modelId,
    harnessVersion: asText(line.claude_code_version, 40) ?? base.harnessVersion,
  };
}

const MEMORY_DIR = /^(.+[/\\]projects[/\\][^/\\]+)[/\\]memory[/\\]?$/;

// The stream does not name its transcript. It lies beside the project's memory directory, which
// also tells the configuration directory that the run uses.
function transcriptBeside(line: JsonRecord, sessionId: string): string | null {
  const [, project] = MEMORY_DIR.exec(asText(asRecord(line.memory_paths)?.auto) ?? "") ?? [];
  return project === undefined ? null : `${project}/${sessionId}.jsonl`;
}

function compacted(base: Snapshot): ContextReading {
  return { state: "compacted", windowTokens: base.context?.windowTokens ?? null };
}

const SYNTHETIC_MODEL = "<synthetic>";

function withResponse(state: StreamState, base: Snapshot, line: JsonRecord): StreamState {
  const message = asRecord(line.message);
  const id = asIdentifier(message?.id);
  const modelId = asText(message?.model, 200);
  // A refusal is told as an answer of no model.
  if (id === null || id === state.messageId || modelId === SYNTHETIC_MODEL) return state;
  const answered = { ...base, answered: true };
  // A subagent's context and model are not the session's.
  if (asText(line.parent_tool_use_id) !== null) {
    return { ...state, snapshot: answered, messageId: id };
  }
  const usage = asRecord(message?.usage);
  const usedTokens = usage === null ? null : sumUsage(usage);
  const windowTokens = modelId === base.modelId ? base.context?.windowTokens ?? null : null;
  const context: ContextReading | null = usedTokens === null || usedTokens === 0
    ? base.context
    : { state: "measured", windowTokens, usedTokens };
  return {
    ...state,
    snapshot: { ...answered, modelId: modelId ?? base.modelId, context },
    messageId: id,
  };
}

function withWindows(state: StreamState, base: Snapshot, line: JsonRecord): StreamState {
  const info = asRecord(line.rate_limit_info) ?? {};
  const told = asRecord(info.unifiedWindows) ?? { [asText(info.rateLimitType) ?? ""]: info };
  const news = Object.entries(told).flatMap(decodeWindow).slice(0, MAX_WINDOWS);
  // An older client tells one window at a time; the others that the run told stand.
  const isOne = info.unifiedWindows === undefined && news.length > 0;
  const others = isOne ? base.windows.filter(({ key }) => findWindow(news, key) === null) : [];
  const windows = [...others, ...news].slice(-MAX_WINDOWS);
  const refusal = info.status === "rejected"
    ? { key: asIdentifier(info.rateLimitType), resetAt: asInstant(info.resetsAt) }
    : state.refusal;
  if (windows.length === 0) return refusal === state.refusal ? state : { ...state, refusal };
  return { ...state, refusal, snapshot: { ...base, windows, answered: true } };
}

// Here the client gives a fraction, in the statusline payload a percentage.
function decodeWindow([key, raw]: [string, unknown]): WindowReading[] {
  const window = asRecord(raw);
  const utilization = window?.status === "rejected" ? 1 : asNumber(window?.utilization);
  const headroomPct = utilization === null ? null : asHeadroom(utilization * 100);
  if (asIdentifier(key) === null || headroomPct === null) return [];
  return [{ key, headroomPct, resetAt: asInstant(window?.resetsAt) }];
}

function withResult(base: Snapshot, line: JsonRecord): Snapshot {
  const { context } = base;
  const windowTokens = context?.windowTokens ?? windowOf(base.modelId, line.modelUsage);
  return {
    ...base,
    context: context === null ? null : { ...context, windowTokens },
    activity: {
      costUsd: asAmount(line.total_cost_usd) ?? base.activity.costUsd,
      apiMs: asAmount(line.duration_api_ms) ?? base.activity.apiMs,
    },
  };
}

// A run may use several models: only the one that answers has the session's context.
function windowOf(modelId: string | null, usage: unknown): Tokens | null {
  const models = asRecord(usage);
  if (models === null || modelId === null || !Object.hasOwn(models, modelId)) return null;
  return asCount(asRecord(models[modelId])?.contextWindow) || null;
}
