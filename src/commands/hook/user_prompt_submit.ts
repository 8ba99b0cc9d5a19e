import { type HookEvent, isTaskNotification } from "../../clients/claude_code/event.ts";
import { encodeContext } from "../../clients/claude_code/reply.ts";
import { temperOf } from "../../decide/modes.ts";
import type { Note } from "../../decide/notes.ts";
import { decideStamp, lookAt, mainWindow } from "../../decide/stamp.ts";
import { toldByStamp } from "../../decide/update.ts";
import { recordFault } from "../../io/faults.ts";
import type { Host } from "../../io/host.ts";
import { stateDir } from "../../io/state_dir.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { readFlowMark } from "../../io/store/flows.ts";
import { readWatermark, writeWatermark } from "../../io/store/watermarks.ts";
import { renderStamp } from "../../render/stamp.ts";
import { gatherFlow } from "../flow.ts";
import type { Handler } from "../hook.ts";
import { learn } from "../learning.ts";
import { takeNotices } from "../notices.ts";
import { answer, isSilenced, type Opened } from "./opened.ts";

/** Stamps a person's prompt with the budgets of the session it goes to. */
export const handle: Handler = (event, host) => {
  // The client submits a prompt of its own when a background task ends: nobody asked anything.
  if (isTaskNotification(event)) return null;
  const said = answer(event, host, (opened) => {
    attempt(host, () => gatherFlow(opened.store, event, host));
    const silence = silenceOf(opened, host);
    const notes = silence === null ? stampNotes(opened) : [];
    const notices: Note[] = [];
    let text: string | null = null;
    // A stamp that is not in the journal is better than no stamp.
    attempt(host, () =>
      opened.store.transaction(() => {
        if (silence === null) notices.push(...takeNotices(opened, event.sessionId));
        text = renderStamp([...notes, ...notices], opened.now, host.zone);
        remember(text === null ? null : { text, notes }, silence, event, opened);
      }));
    return text ?? renderStamp(notes, opened.now, host.zone);
  });
  return said === null ? null : encodeContext("UserPromptSubmit", said);
};

function stampNotes({ situation, config, now }: Opened): Note[] {
  return decideStamp(situation(), config.criticalPct, now);
}

function silenceOf({ config }: Opened, host: Host): "disabled" | "configured" | null {
  if (isSilenced(host)) return "disabled";
  return config.stampEnabled ? null : "configured";
}

function remember(
  said: { readonly text: string; readonly notes: readonly Note[] } | null,
  silence: string | null,
  event: HookEvent,
  { store, session, situation, config, now }: Opened,
): void {
  const { windows, room, ahead, attribution } = situation();
  const told = readWatermark(store, event.sessionId);
  const standing = { windows, room, empties: ahead?.empties ?? null };
  const account = session?.account ?? null;
  if (account !== null) learn(store, account, windows, now);
  writeWatermark(store, event.sessionId, {
    ...toldByStamp(said?.notes ?? [], standing, told, temperOf(config.mode), now),
    look: lookAt(mainWindow(windows), account, now),
    billedTo: readFlowMark(store),
  }, now);
  appendEntry(store, {
    at: now,
    kind: said === null ? "stamp-skipped" : "stamp",
    sessionId: event.sessionId,
    account,
    detail: said === null ? { why: silence ?? attribution.kind } : { text: said.text },
  });
}

function attempt(host: Host, work: () => void): void {
  try {
    work();
  } catch (cause) {
    if (host.seal === null) throw cause;
    recordFault(stateDir(host.seal, host.env), host.now(), "hook user-prompt-submit", cause);
  }
}
