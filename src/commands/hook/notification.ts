import { isLogin } from "../../clients/claude_code/notification.ts";
import type { Handler } from "../hook.ts";
import { noteLogin } from "../login_note.ts";
import { configDirFor } from "../place.ts";
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
    const account = session?.account ?? null;
    store.transaction(() => noteLogin(store, { sessionId, configDir, account }, now));
  });
  return null;
};
