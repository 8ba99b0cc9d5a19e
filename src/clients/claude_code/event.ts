import {
  asCount,
  asFlag,
  asIdentifier,
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
} from "../../model/decode.ts";
import type { Tokens } from "../../model/units.ts";

/** What every hook event of the client carries. */
export interface HookEvent {
  readonly sessionId: string;
  readonly transcriptPath: string | null;
  readonly cwd: string | null;
  /** Set only inside a subagent. */
  readonly agentId: string | null;
  /** The event's own fields, still undecoded. */
  readonly fields: JsonRecord;
}

/** A hook event, or null when it names no session. Never throws. */
export function decodeEvent(raw: unknown): HookEvent | null {
  const fields = asRecord(raw);
  const sessionId = asIdentifier(fields?.session_id);
  if (fields === null || sessionId === null) return null;
  return {
    sessionId,
    transcriptPath: asText(fields.transcript_path),
    cwd: asText(fields.cwd),
    agentId: asIdentifier(fields.agent_id),
    fields,
  };
}

/** Whether a prompt was made by the client when a background task ended, not by a person. */
export function isTaskNotification(event: HookEvent): boolean {
  const prompt = event.fields.prompt;
  return typeof prompt === "string" && prompt.trimStart().startsWith("<task-notification>");
}

export type SessionSource = "startup" | "resume" | "clear" | "compact" | "fork";
const SOURCES: readonly string[] = ["startup", "resume", "clear", "compact", "fork"];

/** Why a session started, or null when the client names a reason we do not know. */
export function sessionSource(event: HookEvent): SessionSource | null {
  const source = event.fields.source;
  return typeof source === "string" && SOURCES.includes(source) ? source as SessionSource : null;
}

/**
 * Whether the text shown for a refused turn speaks of a spent budget ("You've hit your 5-hour
 * limit"). A burst that was refused has the same error name and another text.
 */
export function isUsageLimitText(event: HookEvent): boolean {
  const text = event.fields.last_assistant_message;
  return typeof text === "string" && /hit your .{0,40}limit/i.test(text);
}

/** What the client tells of a resumed conversation; each is null where it does not. */
export interface ResumeFacts {
  readonly contextTokens: Tokens | null;
  /** The client expects the prompt cache to be gone. */
  readonly cacheIsCold: boolean | null;
  /** Its estimate of what writing the context anew costs, in US dollars. */
  readonly rewriteUsd: number | null;
}

/** Facts of a resumed conversation, or null when the session did not start that way. */
export function resumeFacts(event: HookEvent): ResumeFacts | null {
  if (sessionSource(event) !== "resume") return null;
  const usd = asNumber(event.fields.estimated_cache_write_usd);
  return {
    contextTokens: asCount(event.fields.context_tokens),
    cacheIsCold: asFlag(event.fields.prompt_cache_likely_expired),
    rewriteUsd: usd === null || usd < 0 ? null : usd,
  };
}
