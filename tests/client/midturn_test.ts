import { assertEquals, assertStringIncludes } from "@std/assert";
import { call, say } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { clockIn, nowSec } from "./support/expected.ts";
import { heldCall, release } from "./support/held_call.ts";
import { limitsAt } from "./support/messages_api.ts";
import { contextsOf, type RecordedRequest } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

const ZONE = "Asia/Kolkata";

// Late enough in the window for no forecast to speak first, and not yet so late that advice changes.
const RESETS_IN_SEC = 1000;

terminalTest("a long turn is told each edge once, and nothing in between", async () => {
  const steps = [
    { used: 0.4, hud: "60% left", told: null },
    { used: 0.74, hud: "26% left", told: null },
    { used: 0.76, hud: "24% left", told: "5h: 24% left" },
    { used: 0.91, hud: "9% left", told: "5h: 9% left" },
    { used: 0.955, hud: "4% left", told: "5h: 4% left" },
    { used: 0.985, hud: "1% left", told: "5h: 1% left" },
    { used: 0.99, hud: "1% left", told: null },
  ];
  const limits = limitsAt(nowSec(), { utilization: 0, resetsInSec: RESETS_IN_SEC });
  const script = (_: unknown, index: number) => {
    const step = steps[index];
    if (step === undefined) return say("Done.");
    limits.fiveHour.utilization = step.used;
    return heldCall(String(index));
  };
  await using bench = openBench({ script, limits, zone: ZONE });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Work.");
  for (const [index, { hud }] of steps.entries()) {
    await terminal.waitFor((screen) => screen.includes(`⛶ ${hud}`));
    release(bench.home, String(index));
    await bench.turn(index + 1);
  }
  const told = bench.api.turns().map(updatesIn);
  const news = told.slice(1).map((updates, index) => updates.slice(told[index]?.length));
  const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
  assertEquals(
    news.map((updates) => updates.map((update) => update.split(", resets ")[0])),
    steps.map(({ told }) => told === null ? [] : [`[tokenroom] quota — ${told}`]),
  );
  const [quarter = "", tenth = "", twentieth = "", fiftieth = ""] = told.at(-1) ?? [];
  for (const update of [quarter, tenth, twentieth, fiftieth]) {
    assertStringIncludes(update, ` left, resets ${reset}`);
  }
  assertEquals(ADVICE.filter((advice) => quarter.includes(advice)), []);
  assertStringIncludes(tenth, "small steps, each committed");
  assertStringIncludes(twentieth, "finishing moves only");
  assertStringIncludes(fiftieth, "start nothing new");
});

terminalTest("a figure that comes after the batch is told with the next one", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.7, resetsInSec: RESETS_IN_SEC });
  // The second call ends before the statusline is rendered with its response's figure.
  const script = (_: unknown, step: number) => {
    if (step === 1) limits.fiveHour.utilization = 0.76;
    const calls = [heldCall("seen"), call("Bash", { command: "true" }), heldCall("moved")];
    return calls[step] ?? say("Done.");
  };
  await using bench = openBench({ script, limits });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("⛶ 30% left"));
  release(bench.home, "seen");
  await terminal.waitFor((screen) => screen.includes("⛶ 24% left"));
  release(bench.home, "moved");
  const updates = updatesIn(await bench.turn(3));
  assertEquals(updates.map((update) => update.split(",")[0]), ["[tokenroom] quota — 5h: 24% left"]);
});

terminalTest("an improvement is not told mid-turn", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.97, resetsInSec: RESETS_IN_SEC });
  const script = (_: unknown, step: number) => {
    if (step === 1) {
      limits.fiveHour = { utilization: 0.02, resetsAt: limits.fiveHour.resetsAt + 18_000 };
    }
    return step < 2 ? heldCall(String(step)) : say("Done.");
  };
  await using bench = openBench({ script, limits });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("⛶ 3% left"));
  release(bench.home, "0");
  await terminal.waitFor((screen) => screen.includes("⛶ 98% left"));
  release(bench.home, "1");
  assertEquals(contextsOf(await bench.turn(2), "PostToolBatch"), []);
});

const ADVICE = ["small steps", "finishing moves", "start nothing new"];

/** What the model was told of its quota mid-turn, in the order of the conversation. */
function updatesIn(request: RecordedRequest): string[] {
  return contextsOf(request, "PostToolBatch").filter((text) => text.includes("quota — "));
}
