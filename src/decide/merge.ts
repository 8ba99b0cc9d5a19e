import type { EpochSec } from "../model/units.ts";
import {
  hasReset,
  isSameWindow,
  type Window,
  windowLengthSec,
  type WindowReading,
} from "../model/window.ts";
import { isBeyondHorizon } from "./horizon.ts";
import { ROLLOVER_DOUBT_SEC, ROLLOVER_HEADROOM_PCT } from "./thresholds.ts";

/** What to do with one reading, and why. */
export type MergeVerdict =
  | {
    readonly take: true;
    readonly why: "first" | "new-window" | "spent-more" | "newer-response" | "confirmed";
  }
  | {
    readonly take: false;
    readonly why:
      | "over"
      | "beyond-horizon"
      | "older-window"
      | "repeat"
      | "unproven"
      | "rollover-echo";
  };

/** A reading with what is known about the session that sent it. */
export interface Claim {
  readonly reading: WindowReading;
  readonly sessionId: string;
  /** The session had a response since its last report. */
  readonly moved: boolean;
  /** What the same session last said of this window; null when it never did. */
  readonly before: WindowReading | null;
  /**
   * Its next response came after this: when its previous one became known to us, or when we first
   * saw it without any. Null: not known.
   */
  readonly answeredAt: EpochSec | null;
}

/**
 * Whether a reading replaces the figure that the account stands at.
 *
 * A session reports the figures of its own last response for as long as it lives, so the newest
 * report is often not the newest truth. Within one window use only grows: more use is believed from
 * anyone who did not say it before. Less use is believed only from a response that must be newer
 * than the one behind the standing figure. So the figure is never too good, and after an early
 * reset it is too low for three responses at most. See docs/DECISIONS.md.
 */
export function decideMerge(standing: Window | null, claim: Claim, now: EpochSec): MergeVerdict {
  const { reading } = claim;
  if (hasReset(reading, now)) return { take: false, why: "over" };
  if (reading.resetAt !== null && isBeyondHorizon(reading.key, reading.resetAt, now)) {
    return { take: false, why: "beyond-horizon" };
  }
  if (standing === null) return { take: true, why: "first" };
  if (hasReset(standing, now)) return decideAfterReset(standing, claim, now);
  if (isRepeat(claim)) return { take: false, why: "repeat" };
  if (isSameWindow(standing.resetAt, reading.resetAt)) return decideWithin(standing, claim);
  if ((reading.resetAt ?? 0) > (standing.resetAt ?? 0)) {
    return decideAfterReset(standing, claim, now);
  }
  // An older window that is not over yet: only a newer response proves that the server moved back.
  return isNewer(standing, claim)
    ? { take: true, why: "newer-response" }
    : { take: false, why: "older-window" };
}

/**
 * The reading as it will stand. Where it names no reset, the known one of its window holds; where two
 * date one window some minutes apart, the later: nothing has refilled before it surely has.
 */
export function datedReading(
  standing: Window | null,
  reading: WindowReading,
  now: EpochSec,
): WindowReading {
  if (standing === null || hasReset(standing, now)) return reading;
  if (reading.resetAt === null) return { ...reading, resetAt: standing.resetAt };
  return standing.resetAt !== null && isSameWindow(standing.resetAt, reading.resetAt)
    ? { ...reading, resetAt: Math.max(standing.resetAt, reading.resetAt) }
    : reading;
}

/** What another session last said of a window, and when that response became known. */
export interface Witness {
  readonly reading: WindowReading;
  readonly answeredAt: EpochSec;
}

/**
 * A reading that shows more than the standing figure, held down to what other sessions said of the
 * same window in responses that became known since: theirs may be newer than the one behind it.
 */
export function heldDown(
  reading: WindowReading,
  standing: Window,
  witnesses: readonly Witness[],
): WindowReading {
  // Without a date nobody knows whether they speak of the same window.
  if (reading.resetAt === null) return reading;
  const said = witnesses
    .filter(({ answeredAt }) => answeredAt > standing.observedAt)
    .filter((witness) => isSameWindow(witness.reading.resetAt, reading.resetAt))
    .map((witness) => witness.reading.headroomPct);
  return { ...reading, headroomPct: Math.min(reading.headroomPct, ...said) };
}

function decideWithin(standing: Window, claim: Claim): MergeVerdict {
  const { headroomPct } = claim.reading;
  if (headroomPct < standing.headroomPct) return { take: true, why: "spent-more" };
  if (headroomPct === standing.headroomPct) {
    return claim.moved ? { take: true, why: "confirmed" } : { take: false, why: "unproven" };
  }
  return isNewer(standing, claim)
    ? { take: true, why: "newer-response" }
    : { take: false, why: "unproven" };
}

function decideAfterReset(standing: Window, claim: Claim, now: EpochSec): MergeVerdict {
  // Without a date an old figure looks like a new one; only a response tells them apart.
  if (claim.reading.resetAt === null && !claim.moved) return { take: false, why: "unproven" };
  return isRolloverEcho(standing, claim.reading, now)
    ? { take: false, why: "rollover-echo" }
    : { take: true, why: "new-window" };
}

// A repeat was judged when it was first said. To take it again would undo whatever was proven since.
function isRepeat({ moved, before, reading }: Claim): boolean {
  return !moved && before !== null && before.headroomPct === reading.headroomPct &&
    isSameWindow(before.resetAt, reading.resetAt);
}

// The client keeps no order between its sessions. But a session's next response comes after its
// previous one was reported; so it is newer than any figure that stood before that report.
function isNewer(standing: Window, claim: Claim): boolean {
  return claim.moved && (standing.sessionId === claim.sessionId ||
    (claim.answeredAt !== null && claim.answeredAt > standing.observedAt));
}

// Just after a rollover the old figure was seen paired with the new reset.
function isRolloverEcho(standing: Window, reading: WindowReading, now: EpochSec): boolean {
  const length = windowLengthSec(reading.key);
  if (length === null || reading.resetAt === null) return false;
  const ageSec = Math.abs(now - (reading.resetAt - length));
  return ageSec < ROLLOVER_DOUBT_SEC && standing.headroomPct < ROLLOVER_HEADROOM_PCT &&
    reading.headroomPct <= standing.headroomPct;
}
