import type { Command, Host } from "../io/host.ts";
import { readCheckpoint, readProjectCheckpoint } from "../io/store/checkpoints.ts";
import type { Store } from "../io/store/database.ts";
import type { Checkpoint, CheckpointNote } from "../model/checkpoint.ts";
import { isUnfit } from "../model/note_refusal.ts";
import { UsageError } from "../render/failure.ts";
import { renderJson } from "../render/json.ts";
import { renderRefusal } from "../render/note_refusal.ts";
import { encodeCheckpoint, renderCheckpointText, renderNoNote } from "../render/saved_notes.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { openForPerson } from "./newest.ts";
import { projectFor } from "./notes/place.ts";
import { saveCheckpoint } from "./notes/save.ts";
import { sessionAround, sessionHere } from "./notes/session_here.ts";

/** Prints the note of the session around, else the project's newest; with `--task` saves one. */
export const run: Command = (args, host) => {
  const options = parseArguments("checkpoint", args);
  const note = readNote(options);
  const store = openForPerson(host);
  const project = projectFor(store, host, options.value("project"));
  const checkpoint = note === null
    ? findCheckpoint(store, host, project)
    : save(store, host, project, note);
  if (checkpoint === "refused") return 1;
  if (options.has("json")) {
    host.writeOut(renderJson(checkpoint === null ? null : encodeCheckpoint(checkpoint)));
  } else {
    host.writeOut(
      checkpoint === null
        ? renderNoNote("checkpoint", project)
        : renderCheckpointText(checkpoint, host.now()),
    );
  }
  return 0;
};

/** The note that the arguments make, or null where they ask to see one. */
function readNote(options: Arguments): CheckpointNote | null {
  const task = options.value("task");
  const decisions = options.values("decision");
  const ruledOut = options.values("ruled-out");
  const nextSteps = options.values("next");
  if (task !== null) return { task, decisions, ruledOut, nextSteps };
  if (decisions.length + ruledOut.length + nextSteps.length > 0) {
    throw new UsageError("a checkpoint needs --task: what is being done, and for what");
  }
  return null;
}

function findCheckpoint(store: Store, host: Host, project: string): Checkpoint | null {
  const around = sessionAround(store, host);
  const own = around === null ? null : readCheckpoint(store, around.id);
  return own ?? readProjectCheckpoint(store, project);
}

function save(
  store: Store,
  host: Host,
  project: string,
  note: CheckpointNote,
): Checkpoint | "refused" {
  const session = sessionHere(store, host, project);
  const refuse = (sentence: string) => {
    host.writeError(`tokenroom: ${sentence}\n`);
    return "refused" as const;
  };
  if (session === null) {
    return refuse("no session has been seen in this project, so nobody could be given it back");
  }
  const saved = saveCheckpoint(store, session, note, host.now());
  if (saved.kind === "saved") return saved.checkpoint;
  if (isUnfit(saved.why)) throw new UsageError(renderRefusal(saved.why));
  return refuse(renderRefusal(saved.why));
}
