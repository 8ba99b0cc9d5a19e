import { decideSwitch, type Launchable, switchRows } from "../decide/launch.ts";
import type { Command } from "../io/host.ts";
import { renderSwitch, renderVerdict } from "../render/accounts.ts";
import { renderJson } from "../render/json.ts";
import { currentAccount, shownOf } from "./account.ts";
import { type KnownAccount, readKnownAccounts } from "./alternates.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";

/** Prints what each account has left, and whether to stay, to switch, or to put work off. */
export const run: Command = (args, host) => {
  const options = parseArguments("switch", args);
  const store = openForPerson(host);
  const now = host.now();
  const rows = switchRows(
    readKnownAccounts(store).map(asLaunchable),
    currentAccount(store, host),
    now,
  );
  const verdict = decideSwitch(rows);
  if (options.has("json")) {
    host.writeOut(renderJson({
      verdict: verdict.kind,
      to: verdict.kind === "switch" ? verdict.to.candidate.key : null,
      advice: renderVerdict(verdict),
      accounts: rows.map(({ candidate, freshness, isCurrent, shadowedBy }) => ({
        key: candidate.key,
        name: candidate.name,
        current: isCurrent,
        room: freshness,
        config_dir: candidate.launchDir,
        launchable: shadowedBy === null,
      })),
    }));
    return 0;
  }
  host.writeOut(renderSwitch(rows, verdict, shownOf(host)));
  return 0;
};

/** An account as a launch looks at it. */
export function asLaunchable({ key, name, windows, launchDir, account }: KnownAccount): Launchable {
  return { key, name, windows, launchDir, seenAt: account.seenAt };
}
