import type { HookEvent } from "../clients/claude_code/event.ts";
import { CONSTRAINTS_REPEATED_TOKENS, findConstraints } from "../decide/constraints.ts";
import { allot, type Part, type PartName } from "../decide/injection.ts";
import { decideStamp } from "../decide/stamp.ts";
import { FACTS_FRESH_SEC, JUST_BEFORE_SEC } from "../decide/thresholds.ts";
import { extractsPath, readExtracts } from "../io/extracts_file.ts";
import { handoffPath } from "../io/handoff_file.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { readCheckpoint } from "../io/store/checkpoints.ts";
import type { Store } from "../io/store/database.ts";
import { appendEntry } from "../io/store/entries.ts";
import { readHandoff } from "../io/store/handoffs.ts";
import { readPins } from "../io/store/pins.ts";
import { readSession } from "../io/store/sessions.ts";
import { readCapture } from "../io/store/snapshots.ts";
import { findTranscript } from "../io/transcript.ts";
import type { Capture } from "../model/facts.ts";
import type { Session } from "../model/session.ts";
import { estimateTokens } from "../model/token_estimate.ts";
import type { EpochSec, Tokens } from "../model/units.ts";
import {
  checkpointPart,
  factsPart,
  handoffParts,
  INJECTION_HEAD,
  joinInjection,
  pinsPart,
  pointersPart,
  type Reading,
  saidPart,
} from "../render/injection.ts";
import { PREFIX } from "../render/prefix.ts";
import { renderUpdate } from "../render/stamp.ts";
import { readAccountWindows } from "./account_windows.ts";
import { attempt } from "./attempt.ts";
import { lastCompactionBefore, lastGivenBack } from "./former_compaction.ts";
import { configDirFor } from "./place.ts";

/** Parts that nobody but tokenroom could give back. */
const OWN: ReadonlySet<PartName> = new Set<PartName>(["checkpoint", "handoff", "pins"]);

const VERB = "hook session-start";

/**
 * What a session is given back after a compaction, each part for itself, or null where nothing is
 * known of it. Kept in the journal. Throws what the store throws.
 */
export function giveBack(store: Store, event: HookEvent, host: Host): string | null {
  if (host.seal === null) return null;
  const now = host.now();
  const { sessionId } = event;
  const session = readSession(store, sessionId);
  const capture = attempt(VERB, host, () => freshCapture(store, sessionId, now));
  // The client writes the line of this compaction before or after it asks us.
  const before = capture?.at ?? now - FACTS_FRESH_SEC;
  const formerAt = attempt(VERB, host, () => lastCompactionBefore(store, sessionId, before));
  const reading = { now, zone: host.zone, recentSec: JUST_BEFORE_SEC };
  const gatherings: readonly (() => readonly Part[])[] = [
    () => [factsPart(capture, budgetsOf(store, session, event, host), reading)],
    () => checkpointOf(store, sessionId, formerAt, reading),
    () => handoffOf(store, sessionId, host, now),
    () => [pinsPart(readPins(store, { sessionId, projectDir: projectOf(session, host) }, now))],
    () => [saidOf(capture, event, host)],
    () => [pointersOf(event, host)],
  ];
  const parts = gatherings.flatMap((gather) => attempt(VERB, host, gather) ?? []);
  const isKnown = capture !== null ||
    parts.some(({ name, lines }) => OWN.has(name) && lines.length > 0);
  // Budgets alone come with the next prompt, and the summary itself names the transcript.
  if (!isKnown) return null;
  const given = allot(INJECTION_HEAD, parts, repeatedTokens(capture));
  if (given.length === 0) return null;
  const text = joinInjection(INJECTION_HEAD, given.flatMap(({ lines }) => lines));
  const detail = {
    source: "compact",
    chars: text.length,
    tokens: estimateTokens(text),
    parts: given.map(({ name, lines, tokens, isCut }) => (
      { name, chars: lines.join("\n").length, tokens, ...(isCut ? { cut: true } : {}) }
    )),
    ...(capture === null ? {} : { factsAt: capture.at }),
  };
  const account = session?.account ?? null;
  appendEntry(store, { at: now, kind: "injection", sessionId, account, detail });
  return text;
}

// Of a compaction that a person asked for the client sends our instructions again with each request.
function repeatedTokens(capture: Capture | null): Tokens {
  const around = capture?.around ?? null;
  return around?.trigger === "manual" ? around.instructedTokens : 0;
}

