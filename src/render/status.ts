import type { Quote } from "../decide/quote.ts";
import type { Attribution } from "../model/account.ts";
import type { ContextReading, Room } from "../model/context.ts";
import type { EpochSec, Zone } from "../model/units.ts";
import { type Window, windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { formatDuration, formatInstant, formatPct, formatTokens, formatUsd } from "./format.ts";

/** What the table shows. */
export interface Status {
  readonly quotes: readonly { readonly window: Window; readonly quote: Quote | null }[];
  readonly attribution: Attribution["kind"];
  readonly context: ContextReading | null;
  readonly room: Room | null;
  readonly costUsd: number | null;
  readonly modelName: string | null;
  readonly directory: string | null;
  readonly seenAt: EpochSec;
  /** What a person calls its account; null: unnamed, or not known. */
  readonly account: string | null;
  /** Other sessions that spend the same account right now. */
  readonly sharers: readonly Sharer[];
}

/** Another session of the account. */
export interface Sharer {
  readonly directory: string | null;
  /** Its share of the account's known flow, in percent. */
  readonly sharePct: number;
  /** It spends more than all others together. */
  readonly isHot: boolean;
}

const NAME_WIDTH = 9;
// A table stays short; audit and watch tell of all.
const SHARERS_SHOWN = 3;

/** The table of `tokenroom status`; null: no session has reported yet. */
export function renderStatus(status: Status | null, now: EpochSec, zone: Zone): string {
  if (status === null) {
    return "No session has reported yet. Start claude and send a prompt; tokenroom doctor checks the wiring.\n";
  }
  const rows = status.quotes.map(({ window, quote }) => windowRow(window, quote, now, zone));
  if (rows.length === 0) rows.push(row("quota", WITHOUT_WINDOWS[status.attribution]));
  if (status.account !== null) rows.push(row("account", plain(status.account)));
  for (const { directory, sharePct, isHot } of status.sharers.slice(0, SHARERS_SHOWN)) {
    const where = directory === null ? "another session" : plain(directory);
    const hot = isHot ? ", more than all others" : "";
    rows.push(row("shared", `${sharePct}% of the account's flow: ${where}${hot}`));
  }
  rows.push(row("context", contextText(status)));
  if (status.costUsd !== null) {
    rows.push(row("cost", `${formatUsd(status.costUsd)} this session, at API prices`));
  }
  const where = [status.modelName, status.directory].filter((part) => part !== null).map(plain);
  rows.push(row("session", [...where, `${formatDuration(now - status.seenAt)} ago`].join(", ")));
  return `${rows.join("\n")}\n`;
}

const WITHOUT_WINDOWS: Readonly<Record<Attribution["kind"], string>> = {
  known: "no window is running",
  assumed: "no window is running",
  ambiguous: "withheld: several accounts use this directory and this session has not shown its own",
  echo: "withheld: somebody logged in since this session's last reply, its next one tells",
  none: "this session has no rate-limit windows (API key, or no reply yet)",
};

function windowRow(window: Window, quote: Quote | null, now: EpochSec, zone: Zone): string {
  const name = windowLabel(window.key);
  if (quote?.kind === "refilled") {
    return row(name, `refilled at ${formatInstant(quote.resetAt, now, zone)}`);
  }
  const age = now - window.observedAt;
  if (quote === null && window.resetAt !== null && now >= window.resetAt) {
    return row(name, "not known since its last reset");
  }
  const reset = window.resetAt === null
    ? ""
    : `, resets ${formatInstant(window.resetAt, now, zone)} (in ${
      formatDuration(window.resetAt - now)
    })`;
  const text = `${formatPct(window.headroomPct)} left${reset}, ${formatDuration(age)} old`;
  return row(name, text);
}

function contextText(status: Status): string {
  const { room, context } = status;
  if (room !== null) {
    const end = room.then === "compaction" ? "before compaction" : "before it is full";
    return `${formatPct(room.headroomPct)} left, ${formatTokens(room.roomTokens)} tokens ${end}`;
  }
  if (context?.state === "fresh") return "known with the first reply";
  return context?.state === "compacted" ? "compacted, known with the next reply" : "not known";
}

function row(name: string, text: string): string {
  return `${name.padEnd(NAME_WIDTH)} ${text}`;
}
