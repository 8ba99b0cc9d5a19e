import type { AccountKey } from "../model/account.ts";
import type { WeightedTokens } from "../model/flow.ts";
import type { Pct } from "../model/units.ts";
import type { SessionRate } from "./peers.ts";
import { HOT_PEER_SHARE } from "./thresholds.ts";

/** How the sessions of an account share its burn, as a person looks at it. */
export interface SharedBurn {
  /** Sessions that burn right now. */
  readonly count: number;
  /** The one that burns most. */
  readonly first: { readonly sessionId: string; readonly sharePct: Pct };
  /** One of more than two burns more than all others together. */
  readonly isHot: boolean;
}

/** Who burns most, or null where no two sessions burn. */
export function decideSharedBurn(rates: readonly SessionRate[]): SharedBurn | null {
  const burning = rates.filter((rate) => rate.weightPerMin > 0);
  const total = burning.reduce((sum, rate) => sum + rate.weightPerMin, 0);
  const [first, second] = burning.toSorted((a, b) => b.weightPerMin - a.weightPerMin);
  if (first === undefined || second === undefined) return null;
  const share = first.weightPerMin / total;
  return {
    count: burning.length,
    first: { sessionId: first.sessionId, sharePct: Math.round(share * 100) },
    isHot: burning.length > 2 && share > HOT_PEER_SHARE,
  };
}

/** What one session spent of an account over some time. */
export interface Spent {
  readonly account: AccountKey;
  readonly sessionId: string;
  readonly weight: WeightedTokens;
}

/** How the sessions of an account shared what was spent, the one that spent most first. */
export interface AccountShares {
  readonly account: AccountKey;
  readonly shares: readonly { readonly sessionId: string; readonly sharePct: Pct }[];
  /** The first of more than two spent more than all others together. */
  readonly isHot: boolean;
}

/** The shares of every account that more than one session spent, in the order of what was spent. */
export function decideShares(spent: readonly Spent[]): AccountShares[] {
  const byAccount = Map.groupBy(spent.filter(({ weight }) => weight > 0), ({ account }) => account);
  const sumOf = (own: readonly Spent[]) => own.reduce((sum, { weight }) => sum + weight, 0);
  return [...byAccount].filter(([, own]) => own.length > 1)
    .toSorted(([, a], [, b]) => sumOf(b) - sumOf(a))
    .map(([account, own]) => {
      const total = sumOf(own);
      const sorted = own.toSorted((a, b) => b.weight - a.weight);
      const shares = sorted.map(({ sessionId, weight }) => ({
        sessionId,
        sharePct: Math.round(weight / total * 100),
      }));
      const most = sorted[0]?.weight ?? 0;
      return { account, shares, isHot: own.length > 2 && most / total > HOT_PEER_SHARE };
    });
}
