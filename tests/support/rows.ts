// Rows of the store with ordinary values, for tests that name only what matters to them.

import type { Session } from "../../src/model/session.ts";
import type { Window } from "../../src/model/window.ts";
import { HOUR } from "../../src/model/units.ts";
import { NOW } from "./fake_host.ts";

/** A session that had a response an hour ago. */
export function aSession(given: Partial<Session> = {}): Session {
  return {
    id: "session-1",
    configDir: "/home/ann/.claude",
    account: "a-1",
    harness: "claude-code",
    harnessVersion: "2.1.330",
    projectDir: "/home/ann/project",
    cwd: "/home/ann/project/src",
    transcriptPath: "/home/ann/.claude/projects/p/session-1.jsonl",
    modelId: "claude-sonnet-5-5",
    modelName: "Sonnet 5.5",
    clientPid: 4242,
    startedAt: NOW - 2 * HOUR,
    seenAt: NOW,
    answeredAt: NOW - HOUR,
    activity: { costUsd: 1.25, apiMs: 90_000 },
    windows: [{ key: "five_hour", headroomPct: 60.5, resetAt: NOW + HOUR }],
    context: { state: "measured", windowTokens: 1_000_000, usedTokens: 123_456 },
    contextAt: NOW - HOUR,
    loginChange: 0,
    cache: {
      warm: true,
      expiresAt: NOW + 300,
      ttl: "5m",
      recacheTokens: 40_000,
      lastMissCause: null,
      misses: 2,
    },
    ...given,
  };
}

/** A figure of an account. */
export function aWindow(given: Partial<Window> = {}): Window {
  return {
    key: "five_hour",
    headroomPct: 60,
    resetAt: NOW + HOUR,
    observedAt: NOW,
    sessionId: "session-1",
    ...given,
  };
}
