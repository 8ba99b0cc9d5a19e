import type { Command } from "../io/host.ts";
import { readPinsOfProject } from "../io/store/pins.ts";
import { renderJson } from "../render/json.ts";
import { inOrder } from "../render/pin_blocks.ts";
import { encodePin } from "../render/pin_json.ts";
import { renderAllPins, renderNoPins, renderPinList } from "../render/pin_list.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { projectFor } from "./notes/place.ts";

/** Lists what is pinned for the project here, for its sessions and for every project. */
export const run: Command = (args, host) => {
  const options = parseArguments("pins", args);
  const store = openForPerson(host);
  const place = options.has("all") ? null : projectFor(store, host, options.value("project"));
  const at = { now: host.now(), zone: host.zone };
  const pins = inOrder(readPinsOfProject(store, place, at.now));
  if (options.has("json")) {
    host.writeOut(renderJson({ project_dir: place, pins: pins.map(encodePin) }));
  } else if (pins.length === 0) {
    host.writeOut(renderNoPins(place));
  } else {
    const lines = place === null ? renderAllPins(pins, at) : renderPinList(pins, at);
    host.writeOut(`${lines.join("\n")}\n`);
  }
  return 0;
};
