import { assertMatch } from "@std/assert";
import { say, type Usage } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { CEILING_TOKENS, clockIn, nowSec, roomAfter, thousands } from "./support/expected.ts";
import { limitsAt } from "./support/messages_api.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { until } from "./support/waiting.ts";

const ZONE = "Asia/Kolkata";
const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };

terminalTest("the HUD on the client's screen shows the scripted figures", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  await using bench = openBench({ script: [say("Heard.", USAGE)], limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Say something.");
  const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
  const hud = `⛶ 60% left ↻${reset} · ${contextSegment(USAGE)}`;
  await terminal.waitFor((now) => now.includes(hud));
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
  // deno-lint-ignore no-control-regex
  const red = /\x1b\[[0-9;]*31m4% left/;
  await until(() => red.test(terminal.colouredScreen()) ? true : null, terminal.colouredScreen);
});

function contextSegment(usage: Usage): string {
  const room = roomAfter(usage);
  return `ctx ${Math.floor(100 * room / CEILING_TOKENS)}% (${thousands(room)})`;
}
