import {
  asCount,
  asIdentifier,
  asInstant,
  asList,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  parseJson,
} from "../../model/decode.ts";
import type { EpochSec, Tokens } from "../../model/units.ts";
import type { Compaction, TokenCounts, Usage } from "../../model/usage.ts";
import type { WindowKey } from "../../model/window.ts";

/** A turn that the service refused. */
export interface ApiError {
  readonly at: EpochSec;
  /** `rate_limit`, `server_error` and the like, as the client names it. */
  readonly error: string | null;
  readonly status: number | null;
  /** A budget was spent, not merely a burst refused. */
  readonly isUsageLimit: boolean;
  /** The spent window and its reset; null when not told. */
  readonly window: WindowKey | null;
  readonly resetAt: EpochSec | null;
  readonly text: string | null;
}

/** What a line of a transcript means to us. Every other record is none of our business. */
export type TranscriptEntry =
  | { readonly kind: "usage"; readonly usage: Usage }
  | { readonly kind: "compaction"; readonly compaction: Compaction }
  | { readonly kind: "api-error"; readonly apiError: ApiError }
  | { readonly kind: "user-text"; readonly at: EpochSec | null; readonly text: string }
  | {
    readonly kind: "tool-failure";
    readonly at: EpochSec | null;
    readonly toolUseId: string | null;
    readonly text: string;
  };

/** One line of a transcript, or null where it holds nothing for us or is damaged. Never throws. */
export function decodeLine(line: string): TranscriptEntry | null {
  const record = asRecord(parseJson(line));
  if (record?.type === "assistant") return decodeAssistant(record);
  if (record?.type === "user") return decodeUser(record);
  if (record?.type === "system" && record.subtype === "compact_boundary") {
    return decodeCompaction(record);
  }
  return null;
}

/** What lines of a transcript say of spending. */
export interface Spending {
  readonly usages: readonly Usage[];
  readonly compactions: readonly Compaction[];
  readonly apiErrors: readonly ApiError[];
}

// Inside a JSON string every quotation mark is escaped, so text that merely mentions these words is
// not even looked at.
const USAGE_MARK = '"usage"';
const COMPACTION_MARK = '"compact_boundary"';
// No record of either kind is shorter. To parse what is no JSON costs far more than to look: this
// and the braces keep a file of garbage cheap.
const MIN_RECORD_CHARS = 150;

/** Reads whole lines for spending alone; the many that hold none are not parsed. Never throws. */
export function decodeSpending(text: string): Spending {
  const usages: Usage[] = [];
  const compactions: Compaction[] = [];
  const apiErrors: ApiError[] = [];
  for (const line of linesWith(USAGE_MARK, text)) {
    const entry = decodeLine(line);
    if (entry?.kind === "usage") usages.push(entry.usage);
    if (entry?.kind === "api-error") apiErrors.push(entry.apiError);
  }
  for (const line of linesWith(COMPACTION_MARK, text)) {
    const entry = decodeLine(line);
    if (entry?.kind === "compaction") compactions.push(entry.compaction);
  }
  return { usages, compactions, apiErrors };
}

function* linesWith(mark: string, text: string): Generator<string> {
  let found = text.indexOf(mark);
  while (found >= 0) {
    const start = text.lastIndexOf("\n", found) + 1;
    const newline = text.indexOf("\n", found);
    const end = newline < 0 ? text.length : newline;
    if (end - start >= MIN_RECORD_CHARS) {
      const line = text.slice(start, end).trim();
      if (line.startsWith("{") && line.endsWith("}")) yield line;
    }
    found = text.indexOf(mark, end);
  }
}

const SYNTHETIC_MODEL = "<synthetic>";

function decodeAssistant(record: JsonRecord): TranscriptEntry | null {
  const at = asTimestamp(record.timestamp);
  if (at === null) return null;
  const message = asRecord(record.message);
  if (record.isApiErrorMessage === true) {
    return { kind: "api-error", apiError: decodeApiError(record, message, at) };
  }
  const messageId = asText(message?.id, 200);
  const modelId = asText(message?.model, 200);
  const raw = asRecord(message?.usage);
  if (messageId === null || raw === null || modelId === SYNTHETIC_MODEL) return null;
  const tokens = decodeTokens(raw);
  if (tokens === null) return null;
  return {
    kind: "usage",
    usage: {
      messageId,
      at,
      modelId,
      tokens,
      fast: raw.speed === "fast",
      usOnly: raw.inference_geo === "us",
      ...decodeEnd(message?.stop_reason),
    },
  };
}

// After these the same turn goes on with another answer.
const GOES_ON: readonly string[] = ["tool_use", "pause_turn"];

