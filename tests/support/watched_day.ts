// A store as an afternoon of work leaves it, for those who look at it: three sessions in two
// projects, a window that was burned unevenly, plans, a pin and a wall.

import { openStore } from "../../src/io/store/database.ts";
import { appendEntry } from "../../src/io/store/entries.ts";
import { type WeighedUsage, writeUsages } from "../../src/io/store/flows.ts";
import { writePin } from "../../src/io/store/pins.ts";
import { queuePlan } from "../../src/io/store/plans.ts";
import { writeSession } from "../../src/io/store/sessions.ts";
import { writeAccount } from "../../src/io/store/account_records.ts";
import { appendWindow } from "../../src/io/store/windows.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { weightOf } from "../../src/model/prices.ts";
import type { Usage } from "../../src/model/usage.ts";
import { aSession } from "./rows.ts";

/** What an afternoon may vary. */
export interface WatchedDay {
  /** The configuration directory of its sessions. */
  readonly configDir: string;
  /** Percent left of the five hours now. */
  readonly leftPct?: number;
  /** Seconds from now to the end of the five hours. */
  readonly resetsInSec?: number;
}

/** The account of the afternoon. */
export const WATCHED_ACCOUNT = "a-watched";

const PARSER = "3f6d02ab-0000-4000-8000-000000000001";
const SITE = "9be5127c-0000-4000-8000-000000000002";

/** Fills the store of a state directory, creating it. */
export function fillWatchedDay(state: string, now: number, day: WatchedDay): void {
  const { configDir, leftPct = 42, resetsInSec = 2 * HOUR } = day;
  const store = openStore(state, 1_000, now);
  const resetAt = now + resetsInSec;
  const weekResetAt = now + 3 * DAY;
  const startAt = resetAt - 5 * HOUR;
  store.transaction(() => {
    const account = WATCHED_ACCOUNT;
    writeAccount(store, { key: account, configDir, weeklyResetAt: weekResetAt, seenAt: now });
    const sessions = [
      [PARSER, "/home/ann/parser", "Opus 5.2", 12.4, 0],
      [SITE, "/home/ann/site", "Sonnet 5.5", 3.1, 40],
      ["c0d41a57-0000-4000-8000-000000000003", "/home/ann/site", "Sonnet 5.5", 0.2, 25 * MINUTE],
    ] as const;
    for (const [id, projectDir, modelName, costUsd, agoSec] of sessions) {
      writeSession(
        store,
        aSession({
          id,
          configDir,
          account,
          projectDir,
          modelName,
          cwd: projectDir,
          startedAt: now - 3 * HOUR - agoSec,
          seenAt: now - agoSec,
          answeredAt: now - agoSec,
          activity: { costUsd, apiMs: costUsd * 10_000 },
          context: {
            state: "measured",
            windowTokens: 1_000_000,
            usedTokens: 520_000 - agoSec * 100,
          },
          cache: {
            warm: true,
            expiresAt: now + 200,
            ttl: "5m",
            recacheTokens: 217_000,
            lastMissCause: null,
            misses: 0,
          },
        }),
      );
    }
    const workedSec = now - startAt;
    const steps = Math.floor(workedSec / (5 * MINUTE));
    let used = 0;
    for (let step = 1; step <= steps; step++) {
      // A pause in the middle, and more work towards the end.
      const isPause = step > steps * 0.35 && step < steps * 0.5;
      used += isPause ? 0 : 0.5 + step / steps;
    }
    const scale = (100 - leftPct) / used;
    let left = 100;
    for (let step = 1; step <= steps; step++) {
      const isPause = step > steps * 0.35 && step < steps * 0.5;
      if (isPause) continue;
      left -= scale * (0.5 + step / steps);
      const at = now - (steps - step) * 5 * MINUTE;
      const figures = { observedAt: at, sessionId: PARSER };
      const headroomPct = Math.round(left * 10) / 10;
      appendWindow(store, account, { key: "five_hour", headroomPct, resetAt, ...figures }, at);
      const week = { key: "seven_day", headroomPct: 71 - step / 10, resetAt: weekResetAt };
      appendWindow(store, account, { ...week, ...figures }, at);
      for (const [id, tokens] of [[PARSER, 9_000], [SITE, 2_500]] as const) {
        const owner = { sessionId: id, agentId: null, account };
        writeUsages(store, owner, [usage(`${id}-${step}`, at, tokens * (0.5 + step / steps))]);
      }
    }
    for (let minute = 1; minute < 15; minute++) {
      const tokens = minute % 4 === 0 ? 0 : 1_200 * (15 - minute);
      const at = now - minute * MINUTE;
      const owner = { sessionId: PARSER, agentId: null, account };
      writeUsages(store, owner, [usage(`minute-${minute}`, at, tokens)]);
    }
    queuePlan(store, {
      sessionId: SITE,
      projectDir: "/home/ann/site",
      account,
      cause: "agent",
      summary: "regenerate the gallery with the new sizes",
      queue: [],
      blockedOn: "five_hour",
      resetAt: startAt - 10 * MINUTE,
      estTokens: 400_000,
      armed: false,
      createdAt: startAt - HOUR,
    });
    queuePlan(store, {
      sessionId: PARSER,
      projectDir: "/home/ann/parser",
      account,
      cause: "agent",
      summary: "fuzz the parser over night",
      queue: [],
      blockedOn: "five_hour",
      resetAt,
      estTokens: null,
      armed: true,
      createdAt: now - HOUR,
    });
    writePin(store, {
      sessionId: null,
      projectDir: "/home/ann/parser",
      author: "person",
      text: "keep the public API as it is",
      createdAt: now - DAY,
      expiresAt: null,
    });
    appendEntry(store, {
      at: startAt - 40 * MINUTE,
      kind: "wall",
      sessionId: SITE,
      account,
      detail: { window: "five_hour", resetAt: startAt, projectDir: "/home/ann/site" },
    });
  });
  store.db.close();
}

function usage(id: string, at: number, output: number): WeighedUsage {
  const one: Usage = {
    messageId: id,
    at,
    modelId: "claude-sonnet-5-5",
    tokens: { input: 10, output: Math.round(output), write5m: 0, write1h: 0, read: 0 },
    fast: false,
    usOnly: false,
    ended: true,
    endsTurn: false,
  };
  return { usage: one, weight: weightOf(one) };
}
