import { type HookEvent, isUsageLimitText } from "../../clients/claude_code/event.ts";
import { type ApiError, decodeLine } from "../../clients/claude_code/transcript.ts";
import type { Host } from "../../io/host.ts";
import { outliveTermination } from "../../io/termination.ts";
import { findTranscript, readTail } from "../../io/transcript.ts";
import { gatherFlow } from "../flow.ts";
import type { Handler } from "../hook.ts";
import { type Interruption, keepInterruption } from "../interruption.ts";
import { recordWall } from "../wall_record.ts";
import { answer, type Opened } from "./opened.ts";

// The refusal is the last thing the client wrote, the turn that it ended stands before it.
const TAIL_BYTES = 256 * 1024;
// Milliseconds that the event may take in all, from here on: the rest of 1.5 s is for the start.
const LIMIT_MS = 1_350;

/** Records the wall: a turn that ended because a budget was spent. A burst refused is none. */
export const handle: Handler = async (event, host) => {
  if (event.fields.error !== "rate_limit") return null;
  // In print mode the client ends with the turn, and asks its hooks to end before it kills them.
  const release = outliveTermination();
  try {
    return await noteWall(event, host);
  } finally {
    release();
  }
};

async function noteWall(event: HookEvent, host: Host): Promise<null> {
  const endsAtMs = performance.now() + LIMIT_MS;
  const lines = lastLines(event, host);
  const refusal = lastRefusal(lines, event);
  if (!(refusal?.isUsageLimit ?? isUsageLimitText(event))) return null;
  const wall = answer(event, host, (opened) => noteRefusal(opened, refusal, event, host));
  // Apart and afterwards: a slow repository costs the facts, never the wall.
  if (wall !== null) await keepInterruption(wall, lines, event, host, endsAtMs);
  return null;
}

function noteRefusal(
  opened: Opened,
  refusal: ApiError | null,
  event: HookEvent,
  host: Host,
): Interruption {
  const { store, session, situation, now } = opened;
  gatherFlow(store, event, host);
  return store.transaction(() => {
    const projectDir = session?.projectDir ?? host.env.CLAUDE_PROJECT_DIR ?? null;
    const at = session === null
      ? { account: null, activity: NO_ACTIVITY, projectDir }
      : { ...session, projectDir };
    const refused = refusal === null ? null : { key: refusal.window, resetAt: refusal.resetAt };
    return recordWall(store, event.sessionId, at, situation(), refused, now);
  });
}

const NO_ACTIVITY = { costUsd: null, apiMs: null };

function lastLines(event: HookEvent, host: Host): string[] {
  const path = host.seal === null
    ? null
    : findTranscript(event.transcriptPath, host.seal, host.env);
  return path === null ? [] : readTail(path, TAIL_BYTES);
}

// The last refusal that the transcript tells, if it is the one that ended this turn: a resumed
// session holds those of earlier days too.
function lastRefusal(lines: readonly string[], event: HookEvent): ApiError | null {
  const said = event.fields.last_assistant_message;
  for (const line of lines.toReversed()) {
    const entry = line.includes('"isApiErrorMessage"') ? decodeLine(line) : null;
    if (entry?.kind !== "api-error") continue;
    return typeof said !== "string" || entry.apiError.text === said ? entry.apiError : null;
  }
  return null;
}
