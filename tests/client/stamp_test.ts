import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { call, say, type Usage } from "./support/answer.ts";
import { clientTest, openBench, terminalTest } from "./support/bench.ts";
import { clockIn, datesBetween, nowSec, roomAfter, thousands } from "./support/expected.ts";
import { limitsAt } from "./support/messages_api.ts";
import { printModeHooks } from "./support/print_mode.ts";
import { contextsOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

const ZONE = "Asia/Kolkata";
const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };

terminalTest("the model receives the stamp with the true figures", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [say("Heard.", USAGE), say("Again.", USAGE)];
  await using bench = openBench({ script, limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Say something.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  const from = nowSec();
  await terminal.submit("And again.");
  const request = await bench.turn(1);
  const [stamp, ...more] = contextsOf(request, "UserPromptSubmit");
  assert(stamp !== undefined);
  assertEquals(more, []);
  const dates = datesBetween(ZONE, from, Math.ceil(request.at));
  const [lead] = stamp.split(" · ");
  assert(dates.some((date) => lead === `[tokenroom] now ${date}`), `${lead}, not of ${dates}`);
  const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
  assertStringIncludes(stamp, ` · quota — 5h: 60% left, resets ${reset} · `);
  const room = thousands(roomAfter(USAGE));
  assertStringIncludes(stamp, ` · context — ~${room} tokens before compaction`);
});

terminalTest(
  "a stamp's context is that of the turn's last answer, tool calls included",
  async () => {
    const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
    const grown: Usage = { input: 500, output: 500, cacheCreation: 10_000, cacheRead: 516_000 };
    const script = [
      call("Bash", { command: "true" }, USAGE),
      say("Ran.", grown),
      say("Again.", grown),
    ];
    await using bench = openBench({ script, limits, zone: ZONE });
    await installTokenroom(bench.home);
    const terminal = await bench.terminal();
    await terminal.submit("Run it.");
    const room = thousands(roomAfter(grown));
    await terminal.waitFor((screen) => screen.includes(`(${room})`));
    await terminal.submit("And again.");
    const stamps = contextsOf(await bench.turn(2), "UserPromptSubmit");
    assertEquals(stamps.length, 1);
    assertStringIncludes(stamps[0] ?? "", `context — ~${room} tokens before compaction`);
  },
);

clientTest("without any figure the hooks succeed and claim nothing", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  await using bench = openBench({ script: [say("Heard.", USAGE)], limits, zone: ZONE });
  await installTokenroom(bench.home);
  const hooks = await printModeHooks(bench.home, "Say something.");
  const ended = hooks.map(({ event, exitCode, stderr }) => [event, exitCode, stderr]);
  assertEquals(ended, [["SessionStart", 0, ""], ["UserPromptSubmit", 0, ""], ["Stop", 0, ""]]);
  const request = await bench.turn(0);
  const given = [
    ...hooks.map((hook) => hook.stdout),
    ...contextsOf(request, "SessionStart"),
    ...contextsOf(request, "UserPromptSubmit"),
  ];
  assertEquals(given.filter((text) => /% left|resets|tokens before/.test(text)), []);
});
