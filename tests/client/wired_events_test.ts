// What the client makes of the events that we wire: a recorder in our place is called for what our
// matchers say, and another one without any matcher for everything.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { wireSettings } from "../../src/clients/claude_code/settings.ts";
import { HOOK_TIMEOUT_SEC, WIRED_EVENTS } from "../../src/clients/claude_code/wiring.ts";
import { call, callAll, failure, promptTooLong, say, usageLimit } from "./support/answer.ts";
import { clientTest, openBench } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import { type Home, writeScript } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { printMode } from "./support/print_mode.ts";
import { installTokenroom } from "./support/tokenroom.ts";

clientTest(
  "PreToolUse calls us for launches alone, PostToolBatch once for all calls of a message",
  async () => {
    const launch = { description: "count", prompt: "Count.", subagent_type: "claude" };
    const bash = { tool: "Bash", input: { command: "true" } };
    const script = [callAll([bash, bash]), call("Agent", launch), say("Launched.")];
    await using bench = openBench({ script });
    record(bench.home);
    await printMode(bench.home, "Delegate.", { args: ["--allowedTools", "Agent,Bash"] });
    const tools = (event: string, recorder: Recorder) =>
      eventsOf(bench.home, recorder, event).map(({ tool_name }) => tool_name);
    assertEquals(tools("PreToolUse", "unmatched"), ["Bash", "Bash", "Agent"]);
    assertEquals(tools("PreToolUse", "ours"), ["Agent"]);
    const batches = eventsOf(bench.home, "ours", "PostToolBatch").map(({ tool_calls }) =>
      tool_calls?.map(({ tool_name }) => tool_name)
    );
    assertEquals(batches, [["Bash", "Bash"], ["Agent"]]);
    assertEquals(tools("PostToolUse", "ours"), []);
  },
);

clientTest("StopFailure calls us for a refusal by a limit, not for other failures", async () => {
  const limits = limitsAt(nowSec(), { utilization: 1.02, resetsInSec: 3600 });
  const refused = failure(400, "invalid_request_error", "No.");
  const script = (_: unknown, step: number) => step === 0 ? usageLimit() : refused;
  await using bench = openBench({ script, limits });
  record(bench.home);
  await printMode(bench.home, "Try.");
  await printMode(bench.home, "Try again.");
  const errors = (recorder: Recorder) =>
    eventsOf(bench.home, recorder, "StopFailure").map(({ error }) => error);
  assertEquals(errors("unmatched"), ["rate_limit", "unknown"]);
  assertEquals(errors("ours"), ["rate_limit"]);
});

clientTest(
  "PreCompact calls us for the client's own compaction and for the person's",
  async () => {
    const script = [say("Once."), promptTooLong(), say("Again."), say("Thrice.")];
    await using bench = openBench({ script });
    record(bench.home);
    await printMode(bench.home, "A first prompt.");
    await printMode(bench.home, "Go on.", { args: ["--continue"] });
    await printMode(bench.home, "/compact", { args: ["--continue"] });
    const triggers = (recorder: Recorder) =>
      eventsOf(bench.home, recorder, "PreCompact").map(({ trigger }) => trigger);
    assertEquals(triggers("ours"), ["auto", "manual"]);
  },
);

clientTest(
  "every event that the installation wires runs through without a word to the person",
  async () => {
    const launch = { description: "count", prompt: "Count.", subagent_type: "claude" };
    const bash = { tool: "Bash", input: { command: "true" } };
    const script = [
      callAll([bash, bash]),
      call("Agent", launch),
      say("Launched."),
      promptTooLong(),
      say("Compacted."),
    ];
    await using bench = openBench({ script });
    await installTokenroom(bench.home);
    const { hooks } = JSON.parse(Deno.readTextFileSync(bench.home.settingsPath));
    assertEquals(Object.keys(hooks), WIRED_EVENTS.map(({ event }) => event));
    const args = ["--allowedTools", "Agent,Bash"];
    const first = await printMode(bench.home, "Delegate.", { args });
    const second = await printMode(bench.home, "Go on.", { args: [...args, "--continue"] });
    assertEquals([first.code, first.stderr, second.code, second.stderr], [0, "", 0, ""]);
    assertEquals(bench.api.requests.some((request) => request.kind === "compaction"), true);
    assertEquals(faultsOf(bench.home), "");
  },
);

type Recorder = "ours" | "unmatched";

interface Event {
  readonly hook_event_name: string;
  readonly tool_name?: string;
  readonly tool_calls?: readonly { readonly tool_name: string }[];
  readonly error?: string;
  readonly trigger?: string;
}

/** Wires a recorder exactly as we are wired, and another one at the same events without matchers. */
function record(home: Home): void {
  const ours = writeScript(home, "ours", `{ cat; echo; } >> "$HOME/ours"`);
  const unmatched = writeScript(home, "unmatched", `{ cat; echo; } >> "$HOME/unmatched"`);
  const wiring = { executable: ours, hookForm: "exec", toolBatch: true, hud: null } as const;
  const wired = wireSettings("", wiring);
  assert(!("problem" in wired));
  const { hooks } = JSON.parse(wired.text);
  for (const groups of Object.values<unknown[]>(hooks)) {
    const hook = { type: "command", command: unmatched, args: [], timeout: HOOK_TIMEOUT_SEC };
    groups.push({ hooks: [hook] });
  }
  Deno.writeTextFileSync(home.settingsPath, JSON.stringify({ hooks }));
}

function eventsOf(home: Home, recorder: Recorder, name: string): Event[] {
  const lines = Deno.readTextFileSync(join(home.dir, recorder)).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Event)
    .filter((event) => event.hook_event_name === name);
}

function faultsOf(home: Home): string {
  try {
    return Deno.readTextFileSync(join(home.dir, ".tokenroom", "faults.jsonl"));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return "";
    throw cause;
  }
}
