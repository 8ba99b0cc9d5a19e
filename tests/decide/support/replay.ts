// Replays reports of several sessions through the merge rule, as a tap does it: what a session said
// last and when it last had a response is remembered beside the standing figure.

import {
  type Claim,
  datedReading,
  decideMerge,
  heldDown,
  type MergeVerdict,
  type Witness,
} from "../../../src/decide/merge.ts";
import type { EpochSec, Pct } from "../../../src/model/units.ts";
import type { Window, WindowReading } from "../../../src/model/window.ts";

/** One report: who, when, what it says of the window, and its cost so far. */
export interface Report {
  readonly at: EpochSec;
  readonly session: string;
  readonly leftPct: Pct | null;
  readonly resetAt: EpochSec | null;
  readonly costUsd: number;
}

interface Known {
  readonly costUsd: number;
  readonly reading: WindowReading | null;
  readonly answeredAt: EpochSec;
}

/** One account's window under a sequence of reports. */
export interface Replay {
  /** Feeds one report; the reason of the verdict, or null for a report without the window. */
  readonly report: (report: Report) => MergeVerdict["why"] | null;
  readonly standing: () => Window | null;
}

/** A new account that has heard nothing of its window. */
export function startReplay(key = "five_hour"): Replay {
  let standing: Window | null = null;
  const sessions = new Map<string, Known>();
  const witnesses = (session: string): Witness[] =>
    [...sessions].filter(([id]) => id !== session).flatMap(([, { reading, answeredAt }]) =>
      reading === null ? [] : [{ reading, answeredAt }]
    );
  return {
    standing: () => standing,
    report: ({ at, session, leftPct, resetAt, costUsd }) => {
      const before = sessions.get(session) ?? null;
      const moved = before !== null && costUsd > before.costUsd;
      const reading = leftPct === null ? null : { key, headroomPct: leftPct, resetAt };
      sessions.set(session, {
        costUsd,
        reading: reading ?? before?.reading ?? null,
        answeredAt: moved ? at : before?.answeredAt ?? at,
      });
      if (reading === null) return null;
      const claim: Claim = {
        reading,
        sessionId: session,
        moved,
        before: before?.reading ?? null,
        answeredAt: before?.answeredAt ?? null,
      };
      const verdict = decideMerge(standing, claim, at);
      if (verdict.take) {
        const isRise = verdict.why === "newer-response" && standing !== null;
        const taken = isRise ? heldDown(reading, standing!, witnesses(session)) : reading;
        standing = { ...datedReading(standing, taken, at), observedAt: at, sessionId: session };
      }
      return verdict.why;
    },
  };
}
