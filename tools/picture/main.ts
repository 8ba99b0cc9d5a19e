// deno task picture: draws docs/hud.svg from a real run of the client in a terminal, offline, against
// the scripted stand-in for the Messages API.

import { fromFileUrl, join } from "@std/path";
import { say } from "../../tests/client/support/answer.ts";
import { openBench } from "../../tests/client/support/bench.ts";
import { limitsAt } from "../../tests/client/support/messages_api.ts";
import { installTokenroom } from "../../tests/client/support/tokenroom.ts";
import { drawScreen } from "./svg.ts";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const USAGE = { input: 700, output: 900, cacheCreation: 6_000, cacheRead: 418_000 };

const now = Date.now() / 1000;
const limits = limitsAt(now, { utilization: 0.4, resetsInSec: 3 * 3600 });
const answer = say(
  "The flaky test waits for a port that is already taken. Fixed and committed.",
  USAGE,
);
await using bench = openBench({ script: [answer], limits, zone: "Asia/Tokyo" });
await installTokenroom(bench.home);
const terminal = await bench.terminal({ columns: 100, rows: 24 });
await terminal.submit("Why is the integration test flaky?");
await terminal.waitFor((screen) => /⛶ 60% left/.test(screen));
const lines = terminal.colouredScreen().split("\n");
const first = lines.findIndex((line) => line.includes("Why is the integration test flaky?"));
const screen = lines.slice(first).join("\n");
Deno.writeTextFileSync(
  join(ROOT, "docs", "hud.svg"),
  drawScreen(screen, "Claude Code in a terminal with tokenroom's line under the prompt"),
);
