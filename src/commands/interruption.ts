import type { HookEvent } from "../clients/claude_code/event.ts";
import { decodeTurn, type Turn } from "../clients/claude_code/turn.ts";
import { readFacts } from "../io/git.ts";
import type { Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { useStore } from "../io/store/database.ts";
import { queuePlan } from "../io/store/plans.ts";
import { writeCapture } from "../io/store/snapshots.ts";
import type { AccountKey } from "../model/account.ts";
import { asList } from "../model/decode.ts";
import { type Facts, uncommitted } from "../model/facts.ts";
import type { EpochSec } from "../model/units.ts";
import type { WindowKey } from "../model/window.ts";
import { renderInterrupted } from "../render/facts.ts";

/** A turn that was cut off, and the window that it waits for. */
export interface Interruption {
  readonly at: EpochSec;
  readonly account: AccountKey | null;
  readonly key: WindowKey | null;
  readonly resetAt: EpochSec | null;
  readonly projectDir: string | null;
}

// Milliseconds that git gets at most, and that are kept back to store what it told.
const FACTS_MS = 1_000;
const STORE_MS = 200;

/**
 * Keeps what a wall cut off: the facts of the repository, and a plan where work was in flight. Done
 * by `endsAtMs` on the clock of `performance`. Throws what the store throws.
 */
export async function keepInterruption(
  wall: Interruption,
  lines: readonly string[],
  event: HookEvent,
  host: Host,
  endsAtMs: number,
): Promise<void> {
  if (host.seal === null) return;
  const cwd = event.cwd ?? wall.projectDir;
  const forGitMs = Math.min(FACTS_MS, endsAtMs - STORE_MS - performance.now());
  const facts = cwd === null ? null : await readFacts(cwd, forGitMs, host.env);
  const turn = decodeTurn(lines);
  const { lastEdited } = turn;
  const isKnown = facts !== null || lastEdited !== null;
  const isOpen = isInFlight(facts, turn, event);
  if (!isKnown && !isOpen) return;
  const { sessionId } = event;
  const leftMs = Math.max(0, endsAtMs - performance.now());
  useStore(stateDir(host.seal, host.env), leftMs, wall.at, (store) =>
    store.transaction(() => {
      if (isKnown) {
        writeCapture(store, {
          sessionId,
          at: wall.at,
          cause: "wall",
          facts,
          lastEdited,
          around: null,
        });
      }
      if (!isOpen) return;
      queuePlan(store, {
        sessionId,
        projectDir: wall.projectDir,
        account: wall.account,
        cause: "wall",
        summary: renderInterrupted(facts, lastEdited),
        queue: [],
        blockedOn: wall.key,
        resetAt: wall.resetAt,
        estTokens: null,
        armed: false,
        createdAt: wall.at,
      });
    }));
}

function isInFlight(facts: Facts | null, turn: Turn, event: HookEvent): boolean {
  const isDirty = facts !== null && (uncommitted(facts)?.count ?? 0) > 0;
  return isDirty || turn.hadToolCalls || asList(event.fields.background_tasks).length > 0;
}
