import type { Command } from "../io/host.ts";
import { readPinsOfProject } from "../io/store/pins.ts";
import { UsageError } from "../render/failure.ts";
import { renderPins } from "../render/pins.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { projectFor } from "./notes/place.ts";
import { unpin } from "./notes/save.ts";
import { sessionAround } from "./notes/session_here.ts";

/** Takes a pin away: one that holds in the project here, so that no slip hits another's. */
export const run: Command = (args, host) => {
  const options = parseArguments("unpin", args);
  const id = readNumber(options.positional);
  const store = openForPerson(host);
  const place = options.has("all") ? null : projectFor(store, host, options.value("project"));
  const pin = readPinsOfProject(store, place, host.now()).find((held) => held.id === id);
  const by = sessionAround(store, host) === null ? "person" : "agent";
  if (pin === undefined || !unpin(store, pin, by, host.now())) {
    const where = place === null ? "" : " in this project";
    host.writeError(`tokenroom: there is no pin #${id}${where} (see: tokenroom pins --all)\n`);
    return 1;
  }
  host.writeOut(`unpinned ${renderPins([pin]).join("\n")}\n`);
  return 0;
};

function readNumber(words: readonly string[]): number {
  const [, digits] = /^#?(\d{1,15})$/.exec(words[0] ?? "") ?? [];
  if (digits === undefined || words.length > 1) {
    throw new UsageError("unpin needs the number of one pin (see: tokenroom pins)");
  }
  return Number(digits);
}
