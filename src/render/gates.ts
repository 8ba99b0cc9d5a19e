import type { EpochSec, Zone } from "../model/units.ts";
import { type Window, windowLabel } from "../model/window.ts";
import { plain } from "./ansi.ts";
import { formatInstant, formatPct } from "./format.ts";
import { PREFIX } from "./prefix.ts";

/** Why a launch was denied, and the way on: read by the agent. */
export function renderLaunchDenied(
  tool: string,
  window: Window,
  now: EpochSec,
  zone: Zone,
): string {
  const reset = window.resetAt === null ? "" : ` until ${formatInstant(window.resetAt, now, zone)}`;
  return `${PREFIX}${plain(tool)} not launched: ${formatPct(window.headroomPct)} of the ` +
    `${
      windowLabel(window.key)
    } window left${reset}, and a launch is lost whole when it runs out. ` +
    `Do it yourself in small committed steps, or leave it for after the reset. ` +
    `(launch_gate in tokenroom's config.json)`;
}

/** What a launch in a focused run bets: read by the agent. */
export function renderLaunchWarned(
  tool: string,
  window: Window,
  now: EpochSec,
  zone: Zone,
): string {
  const reset = window.resetAt === null ? "" : ` until ${formatInstant(window.resetAt, now, zone)}`;
  return `${PREFIX}focused run: ${plain(tool)} launched with ${
    formatPct(window.headroomPct)
  } of the ` +
    `${windowLabel(window.key)} window left${reset}; it is lost whole if that runs out.`;
}

/** Why an automatic compaction was held, for clients that show it and for the journal. */
export function renderCompactionHeld(window: Window, now: EpochSec, zone: Zone): string {
  const reset = window.resetAt === null ? "soon" : formatInstant(window.resetAt, now, zone);
  return `${PREFIX}automatic compaction held: the ${windowLabel(window.key)} window refills at ` +
    `${reset}, and a fresh start then is cheaper. /compact still works. ` +
    `(compact_guard_min in tokenroom's config.json)`;
}
