import type { View } from "../decide/hud.ts";
import { mainWindow, quote } from "../decide/quote.ts";
import { emptiesOf } from "../decide/empties.ts";
import type { Host } from "../io/host.ts";
import type { Store } from "../io/store/database.ts";
import type { Attribution } from "../model/account.ts";
import { type Ceiling, roomBelow } from "../model/context.ts";
import type { Session } from "../model/session.ts";
import type { EpochSec } from "../model/units.ts";
import { keyOf, readAccountWindows } from "./account_windows.ts";
import { readCeiling } from "./ceiling.ts";
import { type Outlook, readOutlook } from "./outlook.ts";
import type { Settings } from "./settings.ts";

/** What is known of one session's budgets at one instant. */
export interface Situation extends View {
  readonly attribution: Attribution;
  readonly ceiling: Ceiling | null;
  readonly outlook: Outlook | null;
}

/** What a session, or one report of it, tells of itself. */
type Seen =
  & Pick<
    Session,
    "harness" | "configDir" | "modelId" | "context" | "activity" | "cache"
  >
  & { readonly id?: string };

/** Reads what a session may spend. `session` null: one that never reported. */
export function readSituation(
  store: Store,
  session: Session | null,
  configDir: string,
  settings: Settings,
  host: Host,
): Situation {
  return lookAhead(store, readStanding(store, session, configDir, settings, host), host.now());
}

/** Reads how the budgets stand, without looking ahead: as little as a writer needs to publish. */
export function readStanding(
  store: Store,
  session: Session | null,
  configDir: string,
  settings: Settings,
  host: Host,
): Situation {
  const spent = readAccountWindows(store, session, configDir, host);
  const { kind } = spent.attribution;
  const withheld = kind === "echo" || kind === "ambiguous" ? kind : null;
  return { ...viewOf(store, session, settings, host), ...spent, withheld };
}

/** Adds to a situation when the window runs empty and how many tokens are left of it. */
export function lookAhead(store: Store, situation: Situation, now: EpochSec): Situation {
  const key = keyOf(situation.attribution);
  const main = mainWindow(situation.windows);
  if (key === null || main === null || quote(main, now)?.kind !== "left") return situation;
  const outlook = readOutlook(store, key, main, now);
  const empties = emptiesOf(outlook.forecast, main.resetAt, now);
  return { ...situation, outlook, ahead: { tokensLeft: outlook.tokensLeft, empties } };
}

/** The part of a situation that the session alone tells. `store` null: without what was learned. */
export function viewOf(
  store: Store | null,
  session: Seen | null,
  settings: Settings,
  host: Host,
): Omit<Situation, "attribution"> {
  const ceiling = session === null ? null : readCeiling(store, session, settings, host);
  return {
    windows: [],
    withheld: null,
    context: session?.context ?? null,
    ceiling,
    room: roomBelow(session?.context ?? null, ceiling),
    costUsd: session?.activity.costUsd ?? null,
    cache: session?.cache ?? null,
    outlook: null,
    ahead: null,
  };
}
