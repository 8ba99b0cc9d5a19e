import { estimateTokens } from "../model/token_estimate.ts";
import type { Tokens } from "../model/units.ts";
import { INJECTION_TOKENS } from "./thresholds.ts";

/** What may be given back after a compaction, in the order in which it is shown. */
export const INJECTION_PARTS = [
  "facts",
  "checkpoint",
  "handoff",
  "digest",
  "pins",
  "said",
  "pointers",
] as const;
export type PartName = (typeof INJECTION_PARTS)[number];

/** One part in words, before it is known whether all of it fits. */
export interface Part {
  readonly name: PartName;
  readonly lines: readonly string[];
  /** The line that stands for what was left out, and says where all of it is; null: none. */
  readonly more: string | null;
}

/** A part as it is given. */
export interface Given {
  readonly name: PartName;
  readonly lines: readonly string[];
  readonly isCut: boolean;
  readonly tokens: Tokens;
}

/** Whether a line of a part may be cut: half a constraint can mean its opposite. */
const CUTTABLE: Readonly<Record<PartName, boolean>> = {
  facts: true,
  checkpoint: true,
  digest: true,
  pins: false,
  said: false,
  // Half a path leads nowhere.
  handoff: false,
  pointers: false,
};

/**
 * Tokens that a part has in any case, in the order in which parts are served. What one leaves is
 * handed out in the same order. What the person said and the digest of the handoff have none of
 * their own: they get what is left once everything else is whole, because all of them stands in a
 * file.
 */
const SHARES: readonly (readonly [PartName, Tokens])[] = [
  ["pointers", 200],
  ["handoff", 120],
  ["pins", 350],
  ["facts", 330],
  ["checkpoint", 400],
  ["said", 0],
  ["digest", 0],
];

/** Tokens of the shortest piece of a line that is worth showing. */
const PIECE_TOKENS = 12;

/**
 * Cuts the parts so that all of them together, and the line above them, stay under the limit.
 * `head`: that line. `spentTokens`: what stands beside them already. A part that does not fit ends
 * in its `more`, or is left out where not even that fits.
 */
export function allot(head: string, parts: readonly Part[], spentTokens: Tokens = 0): Given[] {
  let left = Math.max(0, INJECTION_TOKENS - spentTokens - costOf(head) - ENVELOPE_TOKENS);
  const named = new Map(parts.map((part) => [part.name, part]));
  const granted = new Map<PartName, Tokens>();
  for (const [name, share] of SHARES) {
    const grant = Math.max(0, Math.min(share, left, costOfAll(named.get(name)?.lines ?? [])));
    granted.set(name, grant);
    left -= grant;
  }
  const given = new Map<PartName, Given>();
  let isWhole = true;
  for (const [name, share] of SHARES) {
    const part = named.get(name);
    if (part === undefined || part.lines.length === 0) continue;
    const spare = share === 0 && !isWhole ? 0 : left;
    const grant = granted.get(name) ?? 0;
    const taken = take(part, grant + spare);
    isWhole &&= !taken.isCut;
    left -= taken.tokens - grant;
    if (taken.lines.length > 0) given.set(name, taken);
  }
  return INJECTION_PARTS.flatMap((name) => given.get(name) ?? []);
}

/** What the client adds: the name of the hook, and the message that carries it. */
const ENVELOPE_TOKENS = 20;

function take({ name, lines, more }: Part, budget: Tokens): Given {
  const whole = costOfAll(lines);
  if (whole <= budget) return { name, lines, isCut: false, tokens: whole };
  const kept: string[] = [];
  let left = budget - (more === null ? 0 : costOf(more));
  if (left < 0) return { name, lines: [], isCut: true, tokens: 0 };
  for (const line of lines) {
    const cost = costOf(line);
    if (cost <= left) {
      kept.push(line);
      left -= cost;
      continue;
    }
    // A shorter one further down may still fit; the order of the others stays.
    if (!CUTTABLE[name]) continue;
    const piece = left < PIECE_TOKENS ? "" : cutTo(line, left);
    if (piece !== "") kept.push(piece);
    left -= piece === "" ? 0 : costOf(piece);
    break;
  }
  if (more !== null) kept.push(more);
  return { name, lines: kept, isCut: true, tokens: budget - left };
}

/** Tokens of a line with its line feed. */
function costOf(line: string): Tokens {
  return estimateTokens(line) + 1;
}

function costOfAll(lines: readonly string[]): Tokens {
  return lines.reduce((sum, line) => sum + costOf(line), 0);
}

/** The longest beginning of a line that costs at most `budget`, with the mark of a cut. */
function cutTo(line: string, budget: Tokens): string {
  let fits = 0;
  let tooLong = line.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (costOf(beginning(line, middle)) <= budget) fits = middle;
    else tooLong = middle;
  }
  return fits === 0 ? "" : beginning(line, fits);
}

function beginning(line: string, chars: number): string {
  // Not in the middle of a character: one half of it would make the whole request invalid.
  const isSplit = /[\uD800-\uDBFF]/.test(line.charAt(chars - 1));
  return `${line.slice(0, isSplit ? chars - 1 : chars)}…`;
}
