import type { HookEvent } from "../clients/claude_code/event.ts";
import { extractFrom } from "../clients/claude_code/extracts.ts";
import { lastEditedIn } from "../clients/claude_code/turn.ts";
import {
  CONSTRAINTS_REPEATED_TOKENS,
  CONSTRAINTS_TOKENS,
  findConstraints,
} from "../decide/constraints.ts";
import { readExtracts, writeExtracts } from "../io/extracts_file.ts";
import { readFacts } from "../io/git.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { readCheckpoint } from "../io/store/checkpoints.ts";
import { HOOK_BUSY_MS, type Store, useStore } from "../io/store/database.ts";
import { readPins } from "../io/store/pins.ts";
import { readSession } from "../io/store/sessions.ts";
import { writeCapture } from "../io/store/snapshots.ts";
import { findTranscript, readTail } from "../io/transcript.ts";
import type { Config } from "../model/config.ts";
import type { Checkpoint } from "../model/checkpoint.ts";
import { type Extracts, mergeExtracts, NO_EXTRACTS } from "../model/extracts.ts";
import type { Capture, Surroundings } from "../model/facts.ts";
import type { Pin } from "../model/pin.ts";
import type { Session } from "../model/session.ts";
import { estimateTokens } from "../model/token_estimate.ts";
import type { EpochSec } from "../model/units.ts";
import type { Window } from "../model/window.ts";
import { renderKeep } from "../render/compaction.ts";
import { readAccountWindows } from "./account_windows.ts";
import { attempt } from "./attempt.ts";
import { lastCompactionBefore } from "./former_compaction.ts";
import { configDirFor } from "./place.ts";
import { configOf } from "./settings.ts";

// Bytes of the end of a transcript that are read: some thirty milliseconds. What lay before it was
// read at the compaction before, or is named as left out.
const TRANSCRIPT_BYTES = 8 * 1024 * 1024;
// Milliseconds that git gets, and that the store gets afterwards: the rest of 1.5 s is for the start.
const FACTS_MS = 900;
const STORE_MS = 250;
// Milliseconds that git's first answers take, mostly less; without a repository they end at once.
const HEAD_START_MS = 20;

/** What the store knows that the compaction is prepared with. */
interface Known {
  readonly pins: readonly Pin[];
  /** Null: none, or older than the last compaction. */
  readonly checkpoint: Checkpoint | null;
  readonly around: Pick<Surroundings, "windows" | "contextTokens">;
}

/**
 * Takes down what a summary would garble, and gives the instructions for the model that summarises:
 * plain text, or null where it needs none. Each part may fail without the others.
 */
export async function prepareCompaction(
  verb: string,
  event: HookEvent,
  host: Host,
): Promise<string | null> {
  if (host.seal === null) return null;
  const seal = host.seal;
  const now = host.now();
  const { sessionId } = event;
  const dir = stateDir(seal, host.env);
  const cwd = event.cwd ?? host.env.CLAUDE_PROJECT_DIR ?? null;
  // Git runs beside all that follows.
  const asked = cwd === null ? null : readFacts(cwd, FACTS_MS, host.env);
  // Its second, long question follows the answer to its first: that must not wait for our reading.
  await giveHeadStart(asked);
  const path = attempt(verb, host, () => findTranscript(event.transcriptPath, seal, host.env));
  const lines = path === null ? [] : attempt(verb, host, () => readTail(path, TRANSCRIPT_BYTES));
  const extracts = attempt(verb, host, () => keepExtracts(dir, sessionId, path, lines ?? []));
  const lastEdited = attempt(verb, host, () => lastEditedIn(lines ?? []));
  const known = attempt(
    verb,
    host,
    () => openForCompaction(event, host, (opened) => look(verb, opened, sessionId, host)),
  );
  const facts = await asked;
  const trigger = triggerOf(event);
  const keep = attempt(verb, host, () => {
    const said = (extracts ?? NO_EXTRACTS).said.map(({ text }) => text);
    const isRepeated = trigger === "manual";
    const limit = isRepeated ? CONSTRAINTS_REPEATED_TOKENS : CONSTRAINTS_TOKENS;
    return renderKeep(
      {
        pins: known?.pins ?? [],
        constraints: findConstraints(said, limit),
        facts,
        lastEdited,
        checkpoint: known?.checkpoint ?? null,
      },
      isRepeated,
      now,
    );
  });
  attempt(verb, host, () => {
    const instructedTokens = keep === null ? 0 : estimateTokens(keep);
    const around = {
      ...UNKNOWN,
      ...known?.around,
      transcriptPath: path,
      trigger,
      instructedTokens,
    };
    keepCapture(dir, { sessionId, at: now, cause: "compaction", facts, lastEdited, around });
  });
  return keep;
}

