// Words for the model that summarises: they stand at the end of the client's own instructions, once.

import type { Checkpoint } from "../model/checkpoint.ts";
import type { Facts } from "../model/facts.ts";
import type { Pin } from "../model/pin.ts";
import type { EpochSec } from "../model/units.ts";
import { formatDuration } from "./format.ts";
import { itemLines, visibleLine } from "./note_text.ts";
import { inert, pinBlocks } from "./pin_blocks.ts";
import { PREFIX } from "./prefix.ts";

/** What the summary has to keep. */
export interface Keepsakes {
  readonly pins: readonly Pin[];
  /** Sentences of the person's. */
  readonly constraints: readonly string[];
  readonly facts: Facts | null;
  readonly lastEdited: string | null;
  /** The agent's own note, where it is newer than the last compaction. */
  readonly checkpoint: Checkpoint | null;
}

// The client cuts at 10,000 characters; the sum of these stays below. Of a compaction that a person
// asks for it shows the instructions on the screen and sends them again with every later request.
const ROOMY = { pinChars: 4_000, stepChars: 1_500, paths: 12 };
const TIGHT = { pinChars: 1_200, stepChars: 300, paths: 4 };
type Caps = typeof ROOMY;
const PATH_CHARS = 200;

/**
 * The instructions, as plain text; null where there is nothing to keep that it would not keep.
 * `isRepeated`: every later request will carry them.
 */
export function renderKeep(keep: Keepsakes, isRepeated: boolean, now: EpochSec): string | null {
  const caps = isRepeated ? TIGHT : ROOMY;
  const sections = [
    section("Pinned, to be repeated word for word:", pinLines(keep.pins, caps)),
    section(
      "Said by the person; repeat word for word what still holds:",
      keep.constraints.flatMap((text) => itemLines("  - ", text)),
    ),
    section("Paths that work goes on in, to be kept exact:", pathLines(keep, caps)),
    stepSection(keep.checkpoint, caps, now),
  ].flat();
  if (sections.length === 0) return null;
  return inert([
    `${PREFIX}what the summary must keep:`,
    ...sections,
    "The state of the repository and of the budgets is given again after the summary: " +
    "leave it out of it.",
  ].join("\n"));
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

function pinLines(pins: readonly Pin[], { pinChars }: Caps): string[] {
  const kept: string[] = [];
  let left = pinChars;
  for (const text of pinBlocks(pins)) {
    if (text.length >= left) continue;
    left -= text.length + 1;
    kept.push(text);
  }
  return kept;
}

function pathLines({ facts, lastEdited }: Keepsakes, { paths }: Caps): string[] {
  const root = facts?.root ?? null;
  const edited = lastEdited === null || root === null || !lastEdited.startsWith(`${root}/`)
    ? lastEdited
    : lastEdited.slice(root.length + 1);
  const names = [
    ...(edited === null ? [] : [edited]),
    ...facts?.changed?.names ?? [],
    ...facts?.untracked?.names ?? [],
  ].filter(isExact);
  const unique = [...new Set(names)].slice(0, paths);
  if (unique.length === 0) return [];
  const below = root === null || !isExact(root) ? "" : `  below ${root}: `;
  return [`${below === "" ? "  " : below}${unique.join(", ")}`];
}

// A name that was cut or cannot be seen whole is none to be kept exact.
function isExact(name: string): boolean {
  return name.length <= PATH_CHARS && visibleLine(name) === name && !name.endsWith("…");
}

function stepSection(
  checkpoint: Checkpoint | null,
  { stepChars }: Caps,
  now: EpochSec,
): string[] {
  if (checkpoint === null) return [];
  const lines: string[] = [];
  let left = stepChars;
  for (const [index, step] of checkpoint.note.nextSteps.entries()) {
    const item = itemLines(`  ${index + 1}. `, step).join("\n");
    if (item.length > left) break;
    left -= item.length + 1;
    lines.push(item);
  }
  const age = formatDuration(now - checkpoint.at);
  return section(`Next steps, as the agent wrote them ${age} ago, unless done since:`, lines);
}
