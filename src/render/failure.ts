import { plain } from "./ansi.ts";

/** Arguments that do not fit the command. Its message is one sentence for the person. */
export class UsageError extends Error {}

/** Whether a failure lies in what the person typed. */
export function isUsage(cause: unknown): boolean {
  return cause instanceof UsageError;
}

/** A failure as one sentence for a person: no name of a class, no stack. */
export function explain(cause: unknown): string {
  if (!(cause instanceof Error)) {
    return "something failed that gave no reason; run tokenroom doctor";
  }
  if (cause.name === "NotCapable") {
    return `the seal does not allow this (${
      plain(firstSentence(cause.message))
    }); run install.sh to seal again`;
  }
  return plain(firstSentence(cause.message));
}

function firstSentence(message: string): string {
  return message.split(/\n|, specify the required permissions/)[0] ?? message;
}
