import { decodeContextSettings } from "../clients/claude_code/context_settings.ts";
import { decideAttribution } from "../decide/attribution.ts";
import { decideCeiling } from "../decide/ceiling.ts";
import type { View } from "../decide/hud.ts";
import { SAMPLE_DAYS } from "../decide/thresholds.ts";
import { configFor, readClientSettings } from "../io/client_settings.ts";
import type { Host } from "../io/host.ts";
import { readAccounts } from "../io/store/accounts.ts";
import type { Store } from "../io/store/database.ts";
import { hasKeyedSession } from "../io/store/sessions.ts";
import { readWindows } from "../io/store/windows.ts";
import type { Attribution } from "../model/account.ts";
import { type Ceiling, roomBelow } from "../model/context.ts";
import type { Session } from "../model/session.ts";
import { DAY } from "../model/units.ts";

/** What is known of one session's budgets at one instant. */
export interface Situation extends View {
  readonly attribution: Attribution;
  readonly ceiling: Ceiling | null;
}

/** What a session, or one report of it, tells of itself. */
type Seen = Pick<Session, "configDir" | "modelId" | "context" | "activity">;

/** Reads what a session may spend. `session` null: one that never reported. */
export function readSituation(
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
  const key = attribution.kind === "known" || attribution.kind === "assumed"
    ? attribution.key
    : null;
  return {
    ...viewOf(session, host),
    attribution,
    windows: key === null ? [] : readWindows(store, key),
  };
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
  };
}

function ceilingOf(session: Seen, host: Host): Ceiling | null {
  const config = host.seal === null ? null : configFor(host.seal, session.configDir);
  const settings = decodeContextSettings(readClientSettings(config), host.env, session.modelId);
  return decideCeiling(session.context?.windowTokens ?? null, settings);
}
