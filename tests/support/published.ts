import { decideCeiling } from "../../src/decide/ceiling.ts";
import { roomBelow } from "../../src/model/context.ts";
import { encodeState } from "../../src/model/resource_state.ts";
import type { Session } from "../../src/model/session.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";

const UNSET = { windowTokens: null, outputTokens: null, thresholdPct: null, compacts: true };

/** The session that a first report leaves behind. */
export function sessionOf(snapshot: Snapshot, now: number): Session {
  const { activity, cache, context, cwd, harness, harnessVersion, projectDir } = snapshot;
  return {
    id: snapshot.sessionId,
    configDir: null,
    account: snapshot.windows.length === 0 ? null : "a-0123abcd",
    harness,
    harnessVersion,
    projectDir,
    cwd,
    transcriptPath: snapshot.transcriptPath,
    modelId: snapshot.modelId,
    modelName: snapshot.modelName,
    clientPid: null,
    startedAt: now,
    seenAt: now,
    answeredAt: now,
    activity,
    windows: snapshot.windows,
    context,
    contextAt: context === null ? null : now,
    loginChange: 0,
    cache,
  };
}

/** The state published for a snapshot that is believed as it came, as a reader of the file gets it. */
export function publishedFor(snapshot: Snapshot, now: number): Record<string, unknown> {
  const session = sessionOf(snapshot, now);
  const ceiling = decideCeiling(snapshot.context?.windowTokens ?? null, UNSET);
  const windows = snapshot.windows.map((reading) => (
    { ...reading, observedAt: now, sessionId: snapshot.sessionId }
  ));
  const room = roomBelow(snapshot.context, ceiling);
  const parts = { session, account: session.account, windows, ceiling, room, withheld: null };
  return JSON.parse(JSON.stringify(encodeState(parts, now)));
}
