import { assert } from "@std/assert";
import type { Snapshot } from "../../src/model/snapshot.ts";

const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Fails unless every value of a snapshot lies in the range that its type promises. */
export function assertInRange(snapshot: Snapshot): void {
  assert(isIdentifier(snapshot.sessionId), "session id");
  assert(isIdentifier(snapshot.harness), "harness");
  for (
    const text of [
      snapshot.transcriptPath,
      snapshot.cwd,
      snapshot.projectDir,
      snapshot.harnessVersion,
      snapshot.modelId,
      snapshot.modelName,
    ]
  ) assert(text === null || (typeof text === "string" && text !== "" && text.length <= 4096));
  assert(snapshot.windows.length <= 12, "number of windows");
  assert(new Set(snapshot.windows.map((window) => window.key)).size === snapshot.windows.length);
  for (const window of snapshot.windows) {
    assert(isIdentifier(window.key), "window key");
    assert(window.headroomPct >= 0 && window.headroomPct <= 100, "headroom");
    assert(Math.abs(window.headroomPct * 10 - Math.round(window.headroomPct * 10)) < 1e-9);
    assertInstant(window.resetAt);
  }
  const { context, cache, activity } = snapshot;
  if (context !== null) {
    assert(["fresh", "compacted", "measured"].includes(context.state), "context state");
    assert(context.windowTokens === null || isPositiveCount(context.windowTokens), "window tokens");
    if (context.state === "measured") assert(isPositiveCount(context.usedTokens), "used tokens");
  }
  if (cache !== null) {
    assert(cache.warm === null || typeof cache.warm === "boolean");
    assertInstant(cache.expiresAt);
    assert(cache.ttl === null || cache.ttl.length <= 20);
    assert(cache.lastMissCause === null || isIdentifier(cache.lastMissCause));
    for (const count of [cache.recacheTokens, cache.misses]) {
      assert(count === null || (Number.isInteger(count) && count >= 0 && count <= 1e12));
    }
  }
  for (const amount of [activity.costUsd, activity.apiMs]) {
    assert(amount === null || (Number.isFinite(amount) && amount >= 0 && amount <= 1e12));
  }
}

function isIdentifier(value: unknown): boolean {
  return typeof value === "string" && IDENTIFIER.test(value);
}

function assertInstant(at: number | null): void {
  assert(at === null || (Number.isInteger(at) && at >= 1e9 && at <= 1e11), `instant ${at}`);
}

function isPositiveCount(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 4e12;
}
