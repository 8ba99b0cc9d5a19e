import type { Pct } from "../model/units.ts";
import { HOT_PEER_SHARE, PEERS_SHOWN_SHARE } from "./thresholds.ts";

/** What one session spends, in weight a minute. */
export interface SessionRate {
  readonly sessionId: string;
  readonly weightPerMin: number;
}

/** Other sessions that spend the same account right now. */
export interface Peers {
  readonly count: number;
  /** Their share of everything known to be spent, in percent. */
  readonly sharePct: Pct;
  /** One of them spends more than all others together. */
  readonly hasHot: boolean;
}

/**
 * Who shares the account: only where others spend enough to matter. Their use is in the window's
 * figure already; this tells whose it is, and takes nothing off twice.
 */
export function decidePeers(rates: readonly SessionRate[], own: string): Peers | null {
  const burning = rates.filter((rate) => rate.weightPerMin > 0);
  const others = burning.filter((rate) => rate.sessionId !== own);
  const total = burning.reduce((sum, rate) => sum + rate.weightPerMin, 0);
  const theirs = others.reduce((sum, rate) => sum + rate.weightPerMin, 0);
  if (total <= 0 || theirs / total < PEERS_SHOWN_SHARE) return null;
  const hottest = Math.max(...others.map((rate) => rate.weightPerMin));
  return {
    count: others.length,
    sharePct: Math.round(theirs / total * 100),
    hasHot: others.length + 1 > 2 && hottest / total > HOT_PEER_SHARE,
  };
}
