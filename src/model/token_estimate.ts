// How many tokens a text is, without a tokenizer. Two approximations; the larger one counts, so that
// a limit in tokens holds for prose as well as for paths, hashes and scripts without spaces.

import type { Tokens } from "./units.ts";

/** Characters a token in running English text. */
const CHARS_PER_TOKEN = 3.6;
/** Letters of a word that one token holds at most on average, and digits of a number. */
const LETTERS_PER_TOKEN = 6;
const DIGITS_PER_TOKEN = 2;

/**
 * Tokens of a text, estimated high. A text costs at most what its parts cost, however it is cut at
 * line feeds: a sum over lines bounds the whole.
 */
export function estimateTokens(text: string): Tokens {
  return Math.max(tokensByCharacters(text), tokensByPieces(text));
}

/** Tokens by the usual rule of thumb. */
export function tokensByCharacters(text: string): Tokens {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/**
 * Tokens by pieces, for texts full of figures: a token for every six letters of a word and every two
 * digits of a number, one for each mark, two for each that is not ASCII.
 */
export function tokensByPieces(text: string): Tokens {
  let tokens = 0;
  for (const [piece] of text.matchAll(/[A-Z]?[a-z]+|[A-Z]+|\d+|[^\sA-Za-z\d]/g)) {
    if (/[A-Za-z]/.test(piece)) tokens += Math.ceil(piece.length / LETTERS_PER_TOKEN);
    else if (/\d/.test(piece)) tokens += Math.ceil(piece.length / DIGITS_PER_TOKEN);
    else tokens += (piece.codePointAt(0) ?? 0) < 128 ? 1 : 2;
  }
  return tokens;
}
