// deno task picture: draws docs/watch.svg and docs/line.svg. The live pane runs in one terminal while
// the real client works in another, offline, against the scripted stand-in for the Messages API. The hours before
// that are laid into the store: nobody waits for an afternoon to draw a picture.

import { dirname, fromFileUrl, join } from "@std/path";
import { say } from "../../tests/client/support/answer.ts";
import { openBench } from "../../tests/client/support/bench.ts";
import { limitsAt } from "../../tests/client/support/messages_api.ts";
import { installTokenroom } from "../../tests/client/support/tokenroom.ts";
import { openShell } from "../../tests/support/shell.ts";
import { fillWatchedDay } from "../../tests/support/watched_day.ts";
import { drawScreen } from "./svg.ts";

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const USAGE = { input: 700, output: 9_000, cacheCreation: 6_000, cacheRead: 418_000 };
const RESETS_IN_SEC = 2 * 3600;
const WEEK_RESETS_IN_SEC = 3 * 86_400;

const now = Math.floor(Date.now() / 1000);
const limits = limitsAt(now, { utilization: 0.585, resetsInSec: RESETS_IN_SEC }, {
  utilization: 0.335,
  resetsInSec: WEEK_RESETS_IN_SEC,
});
await using bench = openBench({
  script: [say("The port was taken. Fixed and committed.", USAGE), say("Done.", USAGE)],
  limits,
  zone: "Asia/Tokyo",
});
const executable = await installTokenroom(bench.home);
fillWatchedDay(join(bench.home.dir, ".tokenroom"), now, {
  configDir: join(bench.home.dir, ".claude"),
  leftPct: 42,
  resetsInSec: RESETS_IN_SEC,
});
const client = await bench.terminal({ columns: 100, rows: 24 });
const PATH = `${dirname(executable)}:/usr/bin:/bin`;
await using shell = await openShell(bench.home.dir, { columns: 132, rows: 28, env: { PATH } });
shell.run(executable, "watch");
await client.submit("Why is the integration test flaky?");
await client.waitFor((screen) => /⛶ 41% left/.test(screen));
await client.submit("And the other one?");
await client.waitFor((screen) => /Done\./.test(screen));
await shell.waitFor((screen) => /41% left/.test(screen) && /▸ project/.test(screen));
Deno.writeTextFileSync(
  join(ROOT, "docs", "watch.svg"),
  drawScreen(
    shell.coloured(),
    "tokenroom watch: two windows, the context, a burn-down chart with its forecast, four sessions, plans and a wall",
  ),
);
shell.press("q");
await shell.prompt();

// A tmux in a tmux: its bar is drawn only where somebody looks at it.
shell.resize(100, 5);
const socket = join(bench.home.dir, "bar.socket");
const recipe = join(ROOT, "docs", "integrations", "tmux.conf");
const line = "clear; tokenroom line --format '{project} {5h.bar} {5h} ↻{5h.reset} · {ctx}'; cat";
Deno.writeTextFileSync(join(bench.home.dir, "bar"), line);
const session = ["new-session", 'sh "$HOME/bar"'];
// Its own colours stand on a background, which a picture does not draw.
const colours = ["set", "-g", "status-style", "fg=green,bg=default"];
shell.run("tmux", "-u", "-S", socket, "-f", recipe, ...session, ";", ...colours);
await shell.waitFor((screen) => /█ ?.*41%[^]*5h 41% ↻/.test(screen));
Deno.writeTextFileSync(
  join(ROOT, "docs", "line.svg"),
  drawScreen(
    shell.coloured(),
    "tokenroom line in the status bar of tmux, and with a template of its own above it",
  ),
);
shell.run("tmux", "-S", socket, "kill-server");
