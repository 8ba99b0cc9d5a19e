import {
  CHECKPOINT_CHARS,
  CHECKPOINT_ITEMS,
  type CheckpointNote,
  noteChars,
} from "../../model/checkpoint.ts";
import { HANDOFF_CHARS } from "../../model/handoff.ts";
import type { NoteKind, PinScope, Refusal } from "../../model/note_refusal.ts";
import { isBlank } from "../../model/note_text.ts";
import { type Pin, PIN_CHARS, PINS_CHARS, PINS_PER_SCOPE } from "../../model/pin.ts";
import type { EpochSec } from "../../model/units.ts";

/** Why a checkpoint may not be saved, or null. */
export function checkNote(note: CheckpointNote): Refusal | null {
  if (isBlank(note.task)) return { kind: "empty", note: "checkpoint" };
  const count = note.decisions.length + note.ruledOut.length + note.nextSteps.length;
  return checkLength("checkpoint", noteChars(note), CHECKPOINT_CHARS) ??
    (count > CHECKPOINT_ITEMS ? { kind: "too-many-items", count, cap: CHECKPOINT_ITEMS } : null);
}

/** Why a handoff may not be saved, or null. */
export function checkHandoff(text: string): Refusal | null {
  if (isBlank(text)) return { kind: "empty", note: "handoff" };
  return checkLength("handoff", text.length, HANDOFF_CHARS);
}

type Asked = Pick<Pin, "sessionId" | "projectDir" | "text" | "expiresAt">;

/** Why a text may not be pinned beside the pins that its scope can see, or null. */
export function checkPin(
  pin: Asked,
  visible: readonly Pick<Pin, "id" | "sessionId" | "projectDir" | "text">[],
  now: EpochSec,
): Refusal | null {
  const { text, expiresAt } = pin;
  if (isBlank(text)) return { kind: "empty", note: "pin" };
  const tooLong = checkLength("pin", text.length, PIN_CHARS);
  if (tooLong !== null) return tooLong;
  if (expiresAt !== null && expiresAt <= now) return { kind: "over" };
  const same = visible.find((other) => other.text === text);
  if (same !== undefined) return { kind: "duplicate", id: same.id };
  return checkShare(pin, visible);
}

/** Whose pin it is. */
export function scopeOf(
  { sessionId, projectDir }: Pick<Pin, "sessionId" | "projectDir">,
): PinScope {
  if (sessionId !== null) return "session";
  return projectDir === null ? "everywhere" : "project";
}

/**
 * Why a text that would hold everywhere has no room in some project, or null; `pins`: those of all
 * projects.
 */
export function checkEverywhere(pin: Asked, pins: readonly Pin[]): Refusal | null {
  const shared = pins.filter((other) => scopeOf(other) === "everywhere");
  const ofProjects = pins.filter((other) => scopeOf(other) === "project");
  for (const dir of new Set(ofProjects.map(({ projectDir }) => projectDir))) {
    const own = ofProjects.filter(({ projectDir }) => projectDir === dir);
    const why = checkShare(pin, [...shared, ...own]);
    if (why !== null) return why;
  }
  return null;
}

function checkShare(
  pin: Asked,
  visible: readonly Pick<Pin, "sessionId" | "projectDir" | "text">[],
): Refusal | null {
  const scope = scopeOf(pin);
  const share = visible.filter(({ sessionId }) => (sessionId === null) === (scope !== "session"));
  if (share.length >= PINS_PER_SCOPE) return { kind: "too-many-pins", scope, cap: PINS_PER_SCOPE };
  const chars = share.reduce((sum, other) => sum + other.text.length, pin.text.length);
  return chars > PINS_CHARS ? { kind: "pins-too-long", scope, chars, cap: PINS_CHARS } : null;
}

function checkLength(note: NoteKind, chars: number, cap: number): Refusal | null {
  return chars > cap ? { kind: "too-long", note, chars, cap } : null;
}
