import { focus, gravestDescent } from "../decide/descent.ts";
import type { Note } from "../decide/notes.ts";
import { decidePace } from "../decide/pace.ts";
import { decidePeers } from "../decide/peers.ts";
import {
  PACE_TOLD_SEC,
  PEERS_LOOK_BACK_SEC,
  PEERS_STEP_PCT,
  PEERS_TOLD_SEC,
} from "../decide/thresholds.ts";
import { decodeSaidToAgent } from "../clients/claude_code/said_to_agent.ts";
import { readFlowRates } from "../io/store/flows.ts";
import { isFocused } from "../io/store/focus.ts";
import { claimNotice } from "../io/store/notices.ts";
import { readSamples } from "../io/store/windows.ts";
import { windowLengthSec } from "../model/window.ts";
import type { Opened } from "./hook/opened.ts";
import { takeTrim } from "./trims.ts";
import { takeWalls } from "./walls.ts";

/**
 * What a prompt is told beside the figures: walls and a hot week once, peers while they burn.
 * Belongs in a transaction, because telling is remembered.
 */
export function takeNotices(opened: Opened, sessionId: string): Note[] {
  const { store, session, now } = opened;
  const projectDir = session?.projectDir ?? null;
  return [
    ...takeWalls(store, { sessionId, projectDir }, now),
    ...focusedRun(opened, sessionId),
    ...session === null ? [] : takeTrim(store, session, now),
    ...madeUpCount(opened, sessionId),
    ...hotWeek(opened, sessionId),
    ...peers(opened, sessionId),
  ];
}

// A stamp quotes figures at which others would land early; a focused run goes on.
function focusedRun({ store, situation, now }: Opened, sessionId: string): Note[] {
  if (!isFocused(store, sessionId, now)) return [];
  const descent = gravestDescent(situation().windows, now);
  return descent !== null && focus(descent).kind === "focused"
    ? [{ kind: "descent", descent: { kind: "focused" } }]
    : [];
}

// The client may tell the agent a count of tokens of its own that no budget stands behind.
function madeUpCount({ store, client, now }: Opened, sessionId: string): Note[] {
  const { tokensLeft } = decodeSaidToAgent(client());
  const notice = { scope: sessionId, kind: "made-up-count", about: "" };
  return tokensLeft === "made-up" && claimNotice(store, notice, now)
    ? [{ kind: "made-up-count" }]
    : [];
}

function hotWeek({ store, session, situation, config, now }: Opened, sessionId: string): Note[] {
  const week = situation().windows.find((window) => window.key === WEEK) ?? null;
  const account = session?.account ?? null;
  const lengthSec = windowLengthSec(WEEK);
  if (!config.weeklyWarning || week === null || account === null || lengthSec === null) return [];
  const span = { after: now - lengthSec, until: now };
  const pace = decidePace({
    ...week,
    lengthSec,
    get samples() {
      return readSamples(store, account, WEEK, span);
    },
  }, now);
  if (pace?.kind !== "hot") return [];
  const about = `${week.resetAt} ${Math.floor(now / PACE_TOLD_SEC)}`;
  return claimNotice(store, { scope: sessionId, kind: "hot-week", about }, now)
    ? [{ kind: "hot-week", pace }]
    : [];
}

function peers({ store, session, now }: Opened, sessionId: string): Note[] {
  const account = session?.account ?? null;
  if (account === null) return [];
  const span = { after: now - PEERS_LOOK_BACK_SEC, until: now };
  const found = decidePeers(readFlowRates(store, account, span), sessionId);
  if (found === null) return [];
  // Who they are and about how much is news; a figure that wanders is not.
  const share = Math.floor(found.sharePct / PEERS_STEP_PCT);
  const about = `${found.count} ${found.hasHot} ${share} ${Math.floor(now / PEERS_TOLD_SEC)}`;
  return claimNotice(store, { scope: sessionId, kind: "peers", about }, now)
    ? [{ kind: "peers", peers: found }]
    : [];
}

const WEEK = "seven_day";
