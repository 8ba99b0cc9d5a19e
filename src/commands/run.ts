import { decideLaunch, type SwitchRow, switchRows } from "../decide/launch.ts";
import type { Command, Host } from "../io/host.ts";
import { launchClient } from "../io/launch.ts";
import type { Store } from "../io/store/database.ts";
import { isDirectoryPlace } from "../model/place.ts";
import { renderLaunch, renderShadowed } from "../render/accounts.ts";
import { UsageError } from "../render/failure.ts";
import { findAccount } from "./account_words.ts";
import { readKnownAccounts } from "./alternates.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { asLaunchable } from "./switch.ts";

/** Launches the client on the account with most left, or on the one that is named. */
export const run: Command = async (args, host) => {
  const end = args.indexOf("--");
  const options = parseArguments("run", end < 0 ? args : args.slice(0, end));
  const passed = end < 0 ? [] : args.slice(end + 1);
  const row = choose(openForPerson(host), options.value("profile"), host);
  const dir = row === null ? null : environmentFor(row.candidate.launchDir, host);
  if (options.has("dry-run")) {
    host.writeOut(`${renderLaunch(row, dir, passed)}\n`);
    return 0;
  }
  if (row !== null && row.shadowedBy !== null) {
    host.writeError(`tokenroom: ${renderShadowed(row)}\n`);
  }
  const launched = await launchClient(passed, dir, host.isTerminal("in"));
  switch (launched.kind) {
    case "ended":
      return launched.code;
    case "absent":
      host.writeError("tokenroom: there is no claude on the PATH\n");
      return 127;
    case "failed":
      host.writeError(
        "tokenroom: claude could not be started; where LD_ variables are set, the seal starts nothing: unset them, or start claude itself\n",
      );
      return 126;
  }
};

function choose(store: Store, profile: string | null, host: Host): SwitchRow | null {
  const rows = switchRows(readKnownAccounts(store).map(asLaunchable), null, host.now());
  if (profile === null) return decideLaunch(rows, host.now());
  const { key, name, launchDir } = findAccount(store, profile);
  if (!isDirectoryPlace(launchDir)) {
    throw new UsageError(`${name ?? key} is an account of another harness; run starts claude`);
  }
  return rows.find(({ candidate }) => candidate.key === key) ?? null;
}

// The client keeps its state elsewhere once the variable is set, so the default directory is left to
// the default.
function environmentFor(dir: string, host: Host): string | null {
  const named = host.env.CLAUDE_CONFIG_DIR;
  if (dir === `${host.env.HOME}/.claude`) return named === undefined ? null : "";
  return named === dir ? null : dir;
}
