import type { AccountShares } from "../decide/burner.ts";
import type { Tally, TimelineRow } from "../decide/audit.ts";
import type { EpochSec } from "../model/units.ts";
import { respell } from "./json.ts";

/** One row of the timeline as programs read it. */
export function encodeRow(row: TimelineRow): Record<string, unknown> {
  return {
    // A compaction that only a transcript told has no entry.
    id: row.id === 0 ? null : row.id,
    at: row.at,
    kind: row.kind,
    session_id: row.sessionId,
    account: row.account,
    times: row.times,
    last_at: row.lastAt,
    detail: respell(row.detail),
  };
}

/** The whole audit as programs read it. `spent`: who spent how much, where several sessions did. */
export function encodeAudit(
  rows: readonly TimelineRow[],
  tally: Tally,
  span: { readonly since: EpochSec; readonly until: EpochSec },
  spent: readonly AccountShares[],
): Record<string, unknown> {
  const { said, skipped, consults, ...counts } = tally;
  return {
    ...span,
    entries: rows.map(encodeRow),
    counts: {
      ...respell(counts) as Record<string, unknown>,
      skipped: Object.fromEntries(skipped),
      consults: Object.fromEntries(consults),
    },
    cost: {
      texts: said.texts,
      est_tokens: said.tokens,
      timed_answers: said.timed,
      median_ms: said.medianMs,
      worst_ms: said.worstMs,
    },
    spent: respell(spent),
  };
}
