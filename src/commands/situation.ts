import { decodeContextSettings } from "../clients/claude_code/context_settings.ts";
import { HARNESS } from "../clients/claude_code/harness.ts";
import { decideAttribution } from "../decide/attribution.ts";
import { decideCeiling, foreignCeiling } from "../decide/ceiling.ts";
import type { View } from "../decide/hud.ts";
import { mainWindow, quote } from "../decide/stamp.ts";
import { emptiesOf } from "../decide/empties.ts";
import { SAMPLE_DAYS } from "../decide/thresholds.ts";
import { configFor, readClientSettings } from "../io/client_settings.ts";
import type { Host } from "../io/host.ts";
import { readAccounts } from "../io/store/accounts.ts";
import type { Store } from "../io/store/database.ts";
import { hasKeyedSession } from "../io/store/sessions.ts";
import { readWindows } from "../io/store/windows.ts";
import type { AccountKey, Attribution } from "../model/account.ts";
import { type Ceiling, roomBelow } from "../model/context.ts";
import type { Session } from "../model/session.ts";
import { DAY, type EpochSec } from "../model/units.ts";
import { type Outlook, readOutlook } from "./outlook.ts";

/** What is known of one session's budgets at one instant. */
export interface Situation extends View {
  readonly attribution: Attribution;
  readonly ceiling: Ceiling | null;
  readonly outlook: Outlook | null;
}

/** What a session, or one report of it, tells of itself. */
type Seen = Pick<
  Session,
  "harness" | "configDir" | "modelId" | "context" | "activity" | "cache"
>;

/** Reads what a session may spend. `session` null: one that never reported. */
export function readSituation(
  store: Store,
  session: Session | null,
  configDir: string,
  host: Host,
): Situation {
  return lookAhead(store, readStanding(store, session, configDir, host), host.now());
}

/** Reads how the budgets stand, without looking ahead: as little as a writer needs to publish. */
export function readStanding(
  store: Store,
  session: Session | null,
  configDir: string,
  host: Host,
): Situation {
  const now = host.now();
  const attribution = decideAttribution(
    session,
    readAccounts(store, configDir),
    hasKeyedSession(store, configDir, now - SAMPLE_DAYS * DAY),
    now,
  );
  const key = keyOf(attribution);
  const windows = key === null ? [] : readWindows(store, key);
  return { ...viewOf(session, host), attribution, windows };
}

/** Adds to a situation when the window runs empty and how many tokens are left of it. */
export function lookAhead(store: Store, situation: Situation, now: EpochSec): Situation {
  const key = keyOf(situation.attribution);
  const main = mainWindow(situation.windows);
  if (key === null || main === null || quote(main, now)?.kind !== "left") return situation;
  const outlook = readOutlook(store, key, main, now);
  const empties = emptiesOf(outlook.forecast, main.resetAt);
  return { ...situation, outlook, ahead: { tokensLeft: outlook.tokensLeft, empties } };
}

function keyOf(attribution: Attribution): AccountKey | null {
  return attribution.kind === "known" || attribution.kind === "assumed" ? attribution.key : null;
}

/** The part of a situation that the session alone tells. */
export function viewOf(session: Seen | null, host: Host): Omit<Situation, "attribution"> {
  const ceiling = session === null ? null : ceilingOf(session, host);
  return {
    windows: [],
    context: session?.context ?? null,
    ceiling,
    room: roomBelow(session?.context ?? null, ceiling),
    costUsd: session?.activity.costUsd ?? null,
    cache: session?.cache ?? null,
    outlook: null,
    ahead: null,
  };
}

function ceilingOf(session: Seen, host: Host): Ceiling | null {
  if (session.harness !== null && session.harness !== HARNESS) {
    return foreignCeiling(session.context?.windowTokens ?? null);
  }
  const config = host.seal === null ? null : configFor(host.seal, session.configDir);
  const settings = decodeContextSettings(readClientSettings(config), host.env, session.modelId);
  return decideCeiling(session.context?.windowTokens ?? null, settings);
}
