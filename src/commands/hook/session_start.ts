import { type HookEvent, resumeFacts, sessionSource } from "../../clients/claude_code/event.ts";
import { encodeContext } from "../../clients/claude_code/reply.ts";
import type { Note } from "../../decide/notes.ts";
import {
  ACCOUNT_DAYS,
  COLD_CACHE_TOKENS,
  EVENT_DAYS,
  EVENT_ROWS,
  SAMPLE_DAYS,
} from "../../decide/thresholds.ts";
import { recordFault } from "../../io/faults.ts";
import { sweepHandoffs } from "../../io/handoff_file.ts";
import { sweepAccounts } from "../../io/account_files.ts";
import type { Host } from "../../io/host.ts";
import { sweepLeftovers } from "../../io/leftovers.ts";
import { stateDir } from "../../io/state_dir.ts";
import { HOOK_BUSY_MS, type Store, useStore } from "../../io/store/database.ts";
import { hasAccount } from "../../io/store/account_records.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { prune } from "../../io/store/prune.ts";
import { readSession, writeSession } from "../../io/store/sessions.ts";
import { readWatermark, writeWatermark } from "../../io/store/watermarks.ts";
import { asText } from "../../model/decode.ts";
import { DAY, type EpochSec } from "../../model/units.ts";
import { afterCompaction } from "../../model/watermark.ts";
import { renderPlanReady, withPlan } from "../../render/plan_note.ts";
import { renderUpdate } from "../../render/stamp.ts";
import type { Handler } from "../hook.ts";
import { clientPid, configDirFor } from "../place.ts";
import { takeReadyPlans } from "../plans.ts";
import { takeWalls } from "../walls.ts";
import { giveBack, giveNewPins, noteCompaction } from "../after_compaction.ts";
import { attempt } from "../attempt.ts";
import { isSilenced } from "../silence.ts";
import { configOf } from "../settings.ts";

/**
 * Notes which client process runs which session, tells it of turns that died at a limit, of plans
 * that can go on and of what a cold resume costs, and lets old data go.
 */
export const handle: Handler = (event, host) => {
  if (host.seal === null) return null;
  const now = host.now();
  const dir = stateDir(host.seal, host.env);
  return useStore(dir, HOOK_BUSY_MS, now, (store) => {
    const seenAt = readSession(store, event.sessionId)?.seenAt ?? null;
    const text = store.transaction(() => {
      noteStart(store, event, host);
      if (sessionSource(event) === "compact") {
        const told = readWatermark(store, event.sessionId);
        writeWatermark(store, event.sessionId, afterCompaction(told), now);
      }
      return mayTell(event, host) ? tell(store, event, host) : null;
    });
    const returned = attempt(
      "hook session-start",
      host,
      () => store.transaction(() => giveReturning(store, event, host, seenAt)),
    );
    try {
      tidy(store, dir, now);
    } catch (cause) {
      // What is to be told is marked as told by now, so it must not be lost with the tidying.
      recordFault(dir, now, "hook session-start", cause);
    }
    const texts = [text, returned].filter((part) => part !== null);
    return texts.length === 0 ? null : encodeContext("SessionStart", texts.join("\n"));
  });
};

// A conversation that goes on is given what it lost or could not see.
function giveReturning(
  store: Store,
  event: HookEvent,
  host: Host,
  seenAt: EpochSec | null,
): string | null {
  if (event.agentId !== null) return null;
  const source = sessionSource(event);
  if (source === "compact") noteCompaction(store, event, host);
  if (isSilenced(host)) return null;
  if (source === "compact") return giveBack(store, event, host);
  return source === "resume" && seenAt !== null ? giveNewPins(store, event, host, seenAt) : null;
}

// After a compaction the conversation goes on; its next stamp tells.
function mayTell(event: HookEvent, host: Host): boolean {
  const source = sessionSource(event);
  const isNew = source === "startup" || source === "resume" || source === "clear";
  if (!isNew || isSilenced(host)) return false;
  return configOf(host).stampEnabled;
}

function tell(store: Store, event: HookEvent, host: Host): string | null {
  const projectDir = readSession(store, event.sessionId)?.projectDir ?? null;
  const listener = { sessionId: event.sessionId, projectDir };
  // After a clear the person knows of the wall; who begins anew wants to know what can go on.
  const taken = takeWalls(store, listener, host.now());
  const walls = sessionSource(event) === "clear" ? [] : taken;
  const news = takeReadyPlans(store, listener, host.now());
  const plan = news === null ? null : renderPlanReady(news, host.now(), host.zone);
  const cold = coldResume(event);
  if (cold !== null) {
    // The first stamp would tell the same price once more.
    const told = { ...readWatermark(store, event.sessionId), coldTokens: cold.tokens };
    writeWatermark(store, event.sessionId, told, host.now());
  }
  return withPlan(
    renderUpdate([...walls, ...cold === null ? [] : [cold]], host.now(), host.zone),
    plan,
  );
}

function coldResume(event: HookEvent): Extract<Note, { kind: "cold-resume" }> | null {
  const resume = resumeFacts(event);
  const tokens = resume?.cacheIsCold === true ? resume.contextTokens : null;
  if (tokens === null || tokens < COLD_CACHE_TOKENS) return null;
  return { kind: "cold-resume", tokens, usd: resume?.rewriteUsd ?? null };
}

function tidy(store: Store, dir: string, now: EpochSec): void {
  store.transaction(() =>
    prune(store, {
      samplesBefore: now - SAMPLE_DAYS * DAY,
      entriesBefore: now - EVENT_DAYS * DAY,
      entryRows: EVENT_ROWS,
      accountsBefore: now - ACCOUNT_DAYS * DAY,
    })
  );
  sweepAccounts(dir, (key) => hasAccount(store, key));
  sweepLeftovers(dir, now);
  sweepHandoffs(dir, now - SAMPLE_DAYS * DAY);
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
    loginChange: before?.loginChange ?? 0,
  });
  appendEntry(store, {
    at: now,
    kind: "session-start",
    sessionId: event.sessionId,
    account: before?.account ?? null,
    detail: { source: sessionSource(event) },
  });
}
