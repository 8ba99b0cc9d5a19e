import { assertEquals, assertNotMatch } from "@std/assert";
import { callAll, say } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import { heldCall, holdUntil, release } from "./support/held_call.ts";
import type { Home } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { contextsOf, textOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

terminalTest("the client takes an installation's settings and tells a batch once", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 1000 });
  const quick = { tool: "Bash", input: { command: "true" } };
  const script = (_: unknown, step: number) => {
    if (step === 1) limits.fiveHour.utilization = 0.95;
    return [heldCall("seen"), callAll([quick, holdUntil("moved"), quick])][step] ?? say("Done.");
  };
  await using bench = openBench({ script, limits });
  await installTokenroom(bench.home);
  assertEquals(wiredEvents(bench.home), [
    "SessionStart",
    "UserPromptSubmit",
    "PreToolUse Agent|Task|Workflow",
    "PostToolBatch",
    "SubagentStop",
    "Stop",
    "StopFailure rate_limit",
    "PreCompact",
    "Notification auth_success",
    "SessionEnd",
  ]);
  const terminal = await bench.terminal();
  assertNotMatch(terminal.screen(), COMPLAINT);
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  release(bench.home, "seen");
  await terminal.waitFor((screen) => screen.includes("⛶ 5% left"));
  release(bench.home, "moved");
  const request = await bench.turn(2);
  assertEquals(contextsOf(request, "PostToolBatch").length, 1);
  assertEquals(textOf(request).split("5h: 5% left").length - 1, 1);
  const screen = await terminal.waitFor((now) => now.includes("Done."));
  assertNotMatch(screen, COMPLAINT);
});

terminalTest("TOKENROOM_DISABLE=1 keeps a window that worsens out of the turn", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 1000 });
  const script = (_: unknown, step: number) => {
    if (step === 1) limits.fiveHour.utilization = 0.99;
    return step < 2 ? heldCall(String(step)) : say("Done.");
  };
  await using bench = openBench({ script, limits, env: { TOKENROOM_DISABLE: "1" } });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  release(bench.home, "0");
  await terminal.waitFor((screen) => screen.includes("⛶ 1% left"));
  release(bench.home, "1");
  assertEquals(textOf(await bench.turn(2)).includes("[tokenroom] "), false);
});

/** What the client shows of settings or hooks that it does not like. */
const COMPLAINT = /settings|malformed|invalid|hook error|hook failed|schema/i;

/** Each event that settings.json wires, with its matcher, in the order of the file. */
function wiredEvents(home: Home): string[] {
  const { hooks } = JSON.parse(Deno.readTextFileSync(home.settingsPath)) as {
    readonly hooks: Readonly<Record<string, readonly { readonly matcher?: string }[]>>;
  };
  return Object.entries(hooks).flatMap(([event, groups]) =>
    groups.map(({ matcher }) => matcher === undefined ? event : `${event} ${matcher}`)
  );
}
