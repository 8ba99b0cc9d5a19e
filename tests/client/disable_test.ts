import { assertEquals } from "@std/assert";
import { call, say, type Usage } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import { limitsAt } from "./support/messages_api.ts";
import { textOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };

terminalTest("TOKENROOM_DISABLE=1 keeps every injection out of every request", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.97, resetsInSec: 7200 });
  const script = [call("Bash", { command: "true" }, USAGE), say("One.", USAGE), say("Two.", USAGE)];
  const env = { TOKENROOM_DISABLE: "1" };
  await using bench = openBench({ script, limits, env });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("First.");
  // The HUD is the person's, not an injection: its figure shows that a stamp would have had one.
  await terminal.waitFor((screen) => screen.includes("⛶ 3% left"));
  await terminal.submit("Second.");
  await bench.turn(2);
  const injected = bench.api.requests.filter((request) => textOf(request).includes("[tokenroom] "));
  assertEquals(injected.map((request) => request.index), []);
});
