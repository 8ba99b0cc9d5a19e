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

/** Most bytes of a directory that an executable can be sealed to. */
export const LAUNCH_DIR_BYTES = 400;

/** Whether an executable could be sealed to a directory of this path; see `install.sh`. */
export function isLaunchDir(path: string): boolean {
  return !/["\\\p{Cc}]/u.test(path) && new TextEncoder().encode(path).length <= LAUNCH_DIR_BYTES;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._@+-]*$/u;

/** Whether a text may name a profile: letters, digits, and `._@+-` or blanks between them. */
export function isProfileName(text: string): boolean {
  return text.length <= PROFILE_NAME_CHARS && NAME.test(text) && text.trimEnd() === text;
}
