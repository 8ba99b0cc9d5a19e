import type { Command } from "../io/host.ts";
import { COMMANDS } from "../render/command_specs.ts";
import { renderManual } from "../render/manual.ts";
import { parseArguments } from "./arguments.ts";

/** Prints the manual page. Touches nothing, so it needs no seal. */
export const run: Command = (args, host) => {
  parseArguments("man", args);
  host.writeOut(renderManual(COMMANDS, host.build.version));
  return 0;
};
