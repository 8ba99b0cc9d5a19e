import { quote } from "../decide/quote.ts";
import { HOT_PEER_SHARE, PEERS_LOOK_BACK_SEC } from "../decide/thresholds.ts";
import type { Command } from "../io/host.ts";
import type { Store } from "../io/store/database.ts";
import { readFlowRates } from "../io/store/flows.ts";
import { readProfileOf } from "../io/store/profiles.ts";
import { readSession } from "../io/store/sessions.ts";
import type { AccountKey } from "../model/account.ts";
import { encodeState } from "../model/resource_state.ts";
import type { EpochSec } from "../model/units.ts";
import { renderJson } from "../render/json.ts";
import { renderStatus, type Sharer } from "../render/status.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson, readNewest } from "./newest.ts";

/** Prints what is left as a short table, or the published state as JSON. */
export const run: Command = (args, host) => {
  const options = parseArguments("status", args);
  const store = openForPerson(host);
  const newest = readNewest(store, host);
  const now = host.now();
  if (options.has("json")) {
    const state = newest === null ? null : encodeState({
      ...newest.situation,
      session: newest.session,
      account: newest.situation.withheld === null ? newest.session.account : null,
    }, now);
    host.writeOut(renderJson(state));
    return 0;
  }
  if (newest === null) {
    host.writeOut(renderStatus(null, now, host.zone));
    return 0;
  }
  const { session, situation } = newest;
  const account = situation.withheld === null ? session.account : null;
  host.writeOut(renderStatus(
    {
      quotes: situation.windows.map((window) => ({ window, quote: quote(window, now) })),
      attribution: situation.attribution.kind,
      context: situation.context,
      room: situation.room,
      costUsd: situation.costUsd,
      modelName: session.modelName ?? session.modelId,
      directory: session.projectDir ?? session.cwd,
      seenAt: session.seenAt,
      account: account === null ? null : readProfileOf(store, account)?.name ?? null,
      sharers: account === null ? [] : readSharers(store, session.id, account, now),
    },
    now,
    host.zone,
  ));
  return 0;
};

// Who else spends the account right now, the fastest first.
function readSharers(store: Store, own: string, account: AccountKey, now: EpochSec): Sharer[] {
  const span = { after: now - PEERS_LOOK_BACK_SEC, until: now };
  const rates = readFlowRates(store, account, span);
  const total = rates.reduce((sum, { weightPerMin }) => sum + weightPerMin, 0);
  return rates.filter(({ sessionId, weightPerMin }) => sessionId !== own && weightPerMin > 0)
    .toSorted((a, b) => b.weightPerMin - a.weightPerMin)
    .map(({ sessionId, weightPerMin }) => {
      const session = readSession(store, sessionId);
      return {
        directory: session?.projectDir ?? session?.cwd ?? null,
        sharePct: Math.round(weightPerMin / total * 100),
        isHot: rates.length > 2 && weightPerMin / total > HOT_PEER_SHARE,
      };
    });
}
