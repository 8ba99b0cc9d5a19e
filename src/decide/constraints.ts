import { estimateTokens } from "../model/token_estimate.ts";
import type { Tokens } from "../model/units.ts";

// What of a person's messages the compactor is asked to repeat word for word. A message that only
// asks for something is in its summary anyway; what gets lost is the half sentence that limits how
// it may be done. So: sentences that forbid, oblige or limit, found by the few words that do so.
// The rule is small on purpose. A sentence too many costs some tokens once; one that it misses is
// still in the extracts; and what must not be missed can be pinned.

/** Words that forbid or oblige whatever else the sentence says. */
const STRICT =
  /\b(never|always|must(?! have been)|mustn't|under no circumstances|at all costs|make sure|do not ever|don't ever|no matter what|not allowed|forbidden)\b/i;
/** Words that often do; a subject before "don't" makes it a report. */
const LIKELY =
  /\b(?<!\b(?:I|we|they|you|it|who|that|which|these|those)\s+)(?:don't|do not)\b|\b(only|avoid|without|at most|at least|no more than|keep|instead of|leave .{1,40} alone|unless)\b/i;

/** Characters of a sentence; a longer one is a text that was pasted. */
const SENTENCE_CHARS = 300;
/** Constraints kept of one message: a longer list is a document, and its path is what counts. */
const PER_MESSAGE = 8;
/** Tokens of all that are kept: paid once, by the model that summarises. */
export const CONSTRAINTS_TOKENS = 450;
/** The same where every later request repeats them. */
export const CONSTRAINTS_REPEATED_TOKENS = 150;

interface Candidate {
  readonly text: string;
  readonly isStrict: boolean;
  readonly place: number;
}

/**
 * The sentences of a person's messages that state a constraint, word for word, in the order in which
 * they were said. Where they are too many, strict ones go before likely ones and newer ones before
 * older ones: what was said last holds.
 */
export function findConstraints(
  messages: readonly string[],
  limitTokens: Tokens = CONSTRAINTS_TOKENS,
): string[] {
  const found = new Map<string, Candidate>();
  messages.flatMap(constraintsIn).forEach((candidate, place) => {
    // Said again it is newer, and stands once.
    found.delete(candidate.text);
    found.set(candidate.text, { ...candidate, place });
  });
  const byWeight = [...found.values()].toSorted((a, b) =>
    Number(b.isStrict) - Number(a.isStrict) || b.place - a.place
  );
  const kept: Candidate[] = [];
  let left = limitTokens;
  for (const candidate of byWeight) {
    const cost = estimateTokens(candidate.text) + 4;
    if (cost > left) continue;
    left -= cost;
    kept.push(candidate);
  }
  return kept.toSorted((a, b) => a.place - b.place).map(({ text }) => text);
}

function constraintsIn(message: string): Omit<Candidate, "place">[] {
  return sentencesOf(message).flatMap((text) => {
    if (text.length > SENTENCE_CHARS || isQuestion(text)) return [];
    const isStrict = STRICT.test(text);
    return isStrict || LIKELY.test(text) ? [{ text, isStrict }] : [];
  }).slice(0, PER_MESSAGE);
}

// "Why does it only …" asks; "Could you only …" limits.
function isQuestion(text: string): boolean {
  return text.endsWith("?") && !/^\s*(can|could|would|will|please)\b/i.test(text);
}

function sentencesOf(message: string): string[] {
  // What stands between fences was pasted: its comments forbid nothing.
  const prose = message.replace(/^[ \t]*(```|~~~)[\s\S]*?(^[ \t]*\1|(?![\s\S]))/gm, "\n");
  return prose.split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.replace(/^\s*(?:[-*+>]|\d+[.)])\s+/, "").trim())
    .flatMap((line) => line.split(SENTENCE_END))
    // After an abbreviation a sentence goes on in small letters; so may the next one of someone who
    // writes small throughout.
    .flatMap((part) => part.length > SENTENCE_CHARS ? part.split(ANY_END) : [part])
    .filter((sentence) => sentence !== "");
}

const SENTENCE_END = /(?<=[.!?。！？]["')\]]?)\s+(?=[^\sa-z])/u;
const ANY_END = /(?<=[.!?。！？]["')\]]?)\s+/u;
