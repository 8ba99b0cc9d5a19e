// How many tokens a text of ours costs where the client puts it.

import { estimateTokens } from "../../src/model/token_estimate.ts";

/** What the client puts around a text of ours, and the tokens of the message that carries it. */
export const WRAPPERS = {
  stamp: "UserPromptSubmit hook additional context: ",
  update: "PostToolBatch hook additional context: ",
} as const;
const MESSAGE_TOKENS = 4;

/** Tokens of a text that the model reads, with its wrapper. */
export function tokensOf(text: string, kind: keyof typeof WRAPPERS): number {
  return MESSAGE_TOKENS + estimateTokens(WRAPPERS[kind] + text);
}
