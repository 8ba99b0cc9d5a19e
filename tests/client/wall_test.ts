import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Answer, call, say, transientLimit, usageLimit } from "./support/answer.ts";
import { type Bench, openBench, terminalTest } from "./support/bench.ts";
import { clockIn, nowSec } from "./support/expected.ts";
import { limitsAt, type ScriptedLimits } from "./support/messages_api.ts";
import { contextsOf } from "./support/request.ts";
import type { Terminal } from "./support/terminal.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { interruptionNoted } from "./support/wall_noted.ts";

const ZONE = "Asia/Kolkata";
const WRITE = call("Bash", { command: "echo begun > notes" });

terminalTest("a turn that died at the limit shows as 0% left, and is told once", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.9, resetsInSec: 7200 });
  await using bench = openBench(wallAt(2, limits));
  const terminal = await diesAtTheLimit(bench);
  await terminal.submit("Are you there?");
  await terminal.waitFor((screen) => screen.includes("Step 3."));
  await terminal.submit("And now?");
  const [before = "", told = "", after = ""] = contextsOf(await bench.turn(4), "UserPromptSubmit");
  assertEquals(wallsIn([before, told, after]), [wallSentence(limits)]);
  assertStringIncludes(told, wallSentence(limits));
  assertStringIncludes(told, "5h: 0% left");
});

terminalTest("a new session of the project is told at its start, and only then", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.9, resetsInSec: 7200 });
  await using bench = openBench(wallAt(2, limits));
  await (await diesAtTheLimit(bench)).close();
  const terminal = await bench.terminal();
  await terminal.submit("Good morning.");
  await terminal.waitFor((screen) => screen.includes("Step 3."));
  await terminal.submit("Go on.");
  const request = await bench.turn(4);
  const [start = "", ...more] = contextsOf(request, "SessionStart");
  assertEquals([wallsIn([start]), more], [[wallSentence(limits)], []]);
  const stamps = contextsOf(request, "UserPromptSubmit");
  assertEquals([stamps.length, wallsIn(stamps)], [2, []]);
});

terminalTest("a burst that is refused until the client gives up is no wall", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [say("Ready."), transientLimit(), transientLimit(), say("Back.")];
  const env = { CLAUDE_CODE_MAX_RETRIES: "1" };
  await using bench = openBench({ script, limits, env });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Begin.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("not your usage limit"));
  await terminal.submit("Again.");
  const stamps = contextsOf(await bench.turn(3), "UserPromptSubmit");
  assertEquals(wallsIn(stamps), []);
  assertStringIncludes(stamps.at(-1) ?? "", "5h: 60% left");
});

/** A bench where one step meets a window that is spent until its reset. */
function wallAt(wall: number, limits: ScriptedLimits) {
  const script = (_: unknown, step: number): Answer => {
    if (step < wall) return step === wall - 1 ? WRITE : say(`Step ${step}.`);
    limits.fiveHour.utilization = 1.02;
    return step === wall ? usageLimit() : say(`Step ${step}.`);
  };
  return { script, limits, zone: ZONE };
}

/** Works until the limit ends the turn, with one file left uncommitted. */
async function diesAtTheLimit(bench: Bench): Promise<Terminal> {
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Begin.");
  await terminal.waitFor((screen) => screen.includes("⛶ 10% left"));
  await terminal.submit("Work.");
  await terminal.waitFor((screen) =>
    screen.includes("⛶ ⛔ 0% left") && !screen.includes("esc to interrupt")
  );
  await interruptionNoted(bench.home);
  return terminal;
}

function wallSentence({ fiveHour }: ScriptedLimits): string {
  return `(1 uncommitted file on main); it refills ${clockIn(ZONE, fiveHour.resetsAt)}`;
}

/** What these texts say of walls, after the instant, which the test does not know to the minute. */
function wallsIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(" · "))
    .flatMap((part) => /a turn died at the 5h limit at \d\d:\d\d (.*)/.exec(part)?.[1] ?? []);
}
