import type { HookEvent } from "../clients/claude_code/event.ts";
import { type ContextEvent, encodeContext } from "../clients/claude_code/reply.ts";
import type { Alternate } from "../decide/alternates.ts";
import { gravestDescent } from "../decide/descent.ts";
import { temperOf } from "../decide/modes.ts";
import type { Note, Paid } from "../decide/notes.ts";
import { mainWindow } from "../decide/quote.ts";
import { lookAt } from "../decide/stamp.ts";
import { decideUpdate } from "../decide/update.ts";
import type { Host } from "../io/host.ts";
import { appendEntry } from "../io/store/entries.ts";
import { isFocused } from "../io/store/focus.ts";
import { readFlowMark } from "../io/store/flows.ts";
import { readWatermark, writeWatermark } from "../io/store/watermarks.ts";
import { renderUpdate } from "../render/stamp.ts";
import { gatherFlow } from "./flow.ts";
import { answer, type Opened } from "./hook/opened.ts";
import { learn } from "./learning.ts";
import { asNearCeiling } from "./near_ceiling.ts";
import { billFor, gatherOthers } from "./receipts.ts";
import { isSilenced } from "./silence.ts";

/**
 * Answers a tool event: what got worse since the session was last told, and what the call cost. A
 * subagent's own events are silent: its text would not reach the agent that plans.
 */
export async function answerMidTurn(
  name: ContextEvent,
  paid: Paid | null,
  event: HookEvent,
  host: Host,
): Promise<string | null> {
  if (event.agentId !== null) return null;
  const decide = (opened: Opened, alternate: Alternate | null) =>
    opened.store.transaction(() => decideAndRemember(opened, paid, alternate, event, host));
  const first = answer(event, host, (opened) => {
    gatherFlow(opened.store, event, host);
    gatherOthers(opened, event, host);
    return isLow(opened) ? { low: true } as const : { text: decide(opened, null) };
  });
  const text = first === null || "text" in first ? first?.text ?? null : await decideLow();
  return text === null ? null : encodeContext(name, text);

  // Most calls have ample quota: what looks for another account is loaded only then.
  async function decideLow(): Promise<string | null> {
    const { readAlternate } = await import("./alternates.ts");
    return answer(event, host, (opened) => {
      const account = opened.session?.account ?? null;
      return decide(
        opened,
        account === null ? null : readAlternate(opened.store, account, opened.now),
      );
    });
  }
}

function isLow({ situation, now }: Opened): boolean {
  const descent = gravestDescent(situation().windows, now);
  return descent !== null && descent.kind !== "cruise";
}

function decideAndRemember(
  opened: Opened,
  paid: Paid | null,
  alternate: Alternate | null,
  event: HookEvent,
  host: Host,
): string | null {
  const { store, config, session, now } = opened;
  const situation = opened.situation();
  const { windows, room, ahead } = situation;
  const account = session?.account ?? null;
  if (account !== null) learn(store, account, windows, now);
  const told = readWatermark(store, event.sessionId);
  const look = lookAt(mainWindow(windows), account, now);
  const billedTo = readFlowMark(store);
  if (isSilenced(host)) {
    // What it was not told stays untold; but nobody is billed later for what happens now.
    writeWatermark(store, event.sessionId, { ...told, look, billedTo }, now);
    return null;
  }
  const standing = {
    windows,
    room,
    empties: ahead?.empties ?? null,
    isFocused: isFocused(store, event.sessionId, now),
    alternate,
  };
  const { notes, watermark, crossed } = decideUpdate(standing, told, temperOf(config.mode), now);
  const said = asNearCeiling(notes, store, event.sessionId, now);
  const bill = billFor(paid, told, opened);
  const after = { ...watermark, look, billedTo, agents: bill.agents };
  writeWatermark(store, event.sessionId, after, now);
  const text = renderUpdate([...said, ...bill.notes], now, host.zone);
  if (text === null && crossed.length === 0) return null;
  appendEntry(store, {
    at: now,
    kind: text === null ? "update-held" : "update",
    sessionId: event.sessionId,
    account,
    detail: text === null
      ? { crossed }
      : { text, crossed, ...keptReceipts(bill.notes), ms: Math.round(performance.now()) },
  });
  return text;
}

// What a report adds up: the words of a receipt are rounded.
function keptReceipts(notes: readonly Note[]): Readonly<Record<string, unknown>> {
  const receipts = notes.flatMap((note) => {
    if (note.kind !== "receipt") return [];
    const { what, receipt: { points, key, usd } } = note;
    const action = what.kind === "call" ? what.tool : what.kind === "agent" ? what.type : "";
    return [{ kind: what.kind, action, window: key, points, usd }];
  });
  return receipts.length === 0 ? {} : { receipts };
}
