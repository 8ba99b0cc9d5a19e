import type { Attribution } from "../model/account.ts";
import type { Session } from "../model/session.ts";
import { type EpochSec, MINUTE } from "../model/units.ts";

/** Why figures of windows are kept back from whoever asks; `none`: there are none to tell. */
export type Withheld = "caller-unknown" | "account-unknown" | "login-changed" | "none";

/** What points to the session that asks. */
export interface CallerClues {
  /** The session last seen of the process that started the server. */
  readonly ofParent: Session | null;
  /** The session that the server's environment names: the one that ran when it was started. */
  readonly ofEnvironment: Session | null;
  /** Whether the environment names one at all. */
  readonly isNamed: boolean;
  /** When the server was started. */
  readonly startedAt: EpochSec;
}

// A client notes its session about when it starts its servers.
const START_SLACK_SEC = 5 * MINUTE;

/**
 * The session that asks, or null. The server outlives `/clear` and a resumed conversation, and its
 * environment then still names the former session: the process that started it is the join that
 * holds. A process id is given again some day, so a session that was not seen since the server
 * started is believed only where the environment does not contradict it.
 */
export function decideCaller(clues: CallerClues): Session | null {
  const { ofParent, ofEnvironment, isNamed, startedAt } = clues;
  if (ofParent === null) return ofEnvironment;
  const isOfThisProcess = ofParent.seenAt >= startedAt - START_SLACK_SEC;
  return isOfThisProcess || !isNamed ? ofParent : ofEnvironment;
}

/** Why the windows of this attribution are kept back; null: they are told. */
export function decideWithheld(
  attribution: Attribution,
  caller: Pick<Session, "id"> | null,
): Withheld | null {
  switch (attribution.kind) {
    case "known":
    case "assumed":
      return null;
    case "ambiguous":
      return caller === null ? "caller-unknown" : "account-unknown";
    case "echo":
      return "login-changed";
    case "none":
      return "none";
  }
}
