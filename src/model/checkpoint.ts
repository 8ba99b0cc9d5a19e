import { asList, asRecord, asText } from "./decode.ts";
import type { EpochSec } from "./units.ts";

/** What an agent writes down for itself before its context is summarised. */
export interface CheckpointNote {
  /** What is being done, and for what. */
  readonly task: string;
  /** Each with its reason. */
  readonly decisions: readonly string[];
  /** What was tried and did not work, so that it is not tried again. */
  readonly ruledOut: readonly string[];
  /** Exact and in order. */
  readonly nextSteps: readonly string[];
}

/** The newest note of a session; it replaces the one before. */
export interface Checkpoint {
  readonly sessionId: string;
  readonly projectDir: string | null;
  readonly note: CheckpointNote;
  readonly at: EpochSec;
}

/** Characters of a whole note: about 700 tokens, half of what may be given back. */
export const CHECKPOINT_CHARS = 2_800;
/** Decisions, dead ends and steps together: each is a line, and a line costs tokens of its own. */
export const CHECKPOINT_ITEMS = 40;

/** Characters of a note, all its texts together. */
export function noteChars(note: CheckpointNote): number {
  return [note.task, ...note.decisions, ...note.ruledOut, ...note.nextSteps]
    .reduce((sum, text) => sum + text.length, 0);
}

/** A stored note, or null when it is damaged. */
export function decodeNote(raw: unknown): CheckpointNote | null {
  const record = asRecord(raw);
  const task = asText(record?.task);
  if (record === null || task === null) return null;
  const texts = (value: unknown) => asList(value).flatMap((item) => asText(item) ?? []);
  return {
    task,
    decisions: texts(record.decisions),
    ruledOut: texts(record.ruledOut),
    nextSteps: texts(record.nextSteps),
  };
}
