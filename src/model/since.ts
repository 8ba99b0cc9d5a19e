import type { EpochSec, Zone } from "./units.ts";
import { parseUntil } from "./until.ts";

const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * The instant that a person means by `90m`, `2h`, `7d` before now, `2026-06-16` (the begin of that
 * day, local time) or `2026-06-16T18:00`; null when it is none of these.
 */
export function parseSince(text: string, now: EpochSec, zone: Zone): EpochSec | null {
  const given = text.trim();
  const at = parseUntil(DATE.test(given) ? `${given}T00:00` : given, now, zone);
  if (at === null) return null;
  // Spans count onwards there, and back from now here.
  return /^\d+[a-z]$/.test(given) ? 2 * now - at : at;
}
