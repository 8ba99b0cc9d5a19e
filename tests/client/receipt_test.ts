import { assertEquals } from "@std/assert";
import { call, callAll, say, type Usage } from "./support/answer.ts";
import { openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import { heldCall, holdUntil, release } from "./support/held_call.ts";
import { limitsAt } from "./support/messages_api.ts";
import { contextsOf, type RecordedRequest } from "./support/request.ts";
import { installTokenroom } from "./support/tokenroom.ts";

// Dear in output alone, so that the context stays far from its edges: $1.20 at $10 a million.
const DEAR: Usage = { input: 500, output: 120_000 };
const CHEAP: Usage = { input: 500, output: 100 };

terminalTest("a call that costs a dollar gets a receipt with its tool's name", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [heldCall("first", DEAR), heldCall("second", CHEAP)];
  await using bench = openBench({ script, limits });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  release(bench.home, "first");
  await bench.turn(1);
  release(bench.home, "second");
  const receipts = receiptsIn(await bench.turn(2));
  assertEquals(receipts, ["receipt: that Bash cost $1.20 — 60% left"]);
});

terminalTest("a batch that moves the window gets one receipt for all its calls", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const quick = { tool: "Bash", input: { command: "true" } };
  const script = (_: unknown, step: number) => {
    if (step === 1) limits.fiveHour.utilization = 0.45;
    const batch = [quick, holdUntil("moved"), quick];
    return [heldCall("seen", CHEAP), callAll(batch, DEAR)][step] ?? say("Done.", CHEAP);
  };
  await using bench = openBench({ script, limits });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  release(bench.home, "seen");
  await terminal.waitFor((screen) => screen.includes("⛶ 55% left"));
  release(bench.home, "moved");
  const receipts = receiptsIn(await bench.turn(2));
  assertEquals(receipts, ["receipt: those 3 calls cost ≈5% of the 5h window (+$1.20) — 55% left"]);
});

terminalTest("an answer that is dear is billed once, however short its tools are", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  // A tool so short is over before the client has written down the answer that called it.
  const quick = (usage: Usage) => call("Bash", { command: "true" }, usage);
  const script = [heldCall("seen", CHEAP), ...[CHEAP, DEAR, CHEAP, CHEAP, CHEAP].map(quick)];
  await using bench = openBench({ script, limits });
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("Work.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  release(bench.home, "seen");
  const receipts = receiptsIn(await bench.turn(6));
  assertEquals(receipts, ["receipt: that Bash cost $1.20 — 60% left"]);
});

/** The receipts that the model was given mid-turn, in the order of the conversation. */
function receiptsIn(request: RecordedRequest): string[] {
  return contextsOf(request, "PostToolBatch")
    .flatMap((text) => text.replace(/^\[tokenroom\] /, "").split(" · "))
    .filter((part) => part.startsWith("receipt: "));
}
