import type { AccountKey } from "./account.ts";
import { asIdentifier, asInstant, asRecord, asText } from "./decode.ts";
import type { Entry } from "./entry.ts";
import type { EpochSec } from "./units.ts";
import type { WindowKey } from "./window.ts";

/** A turn that ended because a budget was spent. */
export interface Wall {
  readonly at: EpochSec;
  readonly sessionId: string | null;
  readonly account: AccountKey | null;
  readonly key: WindowKey | null;
  readonly resetAt: EpochSec | null;
  readonly projectDir: string | null;
}

/** The wall that a journal entry records. */
export function decodeWall(entry: Entry): Wall {
  const detail = asRecord(entry.detail);
  return {
    at: entry.at,
    sessionId: entry.sessionId,
    account: entry.account,
    key: asIdentifier(detail?.window),
    resetAt: asInstant(detail?.resetAt),
    projectDir: asText(detail?.projectDir),
  };
}
