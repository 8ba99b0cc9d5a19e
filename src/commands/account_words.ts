import type { Store } from "../io/store/database.ts";
import { UsageError } from "../render/failure.ts";
import { type KnownAccount, readKnownAccounts } from "./alternates.ts";

/** The account of this name or key. Throws `UsageError` where there is none. */
export function findAccount(store: Store, word: string): KnownAccount {
  const known = readKnownAccounts(store);
  const found = known.find(({ name }) => name === word) ?? known.find(({ key }) => key === word);
  if (found !== undefined) return found;
  throw new UsageError(`no account ${JSON.stringify(word)} is known (see: tokenroom account)`);
}
