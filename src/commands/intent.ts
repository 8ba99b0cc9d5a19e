import type { Command, Host } from "../io/host.ts";
import { parseUntil } from "../model/until.ts";
import { UsageError } from "../render/failure.ts";
import {
  renderIntent,
  renderIntentEnded,
  renderIntentRefusal,
  renderIntentSet,
} from "../render/intent.ts";
import { encodeIntent } from "../render/intent_json.ts";
import { renderJson } from "../render/json.ts";

import { parseArguments } from "./arguments.ts";
import { endIntent, refuseIntent, runningIntent, setIntent } from "./intents.ts";
import { openForPerson } from "./newest.ts";
import { projectFor } from "./notes/place.ts";
import { sessionHere } from "./notes/session_here.ts";

/** Shows, starts or ends the focused run of the session around, or else seen last in the project. */
export const run: Command = (args, host) => {
  const options = parseArguments("intent", args);
  const goal = options.positional.join(" ");
  const isGiven = options.positional.length > 0;
  if (isGiven && options.has("clear")) {
    throw new UsageError("--clear ends the focused run, a goal starts one: give one of the two");
  }
  if (!isGiven && (options.has("arm") || options.value("for") !== null)) {
    throw new UsageError("--arm and --for belong to a goal (see: tokenroom intent --help)");
  }
  const request = { goal, armed: options.has("arm"), forSec: readSpan(options.value("for"), host) };
  const why = isGiven ? refuseIntent(request) : null;
  if (why !== null) throw new UsageError(renderIntentRefusal(why));
  const store = openForPerson(host);
  const now = host.now();
  const session = sessionHere(store, host, projectFor(store, host, null));
  if (session === null) {
    host.writeError("tokenroom: no session has been seen in this project yet: start one first\n");
    return 1;
  }
  const at = { now, zone: host.zone };
  let said = "";
  if (isGiven) {
    const verdict = setIntent(store, session, request, now);
    if (verdict.kind === "refused") {
      throw new UsageError(renderIntentRefusal(verdict.why));
    }
    said = renderIntentSet(verdict.intent, verdict.replaced, session, at);
  } else if (options.has("clear")) {
    said = renderIntentEnded(endIntent(store, session, now), session);
  }
  const intent = runningIntent(store, session.id, now);
  if (options.has("json")) host.writeOut(renderJson(encodeIntent(intent, session)));
  else host.writeOut(said === "" ? renderIntent(intent, session, at) : said);
  return 0;
};

function readSpan(text: string | null, host: Host): number | null {
  if (text === null) return null;
  const until = parseUntil(text, host.now(), host.zone);
  if (until !== null) return until - host.now();
  throw new UsageError(`--for is a span such as 90m or 3h, not ${JSON.stringify(text)}`);
}
