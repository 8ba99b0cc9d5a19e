import { decideCaller } from "../../decide/caller.ts";
import type { Store } from "../../io/store/database.ts";
import { readSession, readSessionOfClient } from "../../io/store/sessions.ts";
import type { Session } from "../../model/session.ts";
import type { Server } from "./answering.ts";

/** The session whose agent is asking, or null. */
export function callingSession(store: Store, { host, startedAt }: Server): Session | null {
  const id = host.env.CLAUDE_CODE_SESSION_ID;
  return decideCaller({
    ofParent: readSessionOfClient(store, host.parentPid),
    ofEnvironment: id === undefined ? null : readSession(store, id),
    isNamed: id !== undefined,
    startedAt,
  });
}
