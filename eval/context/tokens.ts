// How many tokens a text is, without a tokenizer. Two approximations; the larger one counts.

/** What the client puts around a text of ours, and the tokens of the message that carries it. */
export const WRAPPERS = {
  stamp: "UserPromptSubmit hook additional context: ",
  update: "PostToolBatch hook additional context: ",
} as const;
const MESSAGE_TOKENS = 4;

/** Characters a token in running English text. */
const CHARS_PER_TOKEN = 3.6;
/** Letters of a word that one token holds at most on average, and digits of a number. */
const LETTERS_PER_TOKEN = 6;
const DIGITS_PER_TOKEN = 2;

/** Tokens of a text that the model reads, with its wrapper. */
export function tokensOf(text: string, kind: keyof typeof WRAPPERS): number {
  const whole = WRAPPERS[kind] + text;
  return MESSAGE_TOKENS + Math.max(byCharacters(whole), byPieces(whole));
}

/** Tokens by the usual rule of thumb. */
export function byCharacters(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/**
 * Tokens by pieces, for short texts full of figures: a token for every six letters of a word and
 * every two digits of a number, one for each mark, two for each that is not ASCII.
 */
export function byPieces(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(/[A-Z]?[a-z]+|[A-Z]+|\d+|[^\sA-Za-z\d]/g)) {
    if (/[A-Za-z]/.test(piece)) tokens += Math.ceil(piece.length / LETTERS_PER_TOKEN);
    else if (/\d/.test(piece)) tokens += Math.ceil(piece.length / DIGITS_PER_TOKEN);
    else tokens += piece.codePointAt(0)! < 128 ? 1 : 2;
  }
  return tokens;
}
