import { shownCost } from "../decide/hud.ts";
import { quote } from "../decide/stamp.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { readTextOrNull } from "../io/state_file.ts";
import { parseJson } from "../model/decode.ts";
import { decodeFigures, type Figures } from "../model/figures.ts";
import { renderLine } from "../render/line.ts";

/** Prints one line with countdowns computed now, for a status bar. */
export const run: Command = async (args, host) => {
  if (args.length > 0) {
    // Status bars call it without arguments, and often: only others pay for the parser.
    const { parseArguments } = await import("./arguments.ts");
    parseArguments("line", args);
  }
  const figures = readPublished(host) ?? await readStored(host);
  const now = host.now();
  const quotes = figures.windows.flatMap((window) => quote(window, now) ?? []);
  const { room, isWithheld } = figures;
  const view = { room, isWithheld, costUsd: shownCost(figures.costUsd) };
  host.writeOut(`${renderLine(quotes, view, now)}\n`);
  return 0;
};

// What tap published last is what the store says of the newest session, and a file is read in a
// fraction of the time that a database is opened in.
function readPublished(host: Host): Figures | null {
  if (host.seal === null) return null;
  const text = readTextOrNull(`${stateDir(host.seal, host.env)}/state.json`);
  return text === null ? null : decodeFigures(parseJson(text));
}

async function readStored(host: Host): Promise<Figures> {
  const { openForPerson, readNewest } = await import("./newest.ts");
  const situation = readNewest(openForPerson(host), host)?.situation;
  return {
    windows: situation?.windows ?? [],
    room: situation?.room ?? null,
    costUsd: situation?.costUsd ?? null,
    isWithheld: (situation?.withheld ?? null) !== null,
  };
}
