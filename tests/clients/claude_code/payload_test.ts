import { assertEquals } from "@std/assert";
import { decodePayload } from "../../../src/clients/claude_code/payload.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { fixtureNames, readFixture } from "../../support/fixture.ts";

function session(id: string): Omit<Snapshot, "windows" | "context" | "cache" | "activity"> {
  return {
    sessionId: id,
    transcriptPath: `/home/user/.claude/projects/-home-user-project/${id}.jsonl`,
    cwd: "/home/user/project",
    projectDir: "/home/user/project",
    harness: "claude-code",
    harnessVersion: "2.1.330",
    modelId: "claude-sonnet-5-5",
    modelName: "Sonnet 5.5",
  };
}

function cache(expiresAt: number, recacheTokens: number | null, warm = true): Snapshot["cache"] {
  return { warm, expiresAt, ttl: "5m", recacheTokens, lastMissCause: null, misses: 0 };
}

function windows(
  fiveHour: readonly [number, number],
  sevenDay: readonly [number, number],
): Snapshot["windows"] {
  return [
    { key: "five_hour", headroomPct: fiveHour[0], resetAt: fiveHour[1] },
    { key: "seven_day", headroomPct: sevenDay[0], resetAt: sevenDay[1] },
  ];
}

const HAIKU_5_5 = { modelId: "claude-haiku-5-5", modelName: "Haiku 5.5" };

const EXPECTED: Readonly<Record<string, Snapshot>> = {
  "statusline-200k-model": {
    ...session("9ba2f699-cb11-4d96-b0c3-be1842473950"),
    modelId: "claude-haiku-4-5-20251001",
    modelName: "Haiku 4.5",
    windows: windows([53, 1795397092], [70, 1795645492]),
    context: { state: "measured", windowTokens: 200_000, usedTokens: 161_350 },
    cache: cache(1795386593, 161_050),
    activity: { costUsd: 0.0188, apiMs: 42 },
  },
  "statusline-after-compact-zero-usage": {
    ...session("5c9faad9-d407-4da0-94b4-6057dcdbaa4e"),
    windows: windows([53, 1795396722], [70, 1795645122]),
    context: { state: "compacted", windowTokens: 1_000_000 },
    cache: cache(1795386223, null),
    activity: { costUsd: 0.18612, apiMs: 834 },
  },
  "statusline-apikey-no-rate_limits": {
    ...session("febd8836-c35b-4c5e-8a78-3abadccef6e0"),
    ...HAIKU_5_5,
    windows: [],
    context: { state: "measured", windowTokens: 1_000_000, usedTokens: 31_350 },
    cache: cache(1795386618, 31_050),
    activity: { costUsd: 0.00058, apiMs: 69 },
  },
  "statusline-cache-cold": {
    ...session("5c9faad9-d407-4da0-94b4-6057dcdbaa4e"),
    windows: windows([53, 1795396038], [70, 1795644438]),
    context: { state: "measured", windowTokens: 1_000_000, usedTokens: 22_850 },
    cache: cache(1795385539, 22_550, false),
    activity: { costUsd: 0.09234, apiMs: 387 },
  },
  "statusline-fresh-null-usage": {
    ...session("0f1450d6-ce86-4f42-88a7-406c1848ca9b"),
    windows: [],
    context: { state: "fresh", windowTokens: 1_000_000 },
    cache: null,
    activity: { costUsd: 0, apiMs: 0 },
  },
  "statusline-limit-hit-100pct": {
    ...session("5bea6e39-a970-4c87-a145-7fa6c0a3c366"),
    windows: windows([0, 1795395017], [45, 1795586017]),
    context: { state: "measured", windowTokens: 1_000_000, usedTokens: 24_450 },
    cache: cache(1795386275, 24_150),
    activity: { costUsd: 0.015809999999999998, apiMs: 46 },
  },
  "statusline-near-1M": {
    ...session("5bea6e39-a970-4c87-a145-7fa6c0a3c366"),
    ...HAIKU_5_5,
    windows: windows([53, 1795396991], [70, 1795645391]),
    context: { state: "measured", windowTokens: 1_000_000, usedTokens: 966_350 },
    cache: cache(1795386492, 966_050),
    activity: { costUsd: 0.10391, apiMs: 221 },
  },
  "statusline-subscription": {
    ...session("0f1450d6-ce86-4f42-88a7-406c1848ca9b"),
    windows: windows([53, 1795395838], [70, 1795644238]),
    context: { state: "measured", windowTokens: 1_000_000, usedTokens: 21_450 },
    cache: cache(1795385339, 21_150),
    activity: { costUsd: 0.0076100000000000004, apiMs: 71 },
  },
};

Deno.test("every recorded statusline payload has its expectation here", () => {
  assertEquals(Object.keys(EXPECTED).sort(), fixtureNames("statusline-"));
});

for (const [name, expected] of Object.entries(EXPECTED)) {
  Deno.test(`decodePayload() reads ${name} as it was sent`, () => {
    assertEquals(decodePayload(readFixture(name)), expected);
  });
}

Deno.test("decodePayload() reads no hook event as a payload with figures", () => {
  const events = fixtureNames().filter((name) => /^[A-Z]/.test(name));
  for (const name of events) {
    const snapshot = decodePayload(readFixture(name));
    assertEquals([snapshot?.windows, snapshot?.context, snapshot?.cache], [[], null, null], name);
  }
});
