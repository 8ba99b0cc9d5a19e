import type { Note } from "../decide/notes.ts";
import { decidePace } from "../decide/pace.ts";
import { decidePeers } from "../decide/peers.ts";
import { PACE_TOLD_SEC, PEERS_LOOK_BACK_SEC } from "../decide/thresholds.ts";
import { readFlowRates } from "../io/store/flows.ts";
import { claimNotice } from "../io/store/notices.ts";
import { readSamples } from "../io/store/windows.ts";
import { windowLengthSec } from "../model/window.ts";
import type { Opened } from "./hook/opened.ts";
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
    ...hotWeek(opened, sessionId),
    ...peers(opened, sessionId),
  ];
}

function hotWeek({ store, session, situation, config, now }: Opened, sessionId: string): Note[] {
  const week = situation().windows.find((window) => window.key === WEEK) ?? null;
  const account = session?.account ?? null;
  const lengthSec = windowLengthSec(WEEK);
  if (!config.weeklyWarning || week === null || account === null || lengthSec === null) return [];
  const span = { after: now - lengthSec, until: now };
  const samples = readSamples(store, account, WEEK, span);
  const pace = decidePace({ ...week, lengthSec, samples }, now);
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
  return found === null ? [] : [{ kind: "peers", peers: found }];
}

const WEEK = "seven_day";
