import { isLogin } from "../../clients/claude_code/notification.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { appendLoginChange } from "../../io/store/login_changes.ts";
import { configDirFor } from "../place.ts";
import type { Handler } from "../hook.ts";
import { answer } from "./opened.ts";

/**
 * Notes that somebody logged in: until the next reply tells whose quota is spent now, no figure from
 * before is the session's. The client withdraws its figures then; whose it has now it does not say.
 */
export const handle: Handler = (event, host) => {
  if (!isLogin(event)) return null;
  answer(event, host, ({ store, session, now }) => {
    const { sessionId } = event;
    const configDir = session?.configDir ?? configDirFor(event.transcriptPath, host);
    store.transaction(() => {
      appendLoginChange(store, { sessionId, configDir, from: null, to: null }, now);
      const account = session?.account ?? null;
      appendEntry(store, { at: now, kind: "login", sessionId, account, detail: {} });
    });
  });
  return null;
};
