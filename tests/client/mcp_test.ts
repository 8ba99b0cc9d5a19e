// Agents of the real client that ask: whose figures they get, and what becomes of work they put off.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { COMMAND_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import type { Entry } from "../../src/model/entry.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { aPayload } from "../support/reports.ts";
import { call, say } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import type { Home } from "./support/home.ts";
import { limitsAt, type ScriptedLimits } from "./support/messages_api.ts";
import { printMode, runInHome } from "./support/print_mode.ts";
import { contextsOf, toolResultsOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { until } from "./support/waiting.ts";

const FIT = "mcp__tokenroom__fit_check";
const PLAN = "mcp__tokenroom__plan_resume";
const settings = { permissions: { allow: ["mcp__tokenroom"] } };
// From the first answer on; a loaded machine may be slow to get from there to the call.
const SOON_SEC = 25;

terminalTest(
  "an agent that is told to defer puts the work off and is told of it after the reset",
  async () => {
    const limits = limitsAt(nowSec(), { utilization: 0.99, resetsInSec: HOUR });
    const script = (_: unknown, step: number) => {
      if (step === 0) limits.fiveHour.resetsAt = nowSec() + SOON_SEC;
      if (step === 4) limits.fiveHour = { utilization: 0.01, resetsAt: nowSec() + 5 * HOUR };
      if (step === 1) return call(FIT, { est_tokens: 300_000 });
      if (step === 2) {
        return call(PLAN, {
          summary: "migrate the tests",
          blocked_on: "five_hour",
          queue: ["read"],
        });
      }
      return say(`Step ${step}.`);
    };
    await using bench = openBench({ script, limits, settings });
    await installTokenroom(bench.home);
    const terminal = await bench.terminal();
    await terminal.submit("Begin.");
    await terminal.waitFor((screen) => screen.includes("⛶ 1% left"));
    await terminal.submit("Migrate all tests.");
    const [fit = ""] = toolResultsOf(await bench.turn(2));
    assertMatch(
      fit,
      /1% of 5h left, resets \d\d:\d\d \(in \d+s\): plan_resume this job \(blocked_on five_hour\)/,
    );
    const [, plan = ""] = toolResultsOf(await bench.turn(3));
    assertMatch(plan, /Plan \d+ queued: ready \d\d:\d\d/);
    await terminal.waitFor((screen) => screen.includes("Step 3."));
    assertEquals(consultsIn(bench.home).map(({ detail }) => detail), [
      { tool: "fit_check", verdict: "defer" },
      { tool: "plan_resume", verdict: "queued" },
    ]);
    await passed(limits);
    await terminal.submit("Good morning.");
    const stamps = contextsOf(await bench.turn(4), "UserPromptSubmit");
    const told = stamps.map((text) => /plan \d+ ready since .*"migrate the tests"/.test(text));
    assertEquals([told.at(-1), told.indexOf(true)], [true, told.length - 1]);
  },
);

terminalTest("each session is told its own account's figures, also after /clear", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 2 * HOUR });
  const script = (_: unknown, step: number) =>
    step % 2 === 1 ? call(FIT, { est_tokens: 1_000 }) : say(`Step ${step}.`);
  await using bench = openBench({ script, limits, settings });
  const { home } = bench;
  const executable = await installTokenroom(home);
  const terminal = await bench.terminal();
  await terminal.submit("Begin.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));

  // Another session of the same directory, logged in to another account.
  const other = crypto.randomUUID();
  const place = { now: nowSec, config: { dir: join(home.dir, ".claude") } };
  const payload = aPayload(place, {
    session: other,
    usedPct: 96,
    weekResetsAt: nowSec() + 5 * DAY,
  });
  await runInHome(home, [executable, "tap"], { input: JSON.stringify(payload) });
  const { code, stderr } = await printMode(home, "Do it.", { args: ["--session-id", other] });
  assertEquals(code, 0, stderr);
  assertMatch(toolResultsOf(await bench.turn(2)).at(-1) ?? "", /\b4% of 5h left/);

  await terminal.submit("And you?");
  await terminal.waitFor((screen) => screen.includes("Step 4."));
  const mine = toolResultsOf(await bench.turn(4)).at(-1) ?? "";
  assertMatch(mine, /60% left|"left_pct": ?60/);

  await terminal.submit("/clear");
  await terminal.waitFor((screen) => !screen.includes("Step 4."));
  await terminal.submit("Once more.");
  await terminal.waitFor((screen) => screen.includes("Step 6."));
  const cleared = toolResultsOf(await bench.turn(6)).at(-1) ?? "";
  assertMatch(cleared, /60% left|"left_pct": ?60/);
  const [first, second, third] = consultsIn(home);
  assertEquals(first?.sessionId, other);
  assert(second?.sessionId !== third?.sessionId, "the session changed under a living server");
  assertEquals([second, third].map((entry) => entry?.account === first?.account), [false, false]);
});

/** What was asked, oldest first. */
function consultsIn(home: Home): Entry[] {
  const store = openStore(join(home.dir, ".tokenroom"), COMMAND_BUSY_MS, nowSec());
  try {
    return readEntries(store, "consult", 20).reverse();
  } finally {
    store.db.close();
  }
}

async function passed({ fiveHour: { resetsAt } }: ScriptedLimits): Promise<void> {
  await until(() => nowSec() > resetsAt ? true : null, () => `${resetsAt} is still ahead`);
}
