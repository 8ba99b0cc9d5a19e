// A scripted session in which much happens: a consult, a dear call that moves the window into a worse
// band, a compaction by the person, a wall.

import { type Answer, call, say, type Usage, usageLimit } from "./answer.ts";
import { type Bench, openBench } from "./bench.ts";
import { nowSec } from "./expected.ts";
import { heldCall, release } from "./held_call.ts";
import { limitsAt } from "./messages_api.ts";
import { installTokenroom } from "./tokenroom.ts";

const DEAR: Usage = { input: 500, output: 120_000 };
// What was answered stays in the context.
const LATER: Usage = { input: 500, output: 100, cacheRead: 121_000 };
const CHEAP: Usage = { input: 900, output: 100 };

/** Opens a world in which that session can be played. */
export function openEventful(zone: string): Bench {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = (_: unknown, step: number): Answer => {
    if (step === 1) return call("mcp__tokenroom__fit_check", { est_tokens: 300_000 }, CHEAP);
    if (step === 2) {
      limits.fiveHour.utilization = 0.78;
      return heldCall("moved", DEAR);
    }
    if (step === 3) return say("Migrated.", LATER);
    if (step < 5) return say(step === 0 ? "Ready." : "Goes on.", CHEAP);
    limits.fiveHour.utilization = 1.02;
    return usageLimit();
  };
  return openBench({
    script,
    limits,
    zone,
    settings: { permissions: { allow: ["mcp__tokenroom"] } },
  });
}

/** Plays it to its end; the path of the program that was wired. */
export async function playEventful(bench: Bench): Promise<string> {
  const executable = await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Begin.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  await terminal.submit("Migrate the tests.");
  await terminal.waitFor((screen) => screen.includes("⛶ 22% left"));
  release(bench.home, "moved");
  await terminal.waitFor((screen) => screen.includes("Migrated."));
  await terminal.submit("/compact");
  await terminal.waitFor((screen) => screen.includes("Compacted"));
  await terminal.submit("Go on.");
  await terminal.waitFor((screen) => screen.includes("Goes on."));
  await terminal.submit("And on.");
  await terminal.waitFor((screen) => screen.includes(" 0% left"));
  await terminal.close();
  return executable;
}
