import type { HookEvent } from "../clients/claude_code/event.ts";
import { temperOf } from "../decide/modes.ts";
import type { Note, Paid } from "../decide/notes.ts";
import { decideAgentReceipt, decideReceipt, fellBy, type Quoted } from "../decide/receipt.ts";
import { mainWindow, quote } from "../decide/quote.ts";
import { isQuotaDue } from "../decide/stamp.ts";
import { PEERS_LOOK_BACK_SEC, TRANSCRIPT_LATE_SEC } from "../decide/thresholds.ts";
import type { Host } from "../io/host.ts";
import { type AgentFlow, readAccountFlow, readAgentFlow, readMainFlow } from "../io/store/flows.ts";
import { readRecentSessions } from "../io/store/sessions.ts";
import { readWatermark } from "../io/store/watermarks.ts";
import { usdOfWeight } from "../model/flow.ts";
import type { EpochSec } from "../model/units.ts";
import type { EndedAgent, Watermark } from "../model/watermark.ts";
import { gatherFlow } from "./flow.ts";
import type { Opened } from "./hook/opened.ts";

/** What a call and the subagents that ended cost, and the subagents as they then were told of. */
export interface Bill {
  readonly notes: readonly Note[];
  readonly agents: readonly EndedAgent[];
}

// More sessions of one account than anyone runs at once; each costs some microseconds to look at.
const OTHERS_READ = 20;

/**
 * Reads what other sessions of the account spent, where a window fell so far that somebody will be
 * billed: their own events may not have told it yet. Outside of a transaction.
 */
export function gatherOthers(opened: Opened, event: HookEvent, host: Host): void {
  const { store, session, config, now } = opened;
  if (session === null || session.account === null) return;
  const told = readWatermark(store, event.sessionId);
  if (fellBy(told.look, quotedMain(opened)) < temperOf(config.mode).receiptPct) return;
  for (const other of readRecentSessions(store, OTHERS_READ)) {
    const { id: sessionId, account, transcriptPath, seenAt } = other;
    const isPeer = sessionId !== session.id && account === session.account;
    if (!isPeer || now - seenAt > PEERS_LOOK_BACK_SEC) continue;
    gatherFlow(store, { sessionId, transcriptPath, cwd: null, agentId: null, fields: {} }, host);
  }
}

/** The receipts that are due after a tool event; `paid` null: no call to bill. */
export function billFor(paid: Paid | null, told: Watermark, opened: Opened): Bill {
  const { situation, config, now } = opened;
  const { notes, agents } = billAgents(told.agents, opened);
  if (!isQuotaDue(situation(), config.criticalPct, now)) return { notes: [], agents };
  return { notes: [...notes, ...paid === null ? [] : billCall(paid, told, opened)], agents };
}

function billCall(what: Paid, told: Watermark, opened: Opened): Note[] {
  const { store, session, situation, config, now } = opened;
  const { look } = told;
  if (look === null || session === null) return [];
  const span = { after: look.at, until: now };
  const account = session.account;
  const main = readMainFlow(store, session.id, span);
  const all = account === null ? main : readAccountFlow(store, account, span);
  // The client calls us for a short tool before it has written down the answer that called it.
  const late = { ...span, after: look.at - TRANSCRIPT_LATE_SEC };
  const own = readMainFlow(store, session.id, late, told.billedTo);
  const receipt = decideReceipt({
    before: look,
    after: quotedMain(opened),
    ownWeight: own.weight,
    ownUsd: own.usd,
    othersWeight: Math.max(0, all.weight - main.weight),
    perPoint: situation().outlook?.perPoint ?? null,
  }, temperOf(config.mode));
  return receipt === null ? [] : [{ kind: "receipt", what, receipt }];
}

function billAgents(agents: readonly EndedAgent[], opened: Opened): Bill {
  const { store, session, situation, config, now } = opened;
  if (session === null) return { notes: [], agents };
  const notes: Note[] = [];
  const billed = agents.map((agent): EndedAgent => {
    if (!agent.pending) return agent;
    const flow = readAgentFlow(store, session.id, agent.id);
    const { weight } = flow;
    if (!isBillable(flow, agent, now)) return agent;
    const more = Math.max(0, weight - agent.toldWeight);
    const receipt = decideAgentReceipt(
      { weight: more, usd: usdOfWeight(more) },
      quotedMain(opened),
      situation().outlook?.perPoint ?? null,
      temperOf(config.mode),
    );
    if (receipt !== null) {
      notes.push({ kind: "receipt", what: { kind: "agent", type: agent.kind }, receipt });
    }
    return { ...agent, toldWeight: Math.max(weight, agent.toldWeight), pending: false };
  });
  return { notes, agents: billed };
}

// The client may tell of a subagent's end before it has written its last answer down, and whoever was
// billed too early would never hear of the rest.
function isBillable(flow: AgentFlow, agent: EndedAgent, now: EpochSec): boolean {
  // Its transcript was not read yet.
  if (flow.messages === 0) return false;
  const hasAnswered = flow.endsTurn && !flow.atLeast && flow.weight > agent.toldWeight;
  return hasAnswered || now - agent.endedAt >= TRANSCRIPT_LATE_SEC;
}

function quotedMain({ situation, session, now }: Opened): Quoted | null {
  const main = mainWindow(situation().windows);
  const quoted = main === null ? null : quote(main, now);
  const account = session?.account ?? null;
  return quoted?.kind === "left" && account !== null ? { account, quote: quoted } : null;
}
