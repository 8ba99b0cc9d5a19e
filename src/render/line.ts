import type { View } from "../decide/hud.ts";
import type { Quote } from "../decide/quote.ts";
import type { EpochSec } from "../model/units.ts";
import { windowLabel } from "../model/window.ts";
import { formatDuration, formatPct, formatUsd } from "./format.ts";

/** One line for a status bar: `5h 64% ↻3h 58m · 7d 84% · ctx 45% · $51.63`. Countdowns are live. */
export function renderLine(
  quotes: readonly Quote[],
  view: Pick<View, "room" | "costUsd"> & { readonly isWithheld: boolean },
  now: EpochSec,
): string {
  const parts = quotes.map((quote) => renderQuote(quote, now));
  if (view.isWithheld) parts.push("quota withheld");
  if (view.room !== null) parts.push(`ctx ${formatPct(view.room.headroomPct)}`);
  if (view.costUsd !== null) parts.push(formatUsd(view.costUsd));
  return parts.length === 0 ? "no figures yet" : parts.join(" · ");
}

function renderQuote(quote: Quote, now: EpochSec): string {
  const label = windowLabel(quote.key);
  if (quote.kind === "refilled") return `${label} refilled`;
  const age = quote.ageSec === null ? "" : ` (${formatDuration(quote.ageSec)} ago)`;
  const countdown = quote.key === "five_hour" && quote.resetAt !== null
    ? ` ↻${formatDuration(quote.resetAt - now)}`
    : "";
  return `${label} ${formatPct(quote.headroomPct)}${age}${countdown}`;
}
