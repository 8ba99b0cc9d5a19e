import { isTaskNotification } from "../../clients/claude_code/event.ts";
import { encodeContext } from "../../clients/claude_code/reply.ts";
import { decideStamp } from "../../decide/stamp.ts";
import { stateDir } from "../../io/state_dir.ts";
import { HOOK_BUSY_MS, openStore } from "../../io/store/database.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { readSession } from "../../io/store/sessions.ts";
import { renderStamp } from "../../render/stamp.ts";
import type { Handler } from "../hook.ts";
import { configDirFor } from "../report.ts";
import { readSituation } from "../situation.ts";

/** Stamps a person's prompt with the budgets of the session it goes to. */
export const handle: Handler = (event, host) => {
  // The client submits a prompt of its own when a background task ends: nobody asked anything.
  if (host.seal === null || isTaskNotification(event)) return null;
  const now = host.now();
  const store = openStore(stateDir(host.seal, host.env), HOOK_BUSY_MS, now);
  const session = readSession(store, event.sessionId);
  const configDir = session?.configDir ?? configDirFor(event.transcriptPath, host);
  const situation = readSituation(store, session, configDir, host);
  const text = renderStamp(decideStamp(situation.windows, situation.room, now), now, host.zone);
  const silenced = host.env.TOKENROOM_DISABLE === "1";
  const said = silenced ? null : text;
  store.transaction(() =>
    appendEntry(store, {
      at: now,
      kind: said === null ? "stamp-skipped" : "stamp",
      sessionId: event.sessionId,
      account: session?.account ?? null,
      detail: said === null
        ? { why: silenced ? "disabled" : situation.attribution.kind }
        : { text: said },
    })
  );
  return said === null ? null : encodeContext("UserPromptSubmit", said);
};
