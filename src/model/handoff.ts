import type { EpochSec } from "./units.ts";

/** What is known of a session's long note; its text is a file of its own. */
export interface Handoff {
  readonly sessionId: string;
  readonly projectDir: string | null;
  /** Its headings and first lines, shortened. */
  readonly digest: string;
  /** Length of the whole text in characters. */
  readonly chars: number;
  readonly at: EpochSec;
}

/** Characters of a handoff: some ten pages. */
export const HANDOFF_CHARS = 60_000;
/** Characters of its digest, given back after a compaction beside the path. */
export const DIGEST_CHARS = 700;
