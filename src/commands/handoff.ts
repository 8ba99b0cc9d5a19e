import { handoffPath, readHandoffFile } from "../io/handoff_file.ts";
import type { Command, Host } from "../io/host.ts";
import { stateDir } from "../io/state_dir.ts";
import type { Store } from "../io/store/database.ts";
import { readHandoff, readProjectHandoffs } from "../io/store/handoffs.ts";
import { type Handoff, HANDOFF_CHARS } from "../model/handoff.ts";
import { UsageError } from "../render/failure.ts";
import { renderJson } from "../render/json.ts";
import { renderRefusal } from "../render/note_refusal.ts";
import {
  encodeHandoff,
  renderHandoffSaved,
  renderHandoffText,
  renderNoNote,
} from "../render/saved_notes.ts";
import { parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { projectFor } from "./notes/place.ts";
import { saveHandoff } from "./notes/save.ts";
import { sessionAround, sessionHere } from "./notes/session_here.ts";

interface Found {
  readonly handoff: Handoff;
  readonly path: string;
  readonly text: string;
}

// No character has more than four bytes; one more byte shows that the text is too long.
const MAX_BYTES = 4 * HANDOFF_CHARS + 1;
/** Handoffs tried, newest first: a file may have been taken away by hand. */
const TRIED = 20;

/** Prints the handoff of the session around, else the project's newest; with `--save` saves one. */
export const run: Command = (args, host) => {
  const options = parseArguments("handoff", args);
  const actions = ["path", "json", "save"].filter(options.has);
  if (actions.length > 1) {
    throw new UsageError(`--${actions[0]} and --${actions[1]} exclude each other`);
  }
  const store = openForPerson(host);
  const project = projectFor(store, host, options.value("project"));
  if (options.has("save")) return save(store, host, project);
  const found = findHandoff(store, host, project);
  if (options.has("json")) {
    host.writeOut(renderJson(found === null ? null : encodeHandoff(found.handoff, found)));
  } else if (options.has("path")) {
    // Whoever asks for a path feeds it to a program, so the sentence goes to the person.
    if (found === null) {
      host.writeError(renderNoNote("handoff", project));
      return 1;
    }
    host.writeOut(`${found.path}\n`);
  } else if (found === null) {
    host.writeOut(renderNoNote("handoff", project));
  } else {
    host.writeOut(renderHandoffText(found.handoff, found, host.now()));
  }
  return 0;
};

function findHandoff(store: Store, host: Host, project: string): Found | null {
  const around = sessionAround(store, host);
  const own = around === null ? null : readHandoff(store, around.id);
  const candidates = [
    ...(own === null ? [] : [own]),
    ...readProjectHandoffs(store, project, TRIED),
  ];
  for (const handoff of candidates) {
    const text = readHandoffFile(dirOf(host), handoff.sessionId);
    const path = handoffPath(dirOf(host), handoff.sessionId);
    if (text !== null) return { handoff, path, text };
  }
  return null;
}

function save(store: Store, host: Host, project: string): number {
  if (host.isTerminal("in")) {
    throw new UsageError("handoff --save reads its text on standard input");
  }
  const text = new TextDecoder().decode(host.readInput(MAX_BYTES));
  const session = sessionHere(store, host, project);
  if (session === null) {
    host.writeError(
      "tokenroom: no session has been seen in this project, so nobody could be given it back\n",
    );
    return 1;
  }
  const saved = saveHandoff(store, dirOf(host), session, text, host.now());
  if (saved.kind === "refused") {
    host.writeError(`tokenroom: ${renderRefusal(saved.why)}\n`);
    return 1;
  }
  host.writeOut(renderHandoffSaved(saved.handoff, handoffPath(dirOf(host), session.id)));
  return 0;
}

function dirOf(host: Host): string {
  if (host.seal === null) throw new Error("not sealed");
  return stateDir(host.seal, host.env);
}
