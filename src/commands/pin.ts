import type { Command, Host } from "../io/host.ts";
import type { Store } from "../io/store/database.ts";
import { knownProjects } from "../io/store/projects.ts";
import { isUnfit } from "../model/note_refusal.ts";
import { parseUntil } from "../model/until.ts";
import { UsageError } from "../render/failure.ts";
import { renderRefusal } from "../render/note_refusal.ts";
import { renderPinned } from "../render/pin_list.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { projectFor } from "./notes/place.ts";
import { type NewPin, savePin } from "./notes/save.ts";
import { sessionAround, sessionHere } from "./notes/session_here.ts";

/**
 * Pins a text: a person's to the project, for every session of it; an agent's, which calls it from
 * inside its session, to that session; where it is told so, for every project.
 */
export const run: Command = (args, host) => {
  const options = parseArguments("pin", args);
  const text = options.positional.join(" ");
  if (text.trim() === "") throw new UsageError("pin needs a text (see: tokenroom pin --help)");
  if (options.has("session") && options.value("project") !== null) {
    throw new UsageError("--session and --project exclude each other: a session has its project");
  }
  if (options.has("everywhere") && (options.has("session") || options.value("project") !== null)) {
    throw new UsageError("--everywhere is for every project: leave --session and --project out");
  }
  const expiresAt = readUntil(options.value("until"), host);
  const store = openForPerson(host);
  const now = host.now();
  const place = placeOf(store, host, options);
  if (place === null) {
    host.writeError(
      "tokenroom: no session has been seen in this project yet: leave --session out\n",
    );
    return 1;
  }
  const saved = savePin(store, { ...place, text, expiresAt }, now);
  if (saved.kind === "refused") {
    if (isUnfit(saved.why)) throw new UsageError(renderRefusal(saved.why));
    // It is pinned already, which is what was asked for.
    if (saved.why.kind === "duplicate") host.writeOut(`${renderRefusal(saved.why)}\n`);
    else host.writeError(`tokenroom: ${renderRefusal(saved.why)}\n`);
    return saved.why.kind === "duplicate" ? 0 : 1;
  }
  const { projectDir } = saved.pin;
  const isKnown = projectDir === null || knownProjects(store, [projectDir]).length > 0;
  host.writeOut(renderPinned(saved.pin, { isKnown, now, zone: host.zone }));
  return 0;
};

function readUntil(text: string | null, host: Host): number | null {
  if (text === null) return null;
  const until = parseUntil(text, host.now(), host.zone);
  if (until === null) {
    throw new UsageError(
      `--until is a span such as 12h or 7d, or a date as YYYY-MM-DD, not ${JSON.stringify(text)}`,
    );
  }
  if (until <= host.now()) throw new UsageError(`--until ${text} lies in the past`);
  return until;
}

function placeOf(
  store: Store,
  host: Host,
  options: Arguments,
): Pick<NewPin, "sessionId" | "projectDir" | "author"> | null {
  const around = sessionAround(store, host);
  const author = around === null ? "person" : "agent";
  if (options.has("everywhere")) return { sessionId: null, projectDir: null, author };
  const named = options.value("project");
  const ofSession = options.has("session") || (around !== null && named === null);
  if (!ofSession) return { sessionId: null, projectDir: projectFor(store, host, named), author };
  const session = around ?? sessionHere(store, host, projectFor(store, host, null));
  return session === null
    ? null
    : { sessionId: session.id, projectDir: session.projectDir, author };
}
