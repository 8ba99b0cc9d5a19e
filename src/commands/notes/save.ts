import { writeHandoffFile } from "../../io/handoff_file.ts";
import { writeCheckpoint } from "../../io/store/checkpoints.ts";
import type { Store } from "../../io/store/database.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { writeHandoff } from "../../io/store/handoffs.ts";
import { readPins, readPinsOfProject, removePin, writePin } from "../../io/store/pins.ts";
import { readSession } from "../../io/store/sessions.ts";
import { type Checkpoint, type CheckpointNote, noteChars } from "../../model/checkpoint.ts";
import type { Entry } from "../../model/entry.ts";
import type { Handoff } from "../../model/handoff.ts";
import type { Refusal } from "../../model/note_refusal.ts";
import { isBlank, mendText } from "../../model/note_text.ts";
import type { Pin } from "../../model/pin.ts";
import type { Session } from "../../model/session.ts";
import type { EpochSec } from "../../model/units.ts";
import { digestOf } from "../../render/handoff.ts";
import { checkEverywhere, checkHandoff, checkNote, checkPin, scopeOf } from "./check.ts";

/** What became of a note: saved, or refused with nothing written. */
export type Saved<Kept> =
  | ({ readonly kind: "saved" } & Kept)
  | { readonly kind: "refused"; readonly why: Refusal };

/** The session that a note belongs to. */
export type Owner = Pick<Session, "id" | "projectDir" | "account">;

/** What is to be pinned, and for whom: a session, else a project, else everybody. */
export type NewPin = Pick<Pin, "sessionId" | "projectDir" | "author" | "text" | "expiresAt">;

/** Saves a session's note in place of its former one. Opens its own transaction. */
export function saveCheckpoint(
  store: Store,
  session: Owner,
  given: CheckpointNote,
  now: EpochSec,
): Saved<{ readonly checkpoint: Checkpoint }> {
  const note = mendNote(given);
  const why = checkNote(note);
  if (why !== null) return { kind: "refused", why };
  const checkpoint = { sessionId: session.id, projectDir: session.projectDir, note, at: now };
  store.transaction(() => {
    writeCheckpoint(store, checkpoint);
    const detail = { chars: noteChars(note), steps: note.nextSteps.length };
    appendEntry(store, entryOf(session, "checkpoint", detail, now));
  });
  return { kind: "saved", checkpoint };
}

/**
 * Saves a session's long note in place of its former one: the text as a file below the state
 * directory `dir`, what is known of it in the store. Opens its own transaction. Throws when the
 * file cannot be written.
 */
export function saveHandoff(
  store: Store,
  dir: string,
  session: Owner,
  given: string,
  now: EpochSec,
): Saved<{ readonly handoff: Handoff }> {
  const text = mendText(given);
  const why = checkHandoff(text);
  if (why !== null) return { kind: "refused", why };
  const { id, projectDir } = session;
  const chars = text.length;
  const handoff = { sessionId: id, projectDir, digest: digestOf(text), chars, at: now };
  // The file first: whoever is killed in between leaves a text that is newer than its digest, never
  // a digest without its text.
  writeHandoffFile(dir, id, text);
  store.transaction(() => {
    writeHandoff(store, handoff);
    appendEntry(store, entryOf(session, "handoff", { chars }, now));
  });
  return { kind: "saved", handoff };
}

/** Pins a text. Opens its own transaction, so that two who pin at once are counted one by one. */
export function savePin(
  store: Store,
  given: NewPin,
  now: EpochSec,
): Saved<{ readonly pin: Pin }> {
  const text = mendText(given.text).trim();
  return store.transaction(() => {
    const asked = { ...given, text };
    const why = checkPin(asked, readPins(store, given, now), now) ??
      (scopeOf(given) === "everywhere"
        ? checkEverywhere(asked, readPinsOfProject(store, null, now))
        : null);
    if (why !== null) return { kind: "refused", why };
    const pin = { ...given, text, createdAt: now };
    const id = writePin(store, pin);
    const { author, expiresAt } = pin;
    const detail = { pin: id, scope: scopeOf(pin), author, chars: text.length, expiresAt };
    appendEntry(store, entryOf(ownerOf(store, pin), "pinned", detail, now));
    return { kind: "saved", pin: { ...pin, id } };
  });
}

/** Takes a pin away; false where somebody else already did. Opens its own transaction. */
export function unpin(store: Store, pin: Pin, by: Pin["author"], now: EpochSec): boolean {
  return store.transaction(() => {
    if (!removePin(store, pin.id, now)) return false;
    const detail = { pin: pin.id, by };
    appendEntry(store, entryOf(ownerOf(store, pin), "unpinned", detail, now));
    return true;
  });
}

function mendNote(given: CheckpointNote): CheckpointNote {
  const mend = (texts: readonly string[]) =>
    texts.map((text) => mendText(text).trim()).filter((text) => !isBlank(text));
  return {
    task: mendText(given.task).trim(),
    decisions: mend(given.decisions),
    ruledOut: mend(given.ruledOut),
    nextSteps: mend(given.nextSteps),
  };
}

function ownerOf(store: Store, pin: Pick<Pin, "sessionId">): Owner | null {
  return pin.sessionId === null ? null : readSession(store, pin.sessionId);
}

function entryOf(
  owner: Owner | null,
  kind: Entry["kind"],
  detail: Entry["detail"],
  now: EpochSec,
): Entry {
  return { at: now, kind, sessionId: owner?.id ?? null, account: owner?.account ?? null, detail };
}
