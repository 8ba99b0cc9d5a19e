import { assertEquals } from "@std/assert";
import { type Answer, call, say, type Usage } from "./support/answer.ts";
import { type Bench, clientTest, openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import { heldCall, release } from "./support/held_call.ts";
import { limitsAt } from "./support/messages_api.ts";
import { printMode } from "./support/print_mode.ts";
import { contextsOf, type RecordedRequest, textOf } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

const LAUNCH = { description: "count", prompt: "Count the files.", subagent_type: "claude" };
const ALLOWED = ["--allowedTools", "Agent,Bash"];

const CHEAP: Usage = { input: 500, output: 100 };
// Dear in output alone, at $10 a million: $1.30, nearly all of it in the last answer, which the client
// may write down after it has ended the subagent.
const SUBAGENT: readonly Answer[] = [
  call("Bash", { command: "true" }, { input: 500, output: 20_000 }),
  say("Counted.", { input: 500, output: 110_000 }),
];

/** Steps of the main agent after it was told; none of them may tell it again. */
const STEPS_AFTER = 3;
/** Steps after which it stops waiting, far more than a subagent takes on a slow machine. */
const MOST_STEPS = 300;

/**
 * The main agent launches a subagent, which the client runs in the background, and goes on in steps
 * so small that one may come before the last answer is written, until it was told what the subagent
 * cost, and a little longer.
 */
function delegate(before: readonly Answer[]) {
  const opening = [...before, call("Agent", LAUNCH, CHEAP)];
  let toldAt: number | null = null;
  return (request: RecordedRequest, step: number): Answer => {
    const next = opening[step];
    if (next !== undefined) return next;
    if (toldAt === null && receiptsIn(request).length > 0) toldAt = step;
    return step > (toldAt ?? MOST_STEPS) + STEPS_AFTER
      ? say("All done.", CHEAP)
      : call("Bash", { command: "true" }, CHEAP);
  };
}

terminalTest("what a subagent cost is told once to the agent that launched it", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  await using bench = openBench({ script: delegate([heldCall("seen", CHEAP)]), limits });
  bench.api.subagentScript = SUBAGENT;
  await installTokenroom(bench.home);
  const terminal = await bench.terminal({ args: ["--permission-mode", "default", ...ALLOWED] });
  await terminal.submit("Delegate.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  release(bench.home, "seen");
  await terminal.waitFor((screen) => screen.includes("All done."));
  assertTold(bench, "receipt: subagent claude cost $1.30 — 60% left");
});

clientTest("in print mode, where no window is known, it is told in dollars", async () => {
  await using bench = openBench({ script: delegate([]) });
  bench.api.subagentScript = SUBAGENT;
  await installTokenroom(bench.home);
  const { code, stdout } = await printMode(bench.home, "Delegate.", { args: ALLOWED });
  assertEquals([code, stdout], [0, "All done.\n"]);
  assertTold(bench, "receipt: subagent claude cost $1.30");
});

function assertTold({ api }: Bench, receipt: string): void {
  assertEquals(receiptsIn(api.turns().at(-1)), [receipt]);
  const ofSubagents = api.requests.filter(({ kind }) => kind === "subagent");
  assertEquals(ofSubagents.length, SUBAGENT.length);
  assertEquals(ofSubagents.filter((request) => textOf(request).includes("receipt: ")), []);
}

/** The receipts of the whole conversation, whichever event told them. */
function receiptsIn(request: RecordedRequest | undefined): string[] {
  if (request === undefined) return [];
  return ["PostToolBatch", "UserPromptSubmit", "SubagentStop", "Stop"]
    .flatMap((event) => contextsOf(request, event))
    .flatMap((text) => text.replace(/^\[tokenroom\] /, "").split(" · "))
    .filter((part) => part.startsWith("receipt: "));
}
