import type { HookEvent } from "../clients/claude_code/event.ts";
import { type ContextEvent, encodeContext } from "../clients/claude_code/reply.ts";
import { temperOf } from "../decide/modes.ts";
import type { Note, Paid } from "../decide/notes.ts";
import { decideAgentReceipt, decideReceipt } from "../decide/receipt.ts";
import { lookAt, mainWindow } from "../decide/stamp.ts";
import { decideUpdate } from "../decide/update.ts";
import type { Host } from "../io/host.ts";
import { appendEntry } from "../io/store/entries.ts";
import { readAccountFlow, readMainFlow } from "../io/store/flows.ts";
import { readWatermark, writeWatermark } from "../io/store/watermarks.ts";
import type { WeightPerPoint } from "../model/calibration.ts";
import type { Look, Watermark } from "../model/watermark.ts";
import type { Window, WindowReading } from "../model/window.ts";
import { renderUpdate } from "../render/stamp.ts";
import { gatherFlow } from "./flow.ts";
import { learn } from "./learning.ts";
import { answer, isSilenced, type Opened } from "./hook/opened.ts";

/**
 * Answers a tool event: what got worse since the session was last told, and what the call cost. A
 * subagent's own events are silent: its text would not reach the agent that plans.
 */
export function answerMidTurn(
  name: ContextEvent,
  paid: Paid | null,
  event: HookEvent,
  host: Host,
): string | null {
  if (event.agentId !== null) return null;
  const text = answer(event, host, (opened) => {
    gatherFlow(opened.store, event, host);
    return opened.store.transaction(() => decideAndRemember(opened, paid, event, host));
  });
  return text === null ? null : encodeContext(name, text);
}

function decideAndRemember(
  opened: Opened,
  paid: Paid | null,
  event: HookEvent,
  host: Host,
): string | null {
  const { store, config, session, now } = opened;
  const temper = temperOf(config.mode);
  const situation = opened.situation();
  const told = readWatermark(store, event.sessionId);
  const update = decideUpdate(
    { ...situation, empties: situation.ahead?.empties ?? null },
    told,
    temper,
    now,
  );
  const main = mainWindow(situation.windows);
  const account = session?.account ?? null;
  const perPoint = situation.outlook?.perPoint ?? null;
  if (account !== null) learn(store, account, situation.windows, now);
  const receipts = [
    ...agentReceipts(told, main, perPoint, opened),
    ...(paid === null ? [] : callReceipts(paid, told.look, main, perPoint, opened)),
  ];
  const silenced = isSilenced(host);
  const notes = silenced ? [] : [...update.notes, ...receipts];
  // A silenced session keeps its watermark: what it was not told stays untold.
  const watermark = silenced ? told : update.watermark;
  writeWatermark(store, event.sessionId, {
    ...watermark,
    look: lookAt(main, now),
    endedAgents: [],
  }, now);
  const text = renderUpdate(notes, now, host.zone);
  if (text === null && update.crossed.length === 0) return null;
  appendEntry(store, {
    at: now,
    kind: text === null ? "update-held" : "update",
    sessionId: event.sessionId,
    account,
    detail: text === null ? { crossed: update.crossed } : { text, crossed: update.crossed },
  });
  return text;
}

function callReceipts(
  what: Paid,
  look: Look | null,
  main: Window | null,
  perPoint: WeightPerPoint | null,
  opened: Opened,
): Note[] {
  const { store, session, now, config } = opened;
  if (look === null || session === null) return [];
  const span = { after: look.at, until: now };
  const own = readMainFlow(store, session.id, span);
  const all = session.account === null ? null : readAccountFlow(store, session.account, span);
  const before: WindowReading | null = look.key === null || look.headroomPct === null ||
      look.key !== main?.key
    ? null
    : { key: look.key, headroomPct: look.headroomPct, resetAt: look.resetAt };
  const receipt = decideReceipt({
    before,
    after: main,
    ownWeight: own.weight,
    ownUsd: own.usd,
    othersWeight: Math.max(0, (all?.weight ?? own.weight) - own.weight),
    perPoint,
  }, temperOf(config.mode));
  return receipt === null ? [] : [{ kind: "receipt", what, receipt }];
}

function agentReceipts(
  told: Watermark,
  main: Window | null,
  perPoint: WeightPerPoint | null,
  opened: Opened,
): Note[] {
  return told.endedAgents.flatMap((agent): Note[] => {
    const receipt = decideAgentReceipt(agent, main, perPoint, temperOf(opened.config.mode));
    return receipt === null
      ? []
      : [{ kind: "receipt", what: { kind: "agent", type: agent.kind }, receipt }];
  });
}
