import type { EpochSec } from "./units.ts";

/** A statement that must keep its exact wording, whatever is summarised around it. */
export interface Pin {
  readonly id: number;
  /** The session it belongs to; null: every session of its project, or of all projects. */
  readonly sessionId: string | null;
  /** Absolute path; null: that session has no project, or without a session: it holds everywhere. */
  readonly projectDir: string | null;
  readonly author: "person" | "agent";
  readonly text: string;
  readonly createdAt: EpochSec;
  /** Null: until it is taken away. */
  readonly expiresAt: EpochSec | null;
}

/** Characters of one pin: a constraint, not a document. */
export const PIN_CHARS = 500;
/** Pins that one session may see at once: all of them are paid after each compaction. */
export const PINS_VISIBLE = 20;
/**
 * Of these, half may be the session's own and half its project's, with those that hold everywhere:
 * neither crowds out the other.
 */
export const PINS_PER_SCOPE = PINS_VISIBLE / 2;
/**
 * Characters of the pins of one scope together. Two scopes are some 500 tokens: beside the longest
 * checkpoint and digest they still fit into what is given back after a compaction, uncut.
 */
export const PINS_CHARS = 1_000;
