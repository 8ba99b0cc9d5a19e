import type { Store } from "../io/store/database.ts";
import { UsageError } from "../render/failure.ts";
import { type KnownAccount, readKnownAccounts } from "./alternates.ts";

/** Characters of a key that may stand for it: enough to be meant. */
const KEY_CHARS = 4;

/**
 * The account of this name, in whatever case, or of a key that begins so. Throws `UsageError` where
 * there is none, or more than one.
 */
export function findAccount(store: Store, word: string): KnownAccount {
  const known = readKnownAccounts(store);
  const named = known.find(({ name }) => name === word) ??
    known.find(({ name }) => name !== null && isSameName(name, word)) ??
    known.find(({ key }) => key === word);
  if (named !== undefined) return named;
  const begun = word.length < KEY_CHARS ? [] : known.filter(({ key }) => key.startsWith(word));
  const [only, ...others] = begun;
  if (only !== undefined && others.length === 0) return only;
  const quoted = JSON.stringify(word);
  if (only !== undefined) {
    throw new UsageError(`${quoted} may be ${begun.map(({ key }) => key).join(" or ")}`);
  }
  const names = known.map(({ key, name }) => name ?? key).join(", ");
  throw new UsageError(
    `no account ${quoted} is known (${names === "" ? "none is yet" : `there is: ${names}`})`,
  );
}

/** Whether a person would take two names for one. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
