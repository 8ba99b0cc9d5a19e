import { shownCost } from "../decide/hud.ts";
import { quote } from "../decide/quote.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import { readTextOrNull } from "../io/state_file.ts";
import { parseJson } from "../model/decode.ts";
import { decodeFigures, type Figures } from "../model/figures.ts";
import { renderLine } from "../render/line.ts";

/** Prints one line with countdowns computed now, for a status bar. */
export const run: Command = async (args, host) => {
  // Status bars call it often: without a template, and with one that is given the plain way, nobody
  // pays for the parser.
  let template: string | null = null;
  if (args.length > 0) {
    const { readTemplate } = await import("./line_template.ts");
    template = await readTemplate(args);
  }
  const figures = readPublished(host) ?? await readStored(host);
  const now = host.now();
  const quotes = figures.windows.flatMap((window) => quote(window, now) ?? []);
  const { room, isWithheld } = figures;
  const view = { room, isWithheld, costUsd: shownCost(figures.costUsd) };
  const line = renderLine(quotes, view, now);
  if (template === null) host.writeOut(`${line}\n`);
  else {
    const { fillTemplate } = await import("./line_template.ts");
    host.writeOut(`${fillTemplate(template, figures, line, { now, zone: host.zone })}\n`);
  }
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
  const newest = readNewest(openForPerson(host), host);
  const { session, situation } = newest ?? {};
  return {
    windows: situation?.windows ?? [],
    room: situation?.room ?? null,
    costUsd: situation?.costUsd ?? null,
    modelName: session?.modelName ?? session?.modelId ?? null,
    projectDir: session?.projectDir ?? session?.cwd ?? null,
    isWithheld: (situation?.withheld ?? null) !== null,
  };
}
