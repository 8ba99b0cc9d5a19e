// A day of one account as the journal would tell it: what audit and report look back on.

import { openStore, type Store } from "../../src/io/store/database.ts";
import { writeCompaction } from "../../src/io/store/compactions.ts";
import { appendEntry } from "../../src/io/store/entries.ts";
import { appendWindow } from "../../src/io/store/windows.ts";
import { writeAccount } from "../../src/io/store/account_records.ts";
import { writeSession } from "../../src/io/store/sessions.ts";
import type { Entry, EntryKind } from "../../src/model/entry.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, NOW } from "./fake_host.ts";
import { aSession } from "./rows.ts";

export const FIRST = "1a2b3c4d-0000-4000-8000-000000000001";
export const SECOND = "9f8e7d6c-0000-4000-8000-000000000002";

/** Opens the store of a machine. */
export function storeOf(host: FakeHost): Store {
  return openStore(host.state, 1_000, host.now());
}

/** Puts one entry into the journal, so many seconds before now. */
export function note(
  store: Store,
  secBefore: number,
  kind: EntryKind,
  detail: Entry["detail"] = {},
  sessionId: string | null = FIRST,
): void {
  appendEntry(store, { at: NOW - secBefore, kind, sessionId, account: "a-1", detail });
}

/** Two sessions that did one of everything, over two local days. */
export function keepBusyDay(host: FakeHost): Store {
  const store = storeOf(host);
  writeSession(store, aSession({ id: FIRST }));
  writeAccount(store, { key: "a-1", configDir: host.config.dir, weeklyResetAt: null, seenAt: NOW });
  note(store, 20 * HOUR, "account-seen");
  note(store, 10 * HOUR, "session-start", { source: "startup" });
  note(store, 10 * HOUR - 5, "stamp", {
    text: "[tokenroom] now Tue, Jun 30, 23:12 Asia/Tokyo · quota — 5h: 58% left, resets 02:00 · " +
      "context — ~380k tokens before compaction",
    ms: 41,
  });
  note(store, 9 * HOUR, "consult", { tool: "fit_check", verdict: "tight" });
  note(store, 9 * HOUR - 30, "consult", { tool: "resource_state" });
  note(store, 8 * HOUR, "update", {
    text: "[tokenroom] quota — 5h: 24% left, resets 02:00 · small steps, each committed",
    crossed: ["five_hour"],
    ms: 55,
  });
  for (const sec of [600, 590, 580]) {
    note(store, 7 * HOUR + sec, "update-held", { crossed: ["five_hour", "the context"] });
  }
  note(store, 7 * HOUR, "update", {
    text: "[tokenroom] receipt: that Task cost ≈5% of the 5h window (+$3.30) — 9% left",
    crossed: [],
    receipts: [{ kind: "call", action: "Task", window: "five_hour", points: 5.2, usd: 3.3 }],
    ms: 47,
  });
  note(store, 6 * HOUR + 300, "launch-denied", {
    tool: "Task",
    window: "five_hour",
    headroomPct: 3,
  });
  note(store, 6 * HOUR, "wall", {
    window: "five_hour",
    resetAt: NOW - 5 * HOUR,
    headroomPct: 1,
    costUsd: 9,
    projectDir: "/home/ann/project",
  });
  note(store, 6 * HOUR - 5, "plan-queued", {
    plan: 3,
    window: "five_hour",
    resetAt: NOW - 5 * HOUR,
    armed: true,
    estTokens: 40_000,
    steps: 4,
  });
  keepMorning(store);
  keepWindows(store);
  return store;
}

function keepMorning(store: Store): void {
  note(store, 4 * HOUR, "session-start", { source: "resume" }, SECOND);
  note(store, 4 * HOUR - 10, "stamp-skipped", { why: "configured" }, SECOND);
  note(store, 4 * HOUR - 20, "intent", { intent: 2, armed: true, endsAt: NOW + HOUR }, SECOND);
  note(store, 3 * HOUR, "plan-told", { plans: [3] });
  note(store, 3 * HOUR - 5, "continued", {
    plan: 3,
    text: "[tokenroom] the 5h window has refilled: go on with plan #3",
  });
  note(store, 2 * HOUR, "compaction-held", { window: "five_hour", resetAt: NOW });
  note(store, HOUR, "compaction", {
    trigger: "auto",
    beforeTokens: 981_000,
    seconds: 95,
    instructedTokens: 320,
  });
  const place = { sessionId: FIRST, modelId: "m", expectedTokens: null };
  const told = { trigger: "auto", beforeTokens: 981_245, afterTokens: 45_100 } as const;
  writeCompaction(store, place, { ...told, id: "c-1", at: NOW - HOUR + 3 });
  writeCompaction(store, { ...place, sessionId: SECOND }, {
    ...told,
    id: "c-2",
    trigger: "manual",
    afterTokens: null,
    at: NOW - 2 * HOUR,
  });
  note(store, HOUR - 1, "injection", {
    source: "compact",
    chars: 2_100,
    tokens: 640,
    parts: [{ name: "facts", tokens: 120 }, { name: "checkpoint", tokens: 520, cut: true }],
  });
  note(
    store,
    50 * MINUTE,
    "pinned",
    { pin: 7, scope: "project", author: "person", chars: 25 },
    null,
  );
  note(store, 49 * MINUTE, "checkpoint", { chars: 812, steps: 3 });
  note(store, 48 * MINUTE, "handoff", { chars: 5_120 });
  note(store, 40 * MINUTE, "trim", { beforeTokens: 300_000, afterTokens: 120_000, since: NOW });
  note(store, 30 * MINUTE, "plan-cleared", { plan: 3, why: "done", by: "agent" });
  note(store, 20 * MINUTE, "unpinned", { pin: 7, by: "person" }, null);
  note(store, 10 * MINUTE, "session-end", { reason: "clear", seconds: 7_380, costUsd: 12.5 });
}

/** Four windows of five hours: one hits its wall, three expire with something left. */
function keepWindows(store: Store): void {
  const firstStart = NOW - 20 * HOUR;
  for (const [index, falls] of [60, 100, 35, 50].entries()) {
    const start = firstStart + index * 5 * HOUR;
    const resetAt = start + 5 * HOUR;
    for (let step = 1; step <= 20; step++) {
      const at = start + step * 14 * MINUTE;
      if (at > NOW) break;
      const headroomPct = Math.max(0, Math.round(100 - falls * step / 18));
      appendWindow(
        store,
        "a-1",
        { key: "five_hour", headroomPct, resetAt, observedAt: at, sessionId: FIRST },
        at,
      );
    }
  }
  for (let step = 0; step < 20; step++) {
    const at = NOW - 20 * HOUR + step * HOUR;
    const week = { key: "seven_day", headroomPct: 80 - step, resetAt: NOW + 3 * DAY };
    appendWindow(store, "a-1", { ...week, observedAt: at, sessionId: FIRST }, at);
  }
}
