import { type HookEvent, isTaskNotification } from "../../clients/claude_code/event.ts";
import { encodeContext } from "../../clients/claude_code/reply.ts";
import { temperOf } from "../../decide/modes.ts";
import type { Note } from "../../decide/notes.ts";
import { mainWindow } from "../../decide/quote.ts";
import { decideStamp, lookAt, withoutTold } from "../../decide/stamp.ts";
import { crossedBetween, isNearCeiling, toldByStamp } from "../../decide/update.ts";
import type { Host } from "../../io/host.ts";
import { appendEntry } from "../../io/store/entries.ts";
import { readFlowMark } from "../../io/store/flows.ts";
import { hasOpenPlan } from "../../io/store/open_plans.ts";
import { readWatermark, writeWatermark } from "../../io/store/watermarks.ts";
import type { Watermark } from "../../model/watermark.ts";
import { formatDay } from "../../render/format.ts";
import { renderStamp } from "../../render/stamp.ts";
import { hasAccountNews } from "../account_news_due.ts";
import { attempt } from "../attempt.ts";
import { gatherFlow } from "../flow.ts";
import type { Handler } from "../hook.ts";
import { learn } from "../learning.ts";
import { asNearCeiling } from "../near_ceiling.ts";
import { takeNotices } from "../notices.ts";
import type { Listener } from "../open_plans.ts";
import type { Said } from "../prompt_extras.ts";
import { isSilenced } from "../silence.ts";
import { answer, type Opened } from "./opened.ts";

const VERB = "hook user-prompt-submit";

/** Stamps a person's prompt with the budgets of the session it goes to. */
export const handle: Handler = async (event, host) => {
  // The client submits a prompt of its own when a background task ends: nobody asked anything.
  if (isTaskNotification(event)) return null;
  const said = answer(event, host, (opened) => {
    attempt(VERB, host, () => gatherFlow(opened.store, event, host));
    const silence = silenceOf(opened, host);
    // Read apart from the transaction that writes it: a session has one prompt at a time.
    const told = readWatermark(opened.store, event.sessionId);
    const notes = silence === null ? stampNotes(opened, told, event.sessionId) : [];
    const notices: Note[] = [];
    let text: string | null = null;
    // A stamp that is not in the journal is better than no stamp.
    attempt(VERB, host, () =>
      opened.store.transaction(() => {
        if (silence === null) notices.push(...takeNotices(opened, event.sessionId));
        text = renderStamp([...notes, ...notices], opened.now, host.zone, told.day);
        const day = formatDay(opened.now, host.zone);
        remember(text === null ? null : { text, notes, day }, silence, event, opened);
      }));
    text ??= renderStamp(notes, opened.now, host.zone, told.day);
    if (silence !== null) return { text, listener: null, hasNews: false };
    const hasNews = hasAccountNews(opened, event.sessionId);
    return { text, listener: planListener(opened, event), hasNews };
  });
  const text = said === null ? null : await complete(said, event, host);
  return text === null ? null : encodeContext("UserPromptSubmit", text);
};

function planListener({ store, session }: Opened, { sessionId }: HookEvent): Listener | null {
  const listener = { sessionId, projectDir: session?.projectDir ?? null };
  return hasOpenPlan(store, listener) ? listener : null;
}

// Hardly any prompt has a plan or an account to look at: what looks at them is loaded only then.
async function complete(said: Said, event: HookEvent, host: Host): Promise<string | null> {
  if (said.listener === null && !said.hasNews) return said.text;
  const { addExtras } = await import("../prompt_extras.ts");
  return addExtras(said, event, host);
}

function stampNotes(
  { store, situation, config, now }: Opened,
  told: Watermark,
  sessionId: string,
): Note[] {
  const notes = withoutTold(decideStamp(situation(), config.criticalPct, now), told, now);
  return isNearCeiling(situation().room, told)
    ? asNearCeiling(notes, store, sessionId, now)
    : notes;
}

function silenceOf({ config }: Opened, host: Host): "disabled" | "configured" | null {
  if (isSilenced(host)) return "disabled";
  return config.stampEnabled ? null : "configured";
}

function remember(
  said: { readonly text: string; readonly notes: readonly Note[]; readonly day: string } | null,
  silence: string | null,
  event: HookEvent,
  { store, session, situation, config, now }: Opened,
): void {
  const { windows, room, ahead, attribution } = situation();
  const told = readWatermark(store, event.sessionId);
  const standing = { windows, room, empties: ahead?.empties ?? null };
  const account = session?.account ?? null;
  if (account !== null) learn(store, account, windows, now);
  const after = {
    ...toldByStamp(said?.notes ?? [], standing, told, temperOf(config.mode), now),
    day: said?.day ?? told.day,
    look: lookAt(mainWindow(windows), account, now),
    billedTo: readFlowMark(store),
  };
  writeWatermark(store, event.sessionId, after, now);
  const crossed = crossedBetween(told, after);
  appendEntry(store, {
    at: now,
    kind: said === null ? "stamp-skipped" : "stamp",
    sessionId: event.sessionId,
    account,
    detail: said === null ? { why: silence ?? attribution.kind } : {
      text: said.text,
      ...crossed.length === 0 ? {} : { crossed },
      ms: Math.round(performance.now()),
    },
  });
}
