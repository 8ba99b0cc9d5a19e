import type { Command } from "../io/host.ts";
import { COMMANDS } from "../render/command_specs.ts";
import { renderBash } from "../render/completions/bash.ts";
import { renderFish } from "../render/completions/fish.ts";
import { renderPowerShell } from "../render/completions/powershell.ts";
import { renderZsh } from "../render/completions/zsh.ts";
import { UsageError } from "../render/failure.ts";
import { parseArguments } from "./arguments.ts";

const SHELLS: Readonly<Record<string, typeof renderBash>> = {
  bash: renderBash,
  zsh: renderZsh,
  fish: renderFish,
  powershell: renderPowerShell,
};

/** Prints the completions for a shell. Touches nothing, so it needs no seal. */
export const run: Command = (args, host) => {
  const { positional } = parseArguments("completions", args);
  const [shell = ""] = positional;
  const render = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (render === undefined || positional.length > 1) {
    throw new UsageError(`completions takes one of ${Object.keys(SHELLS).join(", ")}`);
  }
  host.writeOut(render(COMMANDS));
  return 0;
};
