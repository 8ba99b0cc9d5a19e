import { isDirectoryPlace } from "../model/place.ts";
import type { EpochSec } from "../model/units.ts";
import { type Candidate, type Freshness, freshnessOf, mainHeadroom } from "./alternates.ts";

/** An account as it may be launched. */
export interface Launchable extends Candidate {
  readonly launchDir: string;
  readonly seenAt: EpochSec;
}

/** One row of the table that a switch is decided by. */
export interface SwitchRow {
  readonly candidate: Launchable;
  readonly freshness: Freshness;
  readonly isCurrent: boolean;
  /** The account that its directory was last seen logged in to; null: itself. */
  readonly shadowedBy: Launchable | null;
}

/** What the table comes down to. */
export type SwitchVerdict =
  /** Room enough here. */
  | { readonly kind: "stay" }
  | { readonly kind: "switch"; readonly to: SwitchRow }
  /** No account is known to have room: put off what does not fit. */
  | { readonly kind: "defer" }
  | { readonly kind: "unknown" };

/**
 * The rows, the current account first, then by what is left. What another harness spends is no place
 * to go, so it is a row only where it is the current one.
 */
export function switchRows(
  all: readonly Launchable[],
  current: string | null,
  now: EpochSec,
): SwitchRow[] {
  const candidates = all.filter(({ key, launchDir }) =>
    key === current || isDirectoryPlace(launchDir)
  );
  const left = ({ candidate }: SwitchRow) => mainHeadroom(candidate.windows, now) ?? -1;
  return candidates.map((candidate): SwitchRow => {
    const last = candidates.filter(({ launchDir }) => launchDir === candidate.launchDir)
      .reduce((a, b) => b.seenAt > a.seenAt ? b : a);
    return {
      candidate,
      freshness: freshnessOf(candidate.windows, now),
      isCurrent: candidate.key === current,
      shadowedBy: last.key === candidate.key ? null : last,
    };
  }).toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || left(b) - left(a));
}

/** Whether to go on here, switch, or put work off: that only where none is known to have room. */
export function decideSwitch(rows: readonly SwitchRow[]): SwitchVerdict {
  const own = rows.find(({ isCurrent }) => isCurrent);
  // The fresh one may be the one in use.
  if (own === undefined) return { kind: "unknown" };
  if (own.freshness === "fresh") return { kind: "stay" };
  const to = rows.find((row) => !row.isCurrent && row.freshness === "fresh");
  return to === undefined ? { kind: "defer" } : { kind: "switch", to };
}

/** The account with most left among those that a launch reaches; null: none is known. */
export function decideLaunch(rows: readonly SwitchRow[], now: EpochSec): SwitchRow | null {
  const rank: Readonly<Record<Freshness, number>> = { fresh: 2, thin: 1, unknown: 0 };
  const left = ({ candidate }: SwitchRow) => mainHeadroom(candidate.windows, now) ?? 0;
  return rows.filter(({ shadowedBy }) => shadowedBy === null)
    .toSorted((a, b) => rank[b.freshness] - rank[a.freshness] || left(b) - left(a))[0] ?? null;
}
