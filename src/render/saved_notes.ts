import type { Checkpoint } from "../model/checkpoint.ts";
import { type Handoff, HANDOFF_CHARS } from "../model/handoff.ts";
import type { EpochSec } from "../model/units.ts";
import { plain } from "./ansi.ts";
import { renderCheckpoint } from "./checkpoint.ts";
import { formatDuration } from "./format.ts";
import { visibleDocument } from "./note_text.ts";
import { shortId } from "./pin_list.ts";

/** A handoff in whole, below a line that tells whose it is. `path`: of its file. */
export function renderHandoffText(
  handoff: Handoff,
  { path, text }: { readonly path: string; readonly text: string },
  now: EpochSec,
): string {
  return `> handoff ${origin(handoff, now)}: ${plain(path)}\n\n${
    visibleDocument(text.trimEnd())
  }\n`;
}

/** What was saved, and where. */
export function renderHandoffSaved(handoff: Handoff, path: string): string {
  return `saved the handoff of session ${
    shortId(handoff.sessionId)
  } (${handoff.chars} of ${HANDOFF_CHARS} characters): ${plain(path)}\n`;
}

/** A checkpoint below a line that tells whose it is. */
export function renderCheckpointText(checkpoint: Checkpoint, now: EpochSec): string {
  const lines = [`checkpoint ${origin(checkpoint, now)}`, ...renderCheckpoint(checkpoint.note)];
  return `${lines.join("\n")}\n`;
}

/** There is nothing to show. `projectDir`: where was looked. */
export function renderNoNote(what: "handoff" | "checkpoint", projectDir: string): string {
  return `No session has saved a ${what} in ${plain(projectDir)}.\n`;
}

/** A handoff as `tokenroom handoff --json` prints it; see docs/JSON.md. */
export function encodeHandoff(
  handoff: Handoff,
  { path, text }: { readonly path: string; readonly text: string },
): Record<string, unknown> {
  return {
    session_id: handoff.sessionId,
    project_dir: handoff.projectDir,
    path,
    chars: handoff.chars,
    digest: handoff.digest,
    text,
    saved_at: handoff.at,
  };
}

/** A checkpoint as `tokenroom checkpoint --json` prints it; see docs/JSON.md. */
export function encodeCheckpoint(checkpoint: Checkpoint): Record<string, unknown> {
  const { note } = checkpoint;
  return {
    session_id: checkpoint.sessionId,
    project_dir: checkpoint.projectDir,
    task: note.task,
    decisions: note.decisions,
    ruled_out: note.ruledOut,
    next_steps: note.nextSteps,
    saved_at: checkpoint.at,
  };
}

function origin(
  note: { readonly sessionId: string; readonly at: EpochSec },
  now: EpochSec,
): string {
  return `of session ${shortId(note.sessionId)}, ${formatDuration(now - note.at)} old`;
}
