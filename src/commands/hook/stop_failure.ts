import { type HookEvent, isUsageLimitText } from "../../clients/claude_code/event.ts";
import { type ApiError, decodeLine } from "../../clients/claude_code/transcript.ts";
import { isBeyondHorizon } from "../../decide/horizon.ts";
import { mainWindow } from "../../decide/stamp.ts";
import type { Host } from "../../io/host.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { appendWindow, confirmWindow } from "../../io/store/windows.ts";
import { findTranscript, readTail } from "../../io/transcript.ts";
import type { EpochSec } from "../../model/units.ts";
import { isSameWindow, type Window, type WindowKey, windowLengthSec } from "../../model/window.ts";
import { gatherFlow } from "../flow.ts";
import type { Handler } from "../hook.ts";
import { type Interruption, keepInterruption } from "../interruption.ts";
import { answer, type Opened } from "./opened.ts";

// The refusal is the last thing the client wrote, the turn that it ended stands before it.
const TAIL_BYTES = 256 * 1024;
// Milliseconds that the event may take in all, from here on: the rest of 1.5 s is for the start.
const LIMIT_MS = 1_350;

/** Records the wall: a turn that ended because a budget was spent. A burst refused is none. */
export const handle: Handler = async (event, host) => {
  if (event.fields.error !== "rate_limit") return null;
  const endsAtMs = performance.now() + LIMIT_MS;
  const lines = lastLines(event, host);
  const refusal = lastRefusal(lines, event);
  if (!(refusal?.isUsageLimit ?? isUsageLimitText(event))) return null;
  const wall = answer(event, host, (opened) => recordWall(opened, refusal, event, host));
  // Apart and afterwards: a slow repository costs the facts, never the wall.
  if (wall !== null) await keepInterruption(wall, lines, event, host, endsAtMs);
  return null;
};

function recordWall(
  opened: Opened,
  refusal: ApiError | null,
  event: HookEvent,
  host: Host,
): Interruption {
  const { store, session, situation, now } = opened;
  gatherFlow(store, event, host);
  return store.transaction(() => {
    const { windows } = situation();
    const key = refusal?.window ?? mainWindow(windows)?.key ?? null;
    const standing = windows.find((window) => window.key === key) ?? null;
    const resetAt = [refusal?.resetAt ?? null, standing?.resetAt ?? null]
      .find((at) => isAhead(at, key, now)) ?? null;
    const account = session?.account ?? null;
    const projectDir = session?.projectDir ?? host.env.CLAUDE_PROJECT_DIR ?? null;
    if (key !== null && resetAt !== null) markSpent(opened, key, resetAt, event.sessionId);
    appendEntry(store, {
      at: now,
      kind: "wall",
      sessionId: event.sessionId,
      account,
      detail: {
        window: key,
        resetAt,
        headroomPct: standing?.headroomPct ?? null,
        costUsd: session?.activity.costUsd ?? null,
        projectDir,
      },
    });
    return { at: now, account, key, resetAt, projectDir };
  });
}

// Spent until its reset, whatever the last percentage said. A limit that no report ever showed may
// be that of one model: then only the journal keeps it.
function markSpent(
  { store, situation, now }: Opened,
  key: WindowKey,
  resetAt: EpochSec,
  sessionId: string,
): void {
  const { attribution, windows } = situation();
  if (attribution.kind !== "known" && attribution.kind !== "assumed") return;
  const standing = windows.find((window) => window.key === key) ?? null;
  if (standing === null && windowLengthSec(key) === null) return;
  const spent: Window = { key, headroomPct: 0, resetAt, observedAt: now, sessionId };
  const wasSpent = standing?.headroomPct === 0 && isSameWindow(standing.resetAt, resetAt);
  if (wasSpent) confirmWindow(store, attribution.key, spent);
  else appendWindow(store, attribution.key, spent, now);
}

// A reset in the past or absurdly far ahead is damage, and marks nothing.
function isAhead(resetAt: EpochSec | null, key: WindowKey | null, now: EpochSec): boolean {
  return resetAt !== null && resetAt > now && !isBeyondHorizon(key ?? "", resetAt, now);
}

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
