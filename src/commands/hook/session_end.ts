import { appendEntry } from "../../io/store/entries.ts";
import { asIdentifier } from "../../model/decode.ts";
import type { Handler } from "../hook.ts";
import { answer } from "./opened.ts";

/** Notes how a session ended, for audit. */
export const handle: Handler = (event, host) => {
  answer(event, host, ({ store, session, now }) => {
    // The client's own commands (`claude mcp list`) end sessions that never began.
    if (session === null) return;
    store.transaction(() =>
      appendEntry(store, {
        at: now,
        kind: "session-end",
        sessionId: event.sessionId,
        account: session.account,
        detail: {
          reason: asIdentifier(event.fields.reason),
          seconds: now - session.startedAt,
          costUsd: session.activity.costUsd,
        },
      })
    );
  });
  return null;
};
