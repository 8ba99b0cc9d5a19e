import type { CheckpointNote } from "../model/checkpoint.ts";
import { itemLines } from "./note_text.ts";

/** A note, a line each and its texts indented below ours; parts without a text are left out. */
export function renderCheckpoint(note: CheckpointNote): string[] {
  return [
    ...itemLines("task: ", note.task),
    ...renderList("decided:", note.decisions, () => "- "),
    ...renderList("ruled out:", note.ruledOut, () => "- "),
    ...renderList("next, in this order:", note.nextSteps, (index) => `${index + 1}. `),
  ];
}

function renderList(
  heading: string,
  items: readonly string[],
  mark: (index: number) => string,
): string[] {
  if (items.length === 0) return [];
  return [heading, ...items.flatMap((item, index) => itemLines(`  ${mark(index)}`, item))];
}
