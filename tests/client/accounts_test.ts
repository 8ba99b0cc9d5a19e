import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { say, type Usage } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import type { Home } from "./support/home.ts";
import { limitsAt, serveMessagesApi } from "./support/messages_api.ts";
import { runInHome } from "./support/print_mode.ts";
import { contextsOf } from "./support/request.ts";
import { openTerminal } from "./support/terminal.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { until } from "./support/waiting.ts";

const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };
const SCRIPT = [say("One.", USAGE), say("Two.", USAGE), say("Three.", USAGE)];
const WORK = { utilization: 0.3, resetsInSec: 2 * 86_400 };
const PRIVATE = { utilization: 0.1, resetsInSec: 5 * 86_400 };

terminalTest("a login to another account is announced once, by the next stamp", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.9, resetsInSec: 7200 }, WORK);
  await using bench = openBench({ script: SCRIPT, limits });
  const executable = await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("First.");
  await terminal.waitFor((screen) => screen.includes("⛶ 10% left"));
  const named = await runInHome(bench.home, [executable, "account", "label", "work"]);
  assertEquals([named.code, named.stderr], [0, ""]);
  // The service answers for another account from here on, as it does after a login.
  Object.assign(limits, limitsAt(nowSec(), { utilization: 0.2, resetsInSec: 15_000 }, PRIVATE));
  await terminal.submit("Second.");
  await terminal.waitFor((screen) => screen.includes("⛶ 80% left"));
  await terminal.submit("Third.");
  await terminal.waitFor((screen) => screen.includes("Three."));
  await terminal.submit("Fourth.");
  const [first, second, last, ...more] = contextsOf(await bench.turn(3), "UserPromptSubmit");
  assertEquals(more, []);
  assert(!first?.includes("switched") && first?.includes("5h: 10% left"), first);
  assert(second?.startsWith("[tokenroom] account switched — now on another account"), second);
  assertStringIncludes(second ?? "", "5h: 80% left");
  assert(!last?.includes("switched") && last?.includes("5h: 80% left"), last);
  const list = await runInHome(bench.home, [executable, "account"]);
  assert(/^\* {2}a-\w+ +5h 80%/m.test(list.stdout), list.stdout);
  assert(/^ {3}work \(a-\w+\) +5h 10%/m.test(list.stdout), list.stdout);
});

terminalTest(
  "two directories, two accounts: each session sees its own, and run finds the fresh one",
  async () => {
    const limits = limitsAt(nowSec(), { utilization: 0.9, resetsInSec: 7200 }, WORK);
    const others = limitsAt(nowSec(), { utilization: 0.2, resetsInSec: 15_000 }, PRIVATE);
    await using bench = openBench({ script: SCRIPT, limits });
    const second = serveMessagesApi(SCRIPT, others);
    try {
      const home = secondHome(bench.home, second.url);
      const dirs = [join(bench.home.dir, ".claude"), home.env.CLAUDE_CONFIG_DIR ?? ""];
      const executable = await installTokenroom(bench.home, dirs);
      const terminal = await bench.terminal();
      await terminal.submit("First.");
      await terminal.waitFor((screen) => screen.includes("⛶ 10% left"));
      const label = (name: string) => runInHome(bench.home, [executable, "account", "label", name]);
      assertEquals((await label("work")).code, 0);
      const fresh = await openTerminal(home);
      await fresh.submit("First.");
      await fresh.waitFor((screen) => screen.includes("⛶ 80% left"));
      assertEquals((await label("home")).code, 0);
      await fresh.submit("Second.");
      await terminal.submit("Second.");
      const told = contextsOf(await bench.turn(1), "UserPromptSubmit").at(-1) ?? "";
      assertStringIncludes(told, "5h: 10% left");
      assertStringIncludes(told, "'home' has 80% left: finish this unit at full speed");
      const its = await until(
        () => second.turns()[1] ?? null,
        () => "the other client sent nothing",
      );
      assertStringIncludes(contextsOf(its, "UserPromptSubmit").at(-1) ?? "", "5h: 80% left");
      await fresh.close();
      // Launched by tokenroom, the client has the terminal, and the directory of the fresh account.
      const env = { ...home.env, CLAUDE_CONFIG_DIR: "" };
      // A terminal of its own: the former one may still be about to leave.
      const dir = join(bench.home.dir, "third");
      Deno.mkdirSync(dir);
      const launched = await openTerminal({ ...home, dir, env, client: executable }, {
        args: ["run"],
      });
      await launched.submit("Third.");
      await launched.waitFor((screen) => screen.includes("⛶ 80% left"));
      await launched.close();
      const dry = await runInHome(bench.home, [executable, "run", "--dry-run"]);
      assertEquals(dry.stdout, `home: CLAUDE_CONFIG_DIR='${dirs[1]}' claude\n`);
    } finally {
      await second.close();
    }
  },
);

// The same person's second configuration directory, logged in elsewhere.
function secondHome(home: Home, url: string): Home {
  const dir = join(home.dir, ".claude-second");
  const terminal = join(home.dir, "second");
  for (const path of [dir, terminal]) Deno.mkdirSync(path);
  Deno.copyFileSync(home.clientStatePath, join(dir, ".claude.json"));
  const env = { ...home.env, CLAUDE_CONFIG_DIR: dir, ANTHROPIC_BASE_URL: url };
  return { ...home, dir: terminal, env };
}
