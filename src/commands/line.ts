import { shownCost } from "../decide/hud.ts";
import { quote } from "../decide/stamp.ts";
import type { Command } from "../io/host.ts";
import { renderLine } from "../render/line.ts";
import { openForPerson, readNewest } from "./newest.ts";

/** Prints one line with countdowns computed now, for a status bar. */
export const run: Command = (_args, host) => {
  const newest = readNewest(openForPerson(host), host);
  const now = host.now();
  const windows = newest?.situation.windows ?? [];
  const view = {
    room: newest?.situation.room ?? null,
    costUsd: shownCost(newest?.situation.costUsd ?? null),
  };
  const quotes = windows.flatMap((window) => quote(window, now) ?? []);
  host.writeOut(`${renderLine(quotes, view, now)}\n`);
  return 0;
};
