// Our lines in the client's memory file (CLAUDE.md), between markers that the client takes out before
// the model reads it. Everything outside of them belongs to the person and keeps its bytes.

import type { Refusal } from "../../model/wiring.ts";

const OPEN = "<!-- tokenroom -->";
const CLOSE = "<!-- /tokenroom -->";
// A marker counts only as a line of its own: a sentence about markers is none.
const MARKER = /^[ \t]*<!-- (\/?)tokenroom -->[ \t]*\r?\n?$/;
// The Node original's, under its present and its earlier name.
const ORIGINAL_MARKER =
  /^[ \t]*<!-- (tokenroom|headroom):compact-instructions:(start|end) -->[ \t]*\r?\n?$/;

/** A text with one block in it; `block` are its lines with their ends, markers included. */
interface Parts {
  readonly before: string;
  readonly block: readonly string[];
  readonly after: string;
}

/**
 * The text with our block, `body` between the markers: in the place of an earlier one, else at the
 * end. `takeBlock()` gives back every byte. Refuses a marker without its counterpart.
 */
export function putBlock(text: string, body: string): string | Refusal {
  const parts = split(text);
  if (parts === null) {
    const eol = linesOf(text)[0]?.endsWith("\r\n") === true ? "\r\n" : "\n";
    const block = [OPEN, body, CLOSE].join(eol);
    if (text === "") return block + eol;
    return text.endsWith("\n") ? text + eol + block + eol : text + eol + eol + block;
  }
  if ("problem" in parts) return parts;
  const { before, block, after } = parts;
  const end = block.at(-1)?.slice(block.at(-1)?.trimEnd().length) ?? "";
  return before + [OPEN, body, CLOSE].join(eolOf(block)) + end + after;
}

/** The text without our block: what it was before `putBlock()`. */
export function takeBlock(text: string): string | Refusal {
  const parts = split(text);
  if (parts === null) return text;
  if ("problem" in parts) return parts;
  const { before, block, after } = parts;
  const eol = eolOf(block);
  const isBlankBefore = linesOf(before).at(-1) === eol;
  const kept = isBlankBefore ? before.slice(0, -eol.length) : before;
  // No line break at the end says that there was none before us either.
  const hasBreak = block.at(-1)?.endsWith("\n") === true;
  return hasBreak || !kept.endsWith(eol) ? kept + after : kept.slice(0, -eol.length) + after;
}

/**
 * The text without the blocks that the Node original keeps in it; every byte around them stays.
 * Refuses a marker of its without its counterpart.
 */
export function takeOriginalBlocks(text: string): string | Refusal {
  const kept: string[] = [];
  let open: { readonly name: string | undefined; readonly index: number } | null = null;
  for (const [index, line] of linesOf(text).entries()) {
    const [marker, name, side] = ORIGINAL_MARKER.exec(line) ?? [];
    if (marker === undefined) {
      if (open === null) kept.push(line);
    } else if (side === "start" && open === null) open = { name, index };
    else if (side === "end" && open?.name === name) open = null;
    else return { problem: "markers", at: { line: index + 1, column: 1 } };
  }
  return open === null
    ? kept.join("")
    : { problem: "markers", at: { line: open.index + 1, column: 1 } };
}

/** Null: there is no block. */
function split(text: string): Parts | Refusal | null {
  const lines = linesOf(text);
  const markers = lines.flatMap((line, index) => {
    const marker = MARKER.exec(line);
    return marker === null ? [] : [{ index, opens: marker[1] === "" }];
  });
  const [first, second, third] = markers;
  if (first === undefined) return null;
  // One pair, in order; of anything else only the person knows what is whose.
  if (!first.opens || second?.opens !== false || third !== undefined) {
    const { index } = first.opens && second?.opens === false ? third ?? first : first;
    return { problem: "markers", at: { line: index + 1, column: 1 } };
  }
  return {
    before: lines.slice(0, first.index).join(""),
    block: lines.slice(first.index, second.index + 1),
    after: lines.slice(second.index + 1).join(""),
  };
}

function eolOf(block: readonly string[]): string {
  return block[0]?.endsWith("\r\n") === true ? "\r\n" : "\n";
}

/** The lines of a text, each with its end. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
