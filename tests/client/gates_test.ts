import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { call, say, type Usage } from "./support/answer.ts";
import { type Bench, openBench, terminalTest } from "./support/bench.ts";
import { clockIn, nowSec } from "./support/expected.ts";
import type { Home } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { type RequestKind, toolResultsOf } from "./support/request.ts";
import type { Terminal } from "./support/terminal.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { until } from "./support/waiting.ts";

const ZONE = "Asia/Kolkata";
const LAUNCH = { description: "count", prompt: "Count the files.", subagent_type: "claude" };
const DELEGATING = ["--permission-mode", "default", "--allowedTools", "Agent"];

terminalTest("the launch gate denies a subagent late in a window, until it is opened", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.96, resetsInSec: 7200 });
  const launch = call("Agent", LAUNCH);
  const script = [say("Ready."), launch, say("Understood."), launch, say("Launched.")];
  await using bench = openBench({ script, limits, zone: ZONE });
  await installTokenroom(bench.home);
  configure(bench.home, { launch_gate: true });
  const terminal = await bench.terminal({ args: DELEGATING });
  await terminal.submit("Begin.");
  await terminal.waitFor((screen) => screen.includes("⛶ 4% left"));
  await terminal.submit("Delegate.");
  const [denial = "", ...more] = toolResultsOf(await bench.turn(2));
  assertEquals(more, []);
  const reset = clockIn(ZONE, limits.fiveHour.resetsAt);
  assertStringIncludes(denial, "[tokenroom] Agent not launched: 4% of the 5h window left");
  assertStringIncludes(denial, ` until ${reset}`);
  assertStringIncludes(denial, "Do it yourself in small committed steps");
  assertEquals(countOf("subagent", bench), 0);
  await terminal.waitFor((screen) => screen.includes("Understood."));
  configure(bench.home, {});
  await terminal.submit("Delegate again.");
  await anyOf("subagent", bench);
});

// The client compacts at 67,000 tokens then, once there is more than one exchange to compact.
const SMALL_WINDOW = { CLAUDE_CODE_AUTO_COMPACT_WINDOW: "100000" };
const FULL: Usage = { input: 70_000, output: 300 };

terminalTest("the compact guard holds the client's compaction, until it is off", async () => {
  await using bench = openBench(fillingUp());
  const terminal = await fullContext(bench);
  await terminal.submit("More.");
  await terminal.waitFor((screen) => screen.includes("Held."));
  assertEquals(countOf("compaction", bench), 0);
  configure(bench.home, { compact_guard_min: null });
  await terminal.submit("And more.");
  await anyOf("compaction", bench);
});

terminalTest("the compact guard leaves the person's own /compact alone", async () => {
  await using bench = openBench(fillingUp());
  const terminal = await fullContext(bench);
  await terminal.submit("/compact");
  await terminal.waitFor((screen) => screen.includes("Compacted"));
  assertEquals(countOf("compaction", bench), 1);
});

function fillingUp() {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 1000 });
  return {
    script: [say("Ready."), say("Full.", FULL), say("Held.", FULL)],
    limits,
    env: SMALL_WINDOW,
  };
}

/** Talks until the next prompt makes the client compact, with the guard on. */
async function fullContext(bench: Bench): Promise<Terminal> {
  await installTokenroom(bench.home);
  configure(bench.home, { compact_guard_min: 30 });
  const terminal = await bench.terminal();
  await terminal.submit("Begin.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  await terminal.submit("Go on.");
  await terminal.waitFor((screen) => screen.includes("Full."));
  return terminal;
}

function configure(home: Home, config: Readonly<Record<string, unknown>>): void {
  Deno.writeTextFileSync(join(home.dir, ".tokenroom", "config.json"), JSON.stringify(config));
}

function countOf(kind: RequestKind, { api }: Bench): number {
  return api.requests.filter((request) => request.kind === kind).length;
}

/** Returns as soon as a request of this kind has arrived. */
function anyOf(kind: RequestKind, bench: Bench): Promise<true> {
  const kinds = () => bench.api.requests.map((request) => request.kind).join(", ");
  return until(
    () => countOf(kind, bench) > 0 ? true : null,
    () => `the client sent no ${kind}, only: ${kinds()}`,
  );
}
