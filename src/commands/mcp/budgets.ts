import { decideWithheld, type Withheld } from "../../decide/caller.ts";
import { coldTokens } from "../../decide/cold_cache.ts";
import type { Rates } from "../../decide/fit_price.ts";
import { growthPerCall } from "../../decide/growth.ts";
import { fastestFlow, type WindowLook } from "../../decide/remaining.ts";
import {
  CALL_PRICE_MIN,
  CALL_PRICE_SEC,
  COLD_CACHE_TOKENS,
  CONTEXT_PACE_SAMPLES,
  FIT_FASTEST_SPAN_SEC,
  MIX_SEC,
  SAMPLE_DAYS,
} from "../../decide/thresholds.ts";
import { readAllAccounts } from "../../io/store/account_records.ts";
import { readContexts } from "../../io/store/contexts.ts";
import { readFlowPoints, readMainFlow, readTokensPerWeight } from "../../io/store/flows.ts";
import type { AccountKey } from "../../model/account.ts";
import type { Session } from "../../model/session.ts";
import { weightOf } from "../../model/prices.ts";
import { DAY, type Tokens } from "../../model/units.ts";
import { readOutlook } from "../outlook.ts";
import { configDirFor } from "../place.ts";
import { readSituation, type Situation } from "../situation.ts";
import type { Asked } from "./answering.ts";
import { settingsOf } from "../settings.ts";

/** Everything known of what the asking session may spend. */
export interface Budgets {
  readonly situation: Situation;
  readonly account: AccountKey | null;
  /** Why there are no windows; null: there are. */
  readonly withheld: Withheld | null;
  readonly looks: readonly WindowLook[];
  readonly rates: Rates;
  /** Weight a second of the busiest work the account was seen to do; null: none was seen. */
  readonly fastestWeightPerSec: number | null;
  /** Tokens by which the context grows with a request; null: not known. */
  readonly growthPerCall: Tokens | null;
  readonly coldTokens: Tokens | null;
  readonly afterPauseTokens: Tokens | null;
}

/** Reads what the asking session may spend; nobody else's figures where it cannot be told. */
export function readBudgets(asked: Asked): Budgets {
  const { store, session, now } = asked;
  const situation = situationOf(asked);
  const { attribution, cache } = situation;
  const account = attribution.kind === "known" || attribution.kind === "assumed"
    ? attribution.key
    : null;
  const cold = coldTokens(cache, now);
  const recache = cache?.recacheTokens ?? null;
  return {
    situation,
    account,
    withheld: decideWithheld(attribution, session),
    looks: account === null ? [] : situation.windows.map((window) => {
      const { forecast, perPoint } = readOutlook(store, account, window, now);
      return { window, forecast, perPoint };
    }),
    rates: {
      tokensPerWeight: account === null
        ? null
        : readTokensPerWeight(store, account, { after: now - MIX_SEC, until: now }),
      weightPerCall: session === null ? null : weightPerCall(asked, session),
      coldWeight: cold === null ? 0 : writeWeight(cold, session, now),
    },
    fastestWeightPerSec: account === null ? null : fastestFlow(
      readFlowPoints(store, account, { after: now - FIT_FASTEST_SPAN_SEC, until: now }),
    ),
    growthPerCall: session === null
      ? null
      : growthPerCall(readContexts(store, session.id, CONTEXT_PACE_SAMPLES)),
    coldTokens: cold,
    afterPauseTokens: recache !== null && recache >= COLD_CACHE_TOKENS ? recache : null,
  };
}

/** What is known of the asking session, nobody else's figures. */
export function situationOf({ store, session, host, now }: Asked): Situation {
  const configDir = session?.configDir ?? configDirFor(null, host);
  const situation = readSituation(store, session, configDir, settingsOf(configDir, host), host);
  if (session !== null || situation.attribution.kind !== "assumed") return situation;
  // Nothing tells which configuration directory an unknown caller uses unless its environment does.
  const active = readAllAccounts(store).filter(({ seenAt }) => now - seenAt < SAMPLE_DAYS * DAY);
  return host.env.CLAUDE_CONFIG_DIR === undefined && active.length > 1
    ? {
      ...situation,
      attribution: { kind: "ambiguous" },
      withheld: "ambiguous",
      windows: [],
      outlook: null,
      ahead: null,
    }
    : situation;
}

function weightPerCall({ store, now }: Asked, session: Session): number | null {
  const span = { after: now - CALL_PRICE_SEC, until: now };
  const { weight, messages } = readMainFlow(store, session.id, span);
  return messages >= CALL_PRICE_MIN ? weight / messages : null;
}

function writeWeight(tokens: Tokens, session: Session | null, now: number): number {
  const isHour = session?.cache?.ttl === "1h";
  const counts = { input: 0, output: 0, write5m: 0, write1h: 0, read: 0 };
  return weightOf({
    messageId: "",
    at: now,
    modelId: session?.modelId ?? null,
    tokens: isHour ? { ...counts, write1h: tokens } : { ...counts, write5m: tokens },
    fast: false,
    usOnly: false,
    ended: true,
    endsTurn: true,
  });
}
