import { type HookEvent, sessionSource } from "../../clients/claude_code/event.ts";
import { EVENT_DAYS, EVENT_ROWS, SAMPLE_DAYS } from "../../decide/thresholds.ts";
import type { Host } from "../../io/host.ts";
import { stateDir } from "../../io/state_dir.ts";
import { sweepLeftovers } from "../../io/state_file.ts";
import { HOOK_BUSY_MS, type Store, useStore } from "../../io/store/database.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { prune } from "../../io/store/prune.ts";
import { readSession, writeSession } from "../../io/store/sessions.ts";
import { asText } from "../../model/decode.ts";
import { DAY } from "../../model/units.ts";
import type { Handler } from "../hook.ts";
import { clientPid, configDirFor } from "../place.ts";

/** Notes which client process runs which session, and lets old data go. Says nothing. */
export const handle: Handler = (event, host) => {
  if (host.seal === null) return null;
  const now = host.now();
  const dir = stateDir(host.seal, host.env);
  useStore(dir, HOOK_BUSY_MS, now, (store) => {
    store.transaction(() => noteStart(store, event, host));
    // Apart: the start is kept also where another writer makes the pruning wait too long.
    store.transaction(() =>
      prune(store, {
        samplesBefore: now - SAMPLE_DAYS * DAY,
        entriesBefore: now - EVENT_DAYS * DAY,
        entryRows: EVENT_ROWS,
      })
    );
  });
  sweepLeftovers(dir, now);
  return null;
};

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
