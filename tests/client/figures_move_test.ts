import { assertEquals, assertStringIncludes } from "@std/assert";
import { say, type Usage } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { clockIn, nowSec, roomAfter, thousands } from "./support/expected.ts";
import { limitsAt } from "./support/messages_api.ts";
import { contextsOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

const ZONE = "America/New_York";
const FIRST: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };
// Takes more than a quarter of the room: a smaller move of so much room is not told again.
const SECOND: Usage = { input: 700, output: 300, cacheCreation: 9000, cacheRead: 326_000 };

terminalTest("HUD and next stamp follow the headers from turn to turn", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [say("One.", FIRST), say("Two.", SECOND), say("Three.", SECOND)];
  await using bench = openBench({ script, limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("First.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  limits.fiveHour.utilization = 0.63;
  await terminal.submit("Second.");
  await terminal.waitFor((screen) => screen.includes("⛶ 37% left"));
  await terminal.submit("Third.");
  const stamps = contextsOf(await bench.turn(2), "UserPromptSubmit");
  assertEquals(stamps.length, 2);
  const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
  const [older = "", newer = ""] = stamps;
  assertStringIncludes(older, `5h: 60% left, resets ${reset}`);
  assertStringIncludes(older, `~${thousands(roomAfter(FIRST))} tokens`);
  assertStringIncludes(newer, `5h: 37% left, resets ${reset}`);
  assertStringIncludes(newer, `~${thousands(roomAfter(SECOND))} tokens`);
});

terminalTest(
  "a new window shows at once, though its figure is better than the old one",
  async () => {
    const limits = limitsAt(nowSec(), { utilization: 0.9, resetsInSec: 900 });
    const script = [say("One.", FIRST), say("Two.", SECOND), say("Three.", SECOND)];
    await using bench = openBench({ script, limits, zone: ZONE });
    await installTokenroom(bench.home);
    const terminal = await bench.terminal();
    await terminal.submit("First.");
    await terminal.waitFor((screen) => screen.includes("⛶ 10% left"));
    limits.fiveHour = { utilization: 0.02, resetsAt: limits.fiveHour.resetsAt + 18_000 };
    await terminal.submit("Second.");
    const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
    await terminal.waitFor((screen) => screen.includes(`⛶ 98% left ↻${reset}`));
    await terminal.submit("Third.");
    const stamp = contextsOf(await bench.turn(2), "UserPromptSubmit").at(-1) ?? "";
    assertStringIncludes(stamp, `5h: 98% left, resets ${reset}`);
  },
);

terminalTest("a scarce week is in the stamp beside the five hours", async () => {
  const week = { utilization: 0.88, resetsInSec: 3 * 3600 };
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 }, week);
  await using bench = openBench({ script: [say("One.", FIRST)], limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("First.");
  await terminal.waitFor((screen) => /⛶ 60% left.*week 12% left/.test(screen));
  await terminal.submit("Second.");
  const [stamp = ""] = contextsOf(await bench.turn(1), "UserPromptSubmit");
  assertStringIncludes(stamp, "5h: 60% left");
  assertStringIncludes(stamp, "7d: 12% left");
});
