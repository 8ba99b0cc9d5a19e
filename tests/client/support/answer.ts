// What the scripted Messages API can answer, as data.

/** Token counts of one answer. A bare `cacheCreation` counts as written for five minutes. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheCreation?: number | { readonly fiveMinutes: number; readonly oneHour: number };
  readonly cacheRead?: number;
}

/** One tool call of the model. */
export interface ToolCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** One scripted answer. */
export type Answer =
  | {
    readonly kind: "message";
    readonly text: string;
    readonly calls: readonly ToolCall[];
    readonly usage: Usage;
    readonly stopReason?: string;
  }
  | { readonly kind: "usage-limit" }
  | { readonly kind: "transient-limit"; readonly retryAfterSec: number }
  | {
    readonly kind: "error";
    readonly status: number;
    readonly type: string;
    readonly message: string;
  };

/** A small answer: what a test gets that does not care for tokens. */
export const SMALL_USAGE: Usage = { input: 900, output: 100 };

/** The model says `text` and ends its turn. */
export function say(text: string, usage: Usage = SMALL_USAGE): Answer {
  return { kind: "message", text, calls: [], usage };
}

/** The model calls one tool. */
export function call(tool: string, input: ToolCall["input"], usage: Usage = SMALL_USAGE): Answer {
  return callAll([{ tool, input }], usage);
}

/** The model calls several tools at once. */
export function callAll(calls: readonly ToolCall[], usage: Usage = SMALL_USAGE): Answer {
  return { kind: "message", text: "", calls, usage };
}

/** 429: the subscription's window is empty. The windows come from the API's `limits`. */
export function usageLimit(): Answer {
  return { kind: "usage-limit" };
}

/** 429 that says nothing of a window; the client retries. */
export function transientLimit(retryAfterSec = 1): Answer {
  return { kind: "transient-limit", retryAfterSec };
}

/** 400: the conversation does not fit; the client compacts and retries. */
export function promptTooLong(tokens = 210_000, maximum = 200_000): Answer {
  const message = `prompt is too long: ${tokens} tokens > ${maximum} maximum`;
  return { kind: "error", status: 400, type: "invalid_request_error", message };
}

/** Any other failure of the service. */
export function failure(status: number, type: string, message: string): Answer {
  return { kind: "error", status, type, message };
}
