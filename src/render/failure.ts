import { type StorageTrouble, troubleOf } from "../model/storage_trouble.ts";
import { plain } from "./ansi.ts";
import { sayTrouble } from "./storage_trouble.ts";

/**
 * A command line that is wrong, whatever is stored: exit code 2. What is right but cannot be done now
 * is no such error: exit code 1. Its message is one sentence for the person.
 */
export class UsageError extends Error {}

/** Whether a failure lies in what the person typed. */
export function isUsage(cause: unknown): boolean {
  return cause instanceof UsageError;
}

/**
 * A failure as one sentence for a person: no name of a class, no stack. `stateDir`: where it stores;
 * null: nowhere.
 */
export function explain(cause: unknown, stateDir: string | null = null): string {
  if (!(cause instanceof Error)) {
    return "something failed that gave no reason; run tokenroom doctor";
  }
  if (cause.name === "NotCapable") {
    return `the seal does not allow this (${
      plain(firstSentence(cause.message))
    }); run install.sh to seal again`;
  }
  const trouble = stateDir === null ? null : storageTrouble(cause.message, stateDir);
  if (stateDir === null || trouble === null) return plain(firstSentence(cause.message));
  const { what, remedy } = sayTrouble(trouble, stateDir, cause.message);
  return `${what}; ${remedy}`;
}

// SQLite names no path; the system does, and may speak of another one.
function storageTrouble(message: string, dir: string): StorageTrouble | null {
  const kind = troubleOf(message);
  const isElsewhere = message.includes("(os error") && !message.includes(dir);
  return isElsewhere ? null : kind;
}

function firstSentence(message: string): string {
  return message.split(/\n|, specify the required permissions/)[0] ?? message;
}
