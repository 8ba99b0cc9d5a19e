import { FOLLOWING } from "../decide/pane.ts";
import type { Environment } from "../io/environment.ts";
import type { Command } from "../io/host.ts";
import { takeTerminal, terminalSize } from "../io/terminal.ts";
import { renderFrame } from "../render/watch/frame.ts";
import { parseArguments } from "./arguments.ts";
import { takesColour } from "./colour.ts";
import { openSource, runPane } from "./watch/pane.ts";

/** Milliseconds between two ticks. */
const TICK_MS = 1_000;
/** Terminals that cannot place text, or name nothing that could. */
const DUMB = [undefined, "dumb", "unknown"];

/** Shows the live pane, or one frame of it where nobody could press a key. */
export const run: Command = async (args, host) => {
  const options = parseArguments("watch", args);
  const { env, zone } = host;
  const hasScreen = host.isTerminal("out");
  const style = {
    colour: takesColour(host) && !options.has("no-color"),
    unicode: showsUnicode(env),
    zone,
  };
  const source = openSource(host);
  if (options.has("once") || !hasScreen || !host.isTerminal("in") || DUMB.includes(env.TERM)) {
    const size = { columns: terminalSize(env).columns, rows: null };
    host.writeOut(`${renderFrame(source.look(FOLLOWING), size, style).join("\n")}\n`);
    return 0;
  }
  return await runPane(source, takeTerminal(env), style, () => TICK_MS - Date.now() % TICK_MS);
};

// The console of Linux has no braille and few blocks, whatever the locale says.
function showsUnicode(env: Environment): boolean {
  if (env.TERM === "linux" || env.TERM === "dumb") return false;
  return /utf-?8/i.test(env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? "");
}
