import type { AccountKey } from "./account.ts";

/** A person's name for an account, and how a client of it is launched. */
export interface Profile {
  readonly name: string;
  readonly account: AccountKey;
  /** The configuration directory to launch under; null: the one the account was seen in. */
  readonly configDir: string | null;
}

/** Most characters of a name: it stands in stamps. */
export const PROFILE_NAME_CHARS = 30;

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@+-]*$/u;

/** Whether a text may name a profile: letters, digits, and `._@+-` or blanks between them. */
export function isProfileName(text: string): boolean {
  return text.length <= PROFILE_NAME_CHARS && NAME.test(text) && text.trimEnd() === text;
}