/** Notes a compaction for audit. What it left of the context stands in the transcript afterwards. */
export function noteCompaction(store: Store, event: HookEvent, host: Host): void {
  const now = host.now();
  const { sessionId } = event;
  const capture = attempt(VERB, host, () => freshCapture(store, sessionId, now));
  const around = capture?.around ?? null;
  appendEntry(store, {
    at: now,
    kind: "compaction",
    sessionId,
    account: readSession(store, sessionId)?.account ?? null,
    detail: {
      trigger: around?.trigger ?? null,
      beforeTokens: around?.contextTokens ?? null,
      seconds: capture === null ? null : now - capture.at,
      instructedTokens: around?.instructedTokens ?? null,
    },
  });
}

/**
 * What a person pinned while a resumed session was away, or null: the rest of what it knew stands in
 * its conversation. Kept in the journal.
 */
export function giveNewPins(
  store: Store,
  event: HookEvent,
  host: Host,
  since: EpochSec,
): string | null {
  const now = host.now();
  const { sessionId } = event;
  const session = readSession(store, sessionId);
  const pins = readPins(store, { sessionId, projectDir: projectOf(session, host) }, now)
    .filter((pin) => pin.author === "person" && pin.createdAt > since);
  const head = `${PREFIX}pinned while this session was away, word for word:`;
  const given = allot(head, [{ ...pinsPart(pins, head), lines: pinsPart(pins).lines.slice(1) }]);
  if (given.length === 0) return null;
  const text = joinInjection(head, given.flatMap(({ lines }) => lines));
  const detail = { source: "resume", chars: text.length, tokens: estimateTokens(text) };
  const account = session?.account ?? null;
  appendEntry(store, { at: now, kind: "injection", sessionId, account, detail });
  return text;
}

// Facts of this compaction alone: those of one that failed long ago are overtaken, and those that a
// former one was followed by were given then.
function freshCapture(store: Store, sessionId: string, now: EpochSec): Capture | null {
  const capture = readCapture(store, sessionId, "compaction", now - FACTS_FRESH_SEC);
  const factsAt = lastGivenBack(store, sessionId)?.detail.factsAt;
  return capture === null || capture.at > now || capture.at === factsAt ? null : capture;
}

function budgetsOf(
  store: Store,
  session: Session | null,
  event: HookEvent,
  host: Host,
): string | null {
  const configDir = session?.configDir ?? configDirFor(event.transcriptPath, host);
  // The context was just emptied, and no response has told yet what is in it.
  const { windows } = readAccountWindows(store, session, configDir, host);
  const view = { windows, room: null, cache: null, ahead: null };
  const notes = decideStamp(view, null, host.now());
  return renderUpdate(notes, host.now(), host.zone)?.slice(PREFIX.length) ?? null;
}

function checkpointOf(
  store: Store,
  sessionId: string,
  formerAt: EpochSec | null,
  reading: Reading,
): readonly Part[] {
  const note = readCheckpoint(store, sessionId);
  if (note === null) return [];
  const overtakenAt = formerAt !== null && note.at < formerAt ? formerAt : null;
  return [checkpointPart(note, overtakenAt, reading)];
}

function handoffOf(
  store: Store,
  sessionId: string,
  host: Host,
  now: EpochSec,
): readonly Part[] {
  const handoff = readHandoff(store, sessionId);
  if (handoff === null || host.seal === null) return [];
  return handoffParts(handoff, handoffPath(stateDir(host.seal, host.env), sessionId), now);
}

// After a compaction that a person asked for, the client repeats them with our instructions.
function saidOf(capture: Capture | null, event: HookEvent, host: Host): Part {
  if (host.seal === null || capture?.around?.trigger === "manual") return saidPart([]);
  const extracts = readExtracts(stateDir(host.seal, host.env), event.sessionId);
  const messages = (extracts?.said ?? []).map(({ text }) => text);
  return saidPart(findConstraints(messages, CONSTRAINTS_REPEATED_TOKENS));
}

function pointersOf(event: HookEvent, host: Host): Part {
  if (host.seal === null) return pointersPart(null, null);
  const dir = stateDir(host.seal, host.env);
  const hasExtracts = readExtracts(dir, event.sessionId) !== null;
  return pointersPart(
    findTranscript(event.transcriptPath, host.seal, host.env),
    hasExtracts ? extractsPath(dir, event.sessionId) : null,
  );
}

function projectOf(session: Session | null, host: Host): string | null {
  return session?.projectDir ?? host.env.CLAUDE_PROJECT_DIR ?? null;
}
