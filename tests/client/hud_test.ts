import { assertMatch, assertStringIncludes } from "@std/assert";
import { say, type Usage } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { CEILING_TOKENS, clockIn, nowSec, roomAfter, thousands } from "./support/expected.ts";
import { limitsAt } from "./support/messages_api.ts";
import { installTokenroom } from "./support/tokenroom.ts";

const ZONE = "Asia/Kolkata";
const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };

terminalTest("the HUD on the client's screen shows the scripted figures", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  await using bench = openBench({ script: [say("Heard.", USAGE)], limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Say something.");
  const screen = await terminal.waitFor((now) => /⛶.* left/.test(now));
  const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
  assertStringIncludes(screen, `⛶ 60% left ↻${reset} · ${contextSegment(USAGE)}`);
});

terminalTest("before the first answer the HUD says what it waits for, and no figure", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  await using bench = openBench({ script: [], limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  const screen = await terminal.waitFor((now) => now.includes("⛶"));
  assertMatch(screen, /⛶ [^%]*first reply[^%]*$/m);
});

terminalTest("the HUD warns in colour when the window is nearly empty", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.96, resetsInSec: 7200 });
  await using bench = openBench({ script: [say("Heard.", USAGE)], limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Say something.");
  await terminal.waitFor((now) => now.includes("⛶ 4% left"));
  // deno-lint-ignore no-control-regex
  assertMatch(terminal.colouredScreen(), /\x1b\[[0-9;]*31m4% left/);
});

function contextSegment(usage: Usage): string {
  const room = roomAfter(usage);
  return `ctx ${Math.floor(100 * room / CEILING_TOKENS)}% (${thousands(room)})`;
}
