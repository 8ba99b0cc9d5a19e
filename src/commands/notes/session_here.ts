import type { Host } from "../../io/host.ts";
import type { Store } from "../../io/store/database.ts";
import { readSessionOfProject } from "../../io/store/projects.ts";
import { readSession } from "../../io/store/sessions.ts";
import { asIdentifier } from "../../model/decode.ts";
import { projectHere } from "../project.ts";
import type { Owner } from "./save.ts";

/**
 * The session from inside which a command runs, or null: the client names it to what its agent
 * starts. Also one that is not known yet, in the project of the working directory.
 */
export function sessionAround(store: Store, host: Host): Owner | null {
  const id = asIdentifier(host.env.CLAUDE_CODE_SESSION_ID);
  if (id === null) return null;
  return readSession(store, id) ?? {
    id,
    projectDir: host.env.CLAUDE_PROJECT_DIR ?? projectHere(store, host),
    account: null,
  };
}

/** The session that a command is about: the one around it, else the one seen last in a project. */
export function sessionHere(store: Store, host: Host, projectDir: string | null): Owner | null {
  return sessionAround(store, host) ??
    (projectDir === null ? null : readSessionOfProject(store, projectDir));
}