function decodeEnd(reason: unknown): Pick<Usage, "ended" | "endsTurn"> {
  const ended = typeof reason === "string";
  return { ended, endsTurn: ended && !GOES_ON.includes(reason) };
}

// Ten times the largest context there is: a figure beyond it was not counted by anyone.
const MAX_TOKENS = 10_000_000;

/** The kinds of tokens of a usage record, or null when one of its figures cannot be true. */
function decodeTokens(raw: JsonRecord): TokenCounts | null {
  const split = asRecord(raw.cache_creation);
  const figures = [
    raw.input_tokens,
    raw.output_tokens,
    raw.cache_read_input_tokens,
    raw.cache_creation_input_tokens,
    split?.ephemeral_5m_input_tokens,
    split?.ephemeral_1h_input_tokens,
  ].map(asTokens);
  if (!figures.every((figure) => figure !== null)) return null;
  const [input = 0, output = 0, read = 0, written = 0, split5m = 0, split1h = 0] = figures;
  // The total read 0 in some versions while the split held the tokens.
  const total = Math.max(written, split5m + split1h);
  return { input, output, read, write5m: total - split1h, write1h: split1h };
}

function asTokens(value: unknown): Tokens | null {
  if (value === null || value === undefined) return 0;
  const count = asCount(value);
  return count === null || count > MAX_TOKENS ? null : count;
}

function decodeApiError(record: JsonRecord, message: JsonRecord | null, at: EpochSec): ApiError {
  const limits = asRecord(record.quotaLimits) ??
    asRecord(asRecord(record.apiErrorParams)?.rate_limit_info);
  const isUsageLimit = record.apiError === "usage_limit_reached" || limits?.status === "rejected";
  return {
    at,
    error: asIdentifier(record.error),
    status: asNumber(record.apiErrorStatus),
    isUsageLimit,
    window: asIdentifier(limits?.rateLimitType),
    resetAt: asInstant(limits?.resetsAt),
    text: textOf(message?.content),
  };
}

function decodeCompaction(record: JsonRecord): TranscriptEntry | null {
  const at = asTimestamp(record.timestamp);
  if (at === null) return null;
  const metadata = asRecord(record.compactMetadata);
  const trigger = metadata?.trigger;
  return {
    kind: "compaction",
    compaction: {
      id: asIdentifier(record.uuid) ?? `${asIdentifier(record.sessionId) ?? ""} ${at}`,
      at,
      trigger: trigger === "auto" || trigger === "manual" ? trigger : null,
      beforeTokens: asCount(metadata?.preTokens),
      afterTokens: asCount(metadata?.postTokens),
    },
  };
}

// Written by the client in the person's name: commands and their output, notes, interruptions.
const NOT_TYPED =
  /^\s*(<(command-|local-command-|bash-|task-notification|system-reminder)|\[Request interrupted)/;

function decodeUser(record: JsonRecord): TranscriptEntry | null {
  const content = asRecord(record.message)?.content;
  const at = asTimestamp(record.timestamp);
  const failed = asList(content).map(asRecord)
    .find((block) => block?.type === "tool_result" && block.is_error === true);
  if (failed !== undefined && failed !== null) {
    const text = textOf(failed.content);
    const toolUseId = asIdentifier(failed.tool_use_id);
    return text === null ? null : { kind: "tool-failure", at, toolUseId, text };
  }
  if (isWrittenByClient(record)) return null;
  const text = textOf(content);
  return text === null || NOT_TYPED.test(text) ? null : { kind: "user-text", at, text };
}

function isWrittenByClient(record: JsonRecord): boolean {
  const origin = asRecord(record.origin)?.kind;
  return record.isMeta === true || record.isCompactSummary === true ||
    record.isSidechain === true ||
    record.promptSource === "system" || (typeof origin === "string" && origin !== "human");
}

/** The text of a message's content, verbatim; null when it has none. */
function textOf(content: unknown): string | null {
  if (typeof content === "string") return content.trim() === "" ? null : content;
  const texts = asList(content).map(asRecord).flatMap((block) =>
    block?.type === "text" && typeof block.text === "string" ? [block.text] : []
  );
  return texts.length === 0 ? null : texts.join("\n");
}

const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?Z$/;

/** Epoch seconds of the client's UTC timestamps, or null. */
function asTimestamp(value: unknown): EpochSec | null {
  const found = typeof value === "string" ? TIMESTAMP.exec(value) : null;
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1)
    .map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
    return null;
  }
  const seconds = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  return asInstant(seconds);
}

// The year is counted from March, so that a leap day is its last.
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthsSinceMarch = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) +
    Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((monthsSinceMarch * 153 + 2) / 5) + day - 1 -
    719_468;
}
