// Proves the harness itself, with shell scripts in tokenroom's place.

import {
  assert,
  assertEquals,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { call, promptTooLong, say, transientLimit, usageLimit } from "./support/answer.ts";
import { clientTest, openBench, terminalTest } from "./support/bench.ts";
import { type Home, shellQuote, writeScript } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { printMode } from "./support/print_mode.ts";
import { processesOf } from "./support/processes.ts";
import { contextsOf, modelOf, textOf } from "./support/request.ts";
import { until } from "./support/waiting.ts";

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

terminalTest("a statusline's text is on the screen, in its colour", async () => {
  await using bench = openBench({ script: [] });
  const status = writeScript(bench.home, "status", `printf '\\033[31mstatus %s\\033[0m' "$1"`);
  configure(bench.home, { statusLine: { type: "command", command: `${shellQuote(status)} tap` } });
  const terminal = await bench.terminal();
  const inRed = () => terminal.colouredScreen().includes("\x1b[31mstatus tap") ? true : null;
  await until(inRed, terminal.colouredScreen);
});

terminalTest("headers become windows in the payload, and move with the script", async () => {
  const limits = limitsAt(now(), { utilization: 0.4, resetsInSec: HOUR });
  await using bench = openBench({ script: [say("First."), say("Second.")], limits });
  recordPayloads(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("one");
  await payloadWith(bench.home, (payload) => usedPct(payload) === 40);
  limits.fiveHour.utilization = 0.55;
  await terminal.submit("two");
  const moved = await payloadWith(bench.home, (payload) => usedPct(payload) === 55);
  assertEquals(moved.rate_limits?.five_hour?.resets_at, limits.fiveHour.resetsAt);
  assertEquals(moved.rate_limits?.seven_day?.used_percentage, 30);
});

terminalTest("scripted usage arrives in the payload, cache writes included", async () => {
  const usage = {
    input: 11,
    output: 22,
    cacheCreation: { fiveMinutes: 300, oneHour: 3000 },
    cacheRead: 40_000,
  };
  await using bench = openBench({ script: [say("First.", usage)] });
  recordPayloads(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit("one");
  const payload = await payloadWith(
    bench.home,
    (each) => each.context_window.current_usage !== null,
  );
  assertEquals(payload.context_window.total_input_tokens, 43_311);
  assertEquals(payload.context_window.current_usage, {
    input_tokens: 11,
    output_tokens: 22,
    cache_creation_input_tokens: 3300,
    cache_read_input_tokens: 40_000,
  });
});

clientTest("a hook's text is in the request that the model receives", async () => {
  await using bench = openBench({ script: [say("Heard.")] });
  hookThatAdds(bench.home, "UserPromptSubmit", "the hook was here");
  const { code, stdout } = await printMode(bench.home, "Say something.");
  assertEquals([code, stdout], [0, "Heard.\n"]);
  const [request] = bench.api.turns();
  assert(request !== undefined);
  assertEquals(contextsOf(request, "UserPromptSubmit"), ["the hook was here"]);
  assertStringIncludes(textOf(request), "Say something.");
});

clientTest("a scripted tool call runs and its result comes back", async () => {
  const script = [call("Bash", { command: "echo ran $((40 + 2))" }), say("Finished.")];
  await using bench = openBench({ script });
  const { stdout } = await printMode(bench.home, "Run it.");
  assertEquals(stdout, "Finished.\n");
  const [first, second, ...rest] = bench.api.turns();
  assert(first !== undefined && second !== undefined);
  assertEquals(rest, []);
  assertEquals(textOf(first).includes("ran 42"), false);
  assertStringIncludes(textOf(second), "ran 42");
});

clientTest("a usage limit ends the turn after one request, by StopFailure", async () => {
  const limits = limitsAt(now(), { utilization: 1.02, resetsInSec: HOUR });
  await using bench = openBench({ script: [usageLimit()], limits });
  recordEvents(bench.home, ["Stop", "StopFailure"]);
  await printMode(bench.home, "Try.");
  const [event, ...rest] = eventsOf(bench.home);
  assertEquals([event?.hook_event_name, event?.error], ["StopFailure", "rate_limit"]);
  assertEquals(rest, []);
  assertEquals(bench.api.turns().length, 1);
});

clientTest("a transient limit is retried and the turn goes on", async () => {
  const limits = limitsAt(now(), { utilization: 0.1, resetsInSec: HOUR });
  await using bench = openBench({ script: [transientLimit(1), say("At last.")], limits });
  recordEvents(bench.home, ["Stop", "StopFailure"]);
  const { stdout } = await printMode(bench.home, "Try.");
  assertEquals(stdout, "At last.\n");
  assertEquals(eventsOf(bench.home).map((event) => event.hook_event_name), ["Stop"]);
});

clientTest("a conversation that is too long is compacted and the turn goes on", async () => {
  await using bench = openBench({ script: [say("Once."), promptTooLong(), say("Again.")] });
  await printMode(bench.home, "A first prompt.");
  const { stdout } = await printMode(bench.home, "Go on.", { args: ["--continue"] });
  assertEquals(stdout, "Again.\n");
  assertEquals(bench.api.requests.some((request) => request.kind === "compaction"), true);
});

clientTest("a subagent's requests are told apart from the conversation's", async () => {
  const launch = { description: "count", prompt: "Count the files.", subagent_type: "claude" };
  await using bench = openBench({ script: [call("Agent", launch), say("Launched.")] });
  await printMode(bench.home, "Delegate.", { args: ["--allowedTools", "Agent"] });
  const subagents = bench.api.requests.filter((request) => request.kind === "subagent");
  assert(subagents.length > 0);
  assertEquals(subagents.every((request) => textOf(request).includes("Count the files.")), true);
  assertEquals(
    bench.api.turns().some((request) => request.headers["x-claude-code-agent-id"]),
    false,
  );
});

clientTest("a recorded request is complete and holds no credential", async () => {
  const before = Date.now() / 1000;
  await using bench = openBench({ script: [say("Heard.")] });
  await printMode(bench.home, "Say something.");
  const [request] = bench.api.turns();
  assert(request !== undefined);
  assertEquals([request.method, request.path], ["POST", "/v1/messages?beta=true"]);
  assertEquals(modelOf(request), "claude-sonnet-5-5");
  assert(request.at >= before && request.at <= Date.now() / 1000);
  assertStringIncludes(request.headers["user-agent"] ?? "", "claude-cli/");
  assertNotMatch(JSON.stringify(bench.api.requests), /made-up-for-a-loopback-test/);
});

terminalTest("what asks for a host beyond loopback is refused, and fails its test", async () => {
  // The client's own switch is off, so that the fence alone stands in its way.
  const env = { CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: "" };
  const bench = openBench({ script: [], env });
  try {
    await bench.terminal();
    const seen = () => bench.strays().some((stray) => stray.startsWith("ssh ")) ? true : null;
    await until(seen, () => `only this strayed: ${bench.strays()}`);
  } finally {
    const error = await assertRejects(() => Promise.resolve(bench[Symbol.asyncDispose]()));
    assertStringIncludes(String(error), "beyond loopback");
  }
});

terminalTest("closing leaves no process and no file behind", async () => {
  const bench = openBench({ script: [call("Bash", { command: "sleep 600" })] });
  const { dir } = bench.home;
  {
    await using _ = bench;
    const terminal = await bench.terminal();
    await terminal.submit("Sleep.");
    await bench.turn(0);
    assert(processesOf(dir).length > 0);
  }
  assertEquals(processesOf(dir), []);
  assertEquals(entriesOf(join(dir, "..")).includes(dir.slice(dir.lastIndexOf("/") + 1)), false);
});

interface Payload {
  readonly context_window: {
    readonly total_input_tokens: number;
    readonly current_usage: Readonly<Record<string, number>> | null;
  };
  readonly rate_limits?: Readonly<
    Record<string, { readonly used_percentage: number; readonly resets_at: number } | undefined>
  >;
}

interface HookEvent {
  readonly hook_event_name: string;
  readonly error?: string;
}

function configure(home: Home, settings: Readonly<Record<string, unknown>>): void {
  Deno.writeTextFileSync(home.settingsPath, JSON.stringify(settings));
}

function recordPayloads(home: Home): void {
  const status = writeScript(home, "status", `{ cat; echo; } >> "$HOME/payloads"; echo recorded`);
  configure(home, { statusLine: { type: "command", command: shellQuote(status) } });
}

function payloadWith(home: Home, wanted: (payload: Payload) => boolean): Promise<Payload> {
  const probe = () => (linesOf<Payload>(join(home.dir, "payloads"))).findLast(wanted) ?? null;
  return until(probe, () => `payloads: ${JSON.stringify(linesOf(join(home.dir, "payloads")))}`);
}

function usedPct(payload: Payload): number | null {
  return payload.rate_limits?.five_hour?.used_percentage ?? null;
}

function hookThatAdds(home: Home, event: string, context: string): void {
  const reply = { hookSpecificOutput: { hookEventName: event, additionalContext: context } };
  const hook = writeScript(home, "hook", `cat <<'END'\n${JSON.stringify(reply)}\nEND`);
  configure(home, {
    hooks: { [event]: [{ hooks: [{ type: "command", command: hook, args: [] }] }] },
  });
}

function recordEvents(home: Home, events: readonly string[]): void {
  const hook = writeScript(home, "hook", `{ cat; echo; } >> "$HOME/events"`);
  const entry = [{ hooks: [{ type: "command", command: hook, args: [] }] }];
  configure(home, { hooks: Object.fromEntries(events.map((event) => [event, entry])) });
}

function eventsOf(home: Home): HookEvent[] {
  return linesOf<HookEvent>(join(home.dir, "events"));
}

/** Whole JSON lines of a file that another process may be appending to. */
function linesOf<T>(path: string): T[] {
  if (!entriesOf(join(path, "..")).includes(path.slice(path.lastIndexOf("/") + 1))) return [];
  const whole = Deno.readTextFileSync(path).split("\n").slice(0, -1);
  return whole.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as T);
}

function entriesOf(dir: string): string[] {
  return [...Deno.readDirSync(dir)].map((entry) => entry.name);
}
