import type { AccountKey } from "./account.ts";
import type { EpochSec } from "./units.ts";

/** A configuration directory's login was seen to change. */
export interface LoginChange {
  /** The account logged in since; null: known with its first reply. */
  readonly to: AccountKey | null;
  readonly at: EpochSec;
}
