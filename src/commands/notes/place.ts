import { resolve } from "@std/path";
import type { Host } from "../../io/host.ts";
import type { Store } from "../../io/store/database.ts";
import { readSession } from "../../io/store/sessions.ts";
import { asIdentifier } from "../../model/decode.ts";
import { UsageError } from "../../render/failure.ts";
import { projectHere } from "../project.ts";

/**
 * The project that a command is about: the one it names, else that of the session around it, else
 * that of the working directory. Throws `UsageError` where none of them is known.
 */
export function projectFor(store: Store, host: Host, named: string | null): string {
  if (named !== null) {
    if (host.cwd === null && !named.startsWith("/")) throw new UsageError(NO_PLACE);
    return resolve(host.cwd ?? "/", named);
  }
  const id = asIdentifier(host.env.CLAUDE_CODE_SESSION_ID);
  const session = id === null ? null : readSession(store, id);
  const found = session?.projectDir ?? projectHere(store, host);
  if (found === null) throw new UsageError(NO_PLACE);
  return found;
}

const NO_PLACE = "the working directory is not there any more: change into another one";
