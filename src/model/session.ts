import type { AccountKey } from "./account.ts";
import type { PromptCache } from "./cache.ts";
import type { ContextReading } from "./context.ts";
import type { Activity } from "./snapshot.ts";
import type { EpochSec } from "./units.ts";
import type { WindowReading } from "./window.ts";

/** One conversation of a client, as its last report and hook events left it. */
export interface Session {
  readonly id: string;
  readonly configDir: string | null;
  /** The account whose figures it reported; null before the first. */
  readonly account: AccountKey | null;
  readonly harness: string | null;
  readonly harnessVersion: string | null;
  readonly projectDir: string | null;
  readonly cwd: string | null;
  readonly transcriptPath: string | null;
  readonly modelId: string | null;
  readonly modelName: string | null;
  /** Process id of the client that runs it: joins the MCP server to its session. */
  readonly clientPid: number | null;
  readonly startedAt: EpochSec;
  readonly seenAt: EpochSec;
  /** When its last response became known to us; null before the first. */
  readonly answeredAt: EpochSec | null;
  readonly activity: Activity;
  /** Its own last report of the windows, true or stale. */
  readonly windows: readonly WindowReading[];
  readonly context: ContextReading | null;
  /** When the context was last told by a response. */
  readonly contextAt: EpochSec | null;
  readonly cache: PromptCache | null;
  /** The last change of its directory's login that its last response came after; 0: none. */
  readonly loginChange: number;
}
