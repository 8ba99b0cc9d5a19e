import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { say, type Usage } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { nowSec, roomAfter, thousands } from "./support/expected.ts";
import { limitsAt } from "./support/messages_api.ts";
import { contextsOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };

terminalTest("a session on an API key has a context and no quota", async () => {
  // The headers are there, and are not this session's.
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [say("One.", USAGE), say("Two.", USAGE)];
  await using bench = openBench({ script, limits, account: "api-key" });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("First.");
  const room = thousands(roomAfter(USAGE));
  const screen = await terminal.waitFor((now) => now.includes(`ctx 97% (${room})`));
  const hud = screen.split("\n").find((row) => row.includes("⛶")) ?? "";
  assertNotMatch(hud, /left|↻|5h|week/);
  await terminal.submit("Second.");
  const stamps = contextsOf(await bench.turn(1), "UserPromptSubmit");
  assertEquals(stamps.length, 1);
  const [stamp = ""] = stamps;
  assertStringIncludes(stamp, "[tokenroom] now ");
  assertStringIncludes(stamp, ` · context — ~${room} tokens before compaction`);
  assertNotMatch(stamp, /quota|5h|7d|% left|resets/);
});