const UNKNOWN = { windows: [], contextTokens: null };

async function giveHeadStart(asked: Promise<unknown> | null): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, HEAD_START_MS);
  await Promise.race([asked, promise]);
  clearTimeout(timer);
}

function triggerOf(event: HookEvent): "auto" | "manual" | null {
  const { trigger } = event.fields;
  return trigger === "auto" || trigger === "manual" ? trigger : null;
}

function keepExtracts(
  dir: string,
  sessionId: string,
  path: string | null,
  lines: readonly string[],
): Extracts | null {
  if (path === null) return null;
  const before = readExtracts(dir, sessionId);
  const isTail = Deno.statSync(path).size > TRANSCRIPT_BYTES;
  const found = { ...extractFrom(lines), isCut: isTail && before === null };
  const extracts = mergeExtracts(before ?? NO_EXTRACTS, found);
  if (extracts.said.length + extracts.failed.length > 0) writeExtracts(dir, sessionId, extracts);
  return extracts;
}

function look(
  verb: string,
  { store, session, windows, now }: Opened,
  sessionId: string,
  host: Host,
): Known {
  const projectDir = session?.projectDir ?? host.env.CLAUDE_PROJECT_DIR ?? null;
  const pins = attempt(verb, host, () => readPins(store, { sessionId, projectDir }, now));
  const checkpoint = attempt(verb, host, () => {
    const note = readCheckpoint(store, sessionId);
    return note === null || note.at < lastCompactionBefore(store, sessionId, now) ? null : note;
  });
  const context = session?.context ?? null;
  return {
    pins: pins ?? [],
    checkpoint,
    around: {
      windows: (attempt(verb, host, windows) ?? [])
        .map(({ key, headroomPct, resetAt }) => ({ key, headroomPct, resetAt })),
      contextTokens: context?.state === "measured" ? context.usedTokens : null,
    },
  };
}

/** What the store tells at a compaction; less than other events open, because git needs the time. */
interface Opened {
  readonly store: Store;
  readonly config: Config;
  /** Null: it has not reported yet. */
  readonly session: Session | null;
  readonly windows: () => readonly Window[];
  readonly now: EpochSec;
}

/** Opens the store for a compaction; null when the executable is not sealed. Throws what SQLite throws. */
export function openForCompaction<T>(
  event: HookEvent,
  host: Host,
  work: (opened: Opened) => T,
): T | null {
  if (host.seal === null) return null;
  const now = host.now();
  const dir = stateDir(host.seal, host.env);
  return useStore(dir, HOOK_BUSY_MS, now, (store) => {
    const session = readSession(store, event.sessionId);
    const configDir = session?.configDir ?? configDirFor(event.transcriptPath, host);
    const windows = () => readAccountWindows(store, session, configDir, host).windows;
    return work({ store, config: configOf(host), session, windows, now });
  });
}

function keepCapture(dir: string, capture: Capture): void {
  useStore(
    dir,
    STORE_MS,
    capture.at,
    (store) => store.transaction(() => writeCapture(store, capture)),
  );
}
