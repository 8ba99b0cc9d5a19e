import type { Host } from "../../io/host.ts";
import type { Store } from "../../io/store/database.ts";
import { readSession, readSessionOfClient } from "../../io/store/sessions.ts";
import type { Session } from "../../model/session.ts";

/**
 * The session whose agent is asking, or null. The server outlives `/clear`, and its environment
 * then still names the former session; the client process that started it is the join that holds.
 */
export function callingSession(store: Store, host: Host): Session | null {
  const id = host.env.CLAUDE_CODE_SESSION_ID;
  return readSessionOfClient(store, host.parentPid) ??
    (id === undefined ? null : readSession(store, id));
}
