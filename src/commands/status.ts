import { quote } from "../decide/stamp.ts";
import type { Command } from "../io/host.ts";
import { encodeState } from "../model/resource_state.ts";
import { renderStatus } from "../render/status.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson, readNewest } from "./newest.ts";

/** Prints what is left as a short table, or the published state as JSON. */
export const run: Command = (args, host) => {
  const options = parseArguments("status", args);
  const newest = readNewest(openForPerson(host), host);
  const now = host.now();
  if (options.has("json")) {
    const state = newest === null ? null : encodeState({
      ...newest.situation,
      session: newest.session,
      account: newest.situation.withheld === null ? newest.session.account : null,
    }, now);
    host.writeOut(`${JSON.stringify(state, null, 2)}\n`);
    return 0;
  }
  if (newest === null) {
    host.writeOut(`${renderStatus(null, now, host.zone)}`);
    return 0;
  }
  const { session, situation } = newest;
  host.writeOut(renderStatus(
    {
      quotes: situation.windows.map((window) => ({ window, quote: quote(window, now) })),
      attribution: situation.attribution.kind,
      context: situation.context,
      room: situation.room,
      costUsd: situation.costUsd,
      modelName: session.modelName ?? session.modelId,
      directory: session.projectDir ?? session.cwd,
      seenAt: session.seenAt,
    },
    now,
    host.zone,
  ));
  return 0;
};
