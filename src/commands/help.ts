import type { Command } from "../io/host.ts";
import { COMMANDS, specOf } from "../render/command_specs.ts";
import { renderHelp, renderOverview } from "../render/help.ts";
import { notice } from "../render/notice.ts";
import { run as completions } from "./completions.ts";
import { run as man } from "./man.ts";

// What only tells of the commands touches nothing, so an executable that is not sealed may as well.
const PRINTED: Readonly<Record<string, Command>> = { completions, man };

/**
 * Answers `--version`, `--help`, completions, the manual page, unknown verbs, and everything while
 * the seal is missing.
 */
export const run: Command = (args, host) => {
  const verb = args[0] ?? "--help";
  const { version, commit, target } = host.build;
  if (verb === "--version" || verb === "-V" || verb === "version") {
    host.writeOut(`tokenroom ${version} (${commit}, ${target})\n`);
    return 0;
  }
  const asked = verb === "help" ? args[1] ?? "--help" : verb;
  const spec = specOf(asked);
  if (spec !== null && (verb === "help" || args.includes("--help"))) {
    host.writeOut(renderHelp(spec));
    return 0;
  }
  if (asked === "--help" || asked === "-h") {
    host.writeOut(renderOverview(COMMANDS));
    return 0;
  }
  const print = Object.hasOwn(PRINTED, asked) ? PRINTED[asked] : undefined;
  if (print !== undefined) return print(args.slice(1), host);
  if (spec !== null && host.seal === null) return refuseUnsealed(asked, host);
  host.writeError(
    `tokenroom: there is no command ${JSON.stringify(asked)} (see: tokenroom --help)\n`,
  );
  return 2;
};

function refuseUnsealed(verb: string, host: Parameters<Command>[1]): number {
  if (verb === "hook") return 0;
  if (verb === "tap") {
    host.writeOut(`${notice("unsealed")}\n`);
    return 0;
  }
  host.writeError(
    "tokenroom: this executable is not sealed, so it may touch nothing; run install.sh, which gives it your directories\n",
  );
  return 1;
}
