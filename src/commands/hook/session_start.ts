import { type HookEvent, resumeFacts, sessionSource } from "../../clients/claude_code/event.ts";
import { encodeContext } from "../../clients/claude_code/reply.ts";
import type { Note } from "../../decide/notes.ts";
import { COLD_CACHE_TOKENS, EVENT_DAYS, EVENT_ROWS, SAMPLE_DAYS } from "../../decide/thresholds.ts";
import { readConfig } from "../../io/config_file.ts";
import { recordFault } from "../../io/faults.ts";
import type { Host } from "../../io/host.ts";
import { stateDir } from "../../io/state_dir.ts";
import { sweepLeftovers } from "../../io/state_file.ts";
import { HOOK_BUSY_MS, type Store, useStore } from "../../io/store/database.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { prune } from "../../io/store/prune.ts";
import { readSession, writeSession } from "../../io/store/sessions.ts";
import { asText } from "../../model/decode.ts";
import { DAY, type EpochSec } from "../../model/units.ts";
import { renderUpdate } from "../../render/stamp.ts";
import type { Handler } from "../hook.ts";
import { clientPid, configDirFor } from "../place.ts";
import { takeWalls } from "../walls.ts";
import { isSilenced } from "./opened.ts";

/**
 * Notes which client process runs which session, tells it of turns that died at a limit and of what
 * a cold resume costs, and lets old data go.
 */
export const handle: Handler = (event, host) => {
  if (host.seal === null) return null;
  const now = host.now();
  const dir = stateDir(host.seal, host.env);
  return useStore(dir, HOOK_BUSY_MS, now, (store) => {
    const text = store.transaction(() => {
      noteStart(store, event, host);
      return mayTell(event, dir, host) ? tell(store, event, host) : null;
    });
    try {
      tidy(store, dir, now);
    } catch (cause) {
      // What is to be told is marked as told by now, so it must not be lost with the tidying.
      recordFault(dir, now, "hook session-start", cause);
    }
    return text === null ? null : encodeContext("SessionStart", text);
  });
};

// After a compaction or a clear the conversation goes on; its next stamp tells.
function mayTell(event: HookEvent, dir: string, host: Host): boolean {
  const source = sessionSource(event);
  if ((source !== "startup" && source !== "resume") || isSilenced(host)) return false;
  return readConfig(dir).config.stampEnabled;
}

function tell(store: Store, event: HookEvent, host: Host): string | null {
  const projectDir = readSession(store, event.sessionId)?.projectDir ?? null;
  const walls = takeWalls(store, { sessionId: event.sessionId, projectDir }, host.now());
  return renderUpdate([...walls, ...coldResume(event)], host.now(), host.zone);
}

function coldResume(event: HookEvent): Note[] {
  const resume = resumeFacts(event);
  const tokens = resume?.cacheIsCold === true ? resume.contextTokens : null;
  if (tokens === null || tokens < COLD_CACHE_TOKENS) return [];
  return [{ kind: "cold-resume", tokens, usd: resume?.rewriteUsd ?? null }];
}

function tidy(store: Store, dir: string, now: EpochSec): void {
  store.transaction(() =>
    prune(store, {
      samplesBefore: now - SAMPLE_DAYS * DAY,
      entriesBefore: now - EVENT_DAYS * DAY,
      entryRows: EVENT_ROWS,
    })
  );
  sweepLeftovers(dir, now);
}

function noteStart(store: Store, event: HookEvent, host: Host): void {
  const now = host.now();
  const before = readSession(store, event.sessionId);
  writeSession(store, {
    id: event.sessionId,
    configDir: before?.configDir ?? configDirFor(event.transcriptPath, host),
    account: before?.account ?? null,
    harness: before?.harness ?? null,
    harnessVersion: before?.harnessVersion ?? null,
    projectDir: before?.projectDir ?? host.env.CLAUDE_PROJECT_DIR ?? null,
    cwd: event.cwd ?? before?.cwd ?? null,
    transcriptPath: event.transcriptPath ?? before?.transcriptPath ?? null,
    modelId: before?.modelId ?? asText(event.fields.model, 200),
    modelName: before?.modelName ?? null,
    clientPid: clientPid(host) ?? before?.clientPid ?? null,
    startedAt: before?.startedAt ?? now,
    seenAt: now,
    answeredAt: before?.answeredAt ?? null,
    activity: before?.activity ?? { costUsd: null, apiMs: null },
    windows: before?.windows ?? [],
    context: before?.context ?? null,
    contextAt: before?.contextAt ?? null,
    cache: before?.cache ?? null,
  });
  appendEntry(store, {
    at: now,
    kind: "session-start",
    sessionId: event.sessionId,
    account: before?.account ?? null,
    detail: { source: sessionSource(event) },
  });
}
