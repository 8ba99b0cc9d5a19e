import type { Part } from "../decide/injection.ts";
import type { Checkpoint, CheckpointNote } from "../model/checkpoint.ts";
import type { Capture } from "../model/facts.ts";
import type { Handoff } from "../model/handoff.ts";
import type { Pin } from "../model/pin.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { renderCheckpoint } from "./checkpoint.ts";
import { renderFacts } from "./facts.ts";
import { formatDuration, formatInstant } from "./format.ts";
import { renderHandoff } from "./handoff.ts";
import { itemLines, visibleLine } from "./note_text.ts";
import { inert, pinBlocks } from "./pin_blocks.ts";
import { PREFIX } from "./prefix.ts";
import { renderName } from "./work_state.ts";

/** The line above all that is given back after a compaction. */
export const INJECTION_HEAD = `${PREFIX}after compaction. Where the summary differs, this holds:`;

/** When a text is read, for words about time. */
export interface Reading {
  readonly now: EpochSec;
  readonly zone: Zone;
  /** Ages up to this many seconds go unsaid. */
  readonly recentSec: number;
}

/** What was taken just before the compaction. `budgets`: one line on what is left now, or null. */
export function factsPart(
  capture: Capture | null,
  budgets: string | null,
  reading: Reading,
): Part {
  const taken = capture === null ? [] : factLines(capture);
  const lines = [...taken, ...(budgets === null ? [] : [`  ${budgets}`])];
  const when = capture === null || taken.length === 0
    ? ""
    : `, taken ${formatInstant(capture.at, reading.now, reading.zone)}${
      ageOf(capture.at, reading)
    }`;
  return {
    name: "facts",
    lines: lines.length === 0 ? [] : [`facts${when}:`, ...lines],
    more: "  … cut",
  };
}

function factLines({ facts, lastEdited }: Capture): string[] {
  if (facts !== null) return renderFacts(facts, lastEdited).map(indented);
  return lastEdited === null ? [] : [`  last edited: ${renderName(lastEdited)}`];
}

/**
 * The agent's own note. `overtakenAt`: when a compaction came after it that is not this one. Then
 * its next steps are left out: what it decided holds, what it was about to do is done or changed.
 */
export function checkpointPart(
  checkpoint: Checkpoint,
  overtakenAt: EpochSec | null,
  reading: Reading,
): Part {
  const { now, zone } = reading;
  const note = overtakenAt === null ? checkpoint.note : { ...checkpoint.note, nextSteps: [] };
  const written = `your checkpoint of ${formatInstant(checkpoint.at, now, zone)}`;
  const heading = overtakenAt === null
    ? `${written}${ageOf(checkpoint.at, reading)}:`
    : `${written}, older than the compaction of ${
      formatInstant(overtakenAt, now, zone)
    }, so without its next steps:`;
  return {
    name: "checkpoint",
    lines: [heading, ...stepsFirst(note).map(indented)],
    more: "  … cut; tokenroom checkpoint shows all",
  };
}

// Where it has to be cut, what comes next is missed most.
function stepsFirst(note: CheckpointNote): string[] {
  const steps = renderCheckpoint({ ...note, decisions: [], ruledOut: [] });
  const rest = renderCheckpoint({ ...note, nextSteps: [] });
  const task = renderCheckpoint({ ...note, decisions: [], ruledOut: [], nextSteps: [] });
  return [...steps, ...rest.slice(task.length)];
}

/** Where the long note lies, and what it is about: the latter is the first to go. */
export function handoffParts(handoff: Handoff, path: string, now: EpochSec): Part[] {
  if (!isExact(path)) return [];
  const [where = "", ...digest] = renderHandoff(handoff, path, now);
  return [
    { name: "handoff", lines: [`your handoff: ${where}`], more: null },
    { name: "digest", lines: digest, more: "  … cut" },
  ];
}

/** Pins word for word, each whole or not at all. */
export function pinsPart(pins: readonly Pin[], heading = "pinned, word for word:"): Part {
  return {
    name: "pins",
    lines: pins.length === 0 ? [] : [heading, ...pinBlocks(pins)],
    more: "  … more: tokenroom pins",
  };
}

/** Sentences of the person's that limit the work: half of one can mean its opposite, so each whole. */
export function saidPart(sentences: readonly string[]): Part {
  const items = sentences.map((text) => itemLines("  - ", text).join("\n"));
  return {
    name: "said",
    lines: items.length === 0 ? [] : ["said by the person, where it still holds:", ...items],
    more: null,
  };
}

/** Where what was compacted can be looked up. */
export function pointersPart(transcript: string | null, extracts: string | null): Part {
  return {
    name: "pointers",
    lines: [
      ...(extracts === null || !isExact(extracts)
        ? []
        : [`what the person said and what failed, word for word: "${extracts}"`]),
      ...(transcript === null || !isExact(transcript)
        ? []
        : [`the whole conversation, to search in: "${transcript}"`]),
    ],
    more: null,
  };
}

/** All parts as one text. `lines`: of every part, in order. */
export function joinInjection(head: string, lines: readonly string[]): string {
  return inert([head, ...lines].join("\n"));
}

const PATH_CHARS = 500;

// A path that had to be changed to be shown leads nowhere.
function isExact(path: string): boolean {
  return path.length <= PATH_CHARS && visibleLine(path) === path && !path.includes('"');
}

function ageOf(at: EpochSec, { now, recentSec }: Reading): string {
  return now - at <= recentSec ? "" : ` (${formatDuration(now - at)} ago)`;
}

function indented(line: string): string {
  return `  ${line}`;
}
