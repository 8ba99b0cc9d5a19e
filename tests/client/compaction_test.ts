import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { saveCheckpoint, saveHandoff, savePin } from "../../src/commands/notes/save.ts";
import { COMMAND_BUSY_MS, openStore, type Store } from "../../src/io/store/database.ts";
import { readEntries } from "../../src/io/store/entries.ts";
import { estimateTokens } from "../../src/model/token_estimate.ts";
import { call, say, type Usage } from "./support/answer.ts";
import { type Bench, openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import type { Home } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { contextsOf, type RecordedRequest, textOf } from "./support/request.ts";
import type { Terminal } from "./support/terminal.ts";
import { installTokenroom } from "./support/tokenroom.ts";
import { until } from "./support/waiting.ts";

const PIN = `Public API of parser.ts stays "as it is"; no exports added.`;
const AGENT_PIN = "Fixtures are recorded, never written by hand.";
const CONSTRAINT = "Never touch src/legacy.";
const STEP = "run deno test tests/parser_test.ts";
// The client compacts at 67,000 tokens then, once there is more than one exchange to compact.
const SMALL_WINDOW = { CLAUDE_CODE_AUTO_COMPACT_WINDOW: "100000" };
const FULL: Usage = { input: 70_000, output: 300 };

terminalTest("the person's /compact keeps pins, constraints, notes and facts", async () => {
  await using bench = openBench(working({}));
  const { terminal, sessionId } = await workUntilFull(bench, "Working.");
  await terminal.submit("/compact");
  await terminal.waitFor((screen) => screen.includes("Compacted"));
  assertEquals(compactions(bench).length, 1);
  assertInstructions(compactions(bench)[0]);
  const before = bench.api.turns().length;
  await terminal.submit("Go on.");
  assertGivenBack(await bench.turn(before), bench.home, sessionId);
  // It stays in the conversation, where it was put once.
  await terminal.waitFor((screen) => screen.includes("After."));
  const after = bench.api.turns().length;
  await terminal.submit("And on.");
  assertGivenBack(await bench.turn(after), bench.home, sessionId);
  await assertRecorded(bench.home, "manual");
});

terminalTest("the client's own compaction keeps them in the middle of a turn", async () => {
  await using bench = openBench(working({ env: SMALL_WINDOW, usage: FULL }));
  const { terminal, sessionId } = await workUntilFull(bench, "Working.");
  const before = bench.api.turns().length;
  await terminal.submit("Go on.");
  const request = await bench.turn(before);
  assertEquals(compactions(bench).length, 1);
  assertInstructions(compactions(bench)[0]);
  assertGivenBack(request, bench.home, sessionId);
  const [text = ""] = contextsOf(request, "SessionStart").filter((it) => it.includes("compaction"));
  assertInOrder(text, [AGENT_PIN, "said by the person", `- ${CONSTRAINT}`, "extracts.json"]);
  await assertRecorded(bench.home, "auto");
});

terminalTest(
  "where replies may have few tokens, the client compacts later and we say so",
  async () => {
    const env = { ...SMALL_WINDOW, CLAUDE_CODE_MAX_OUTPUT_TOKENS: "4096" };
    await using bench = openBench(working({ env, usage: FULL }));
    const { terminal } = await workUntilFull(bench, "Working.");
    // 82,904 less what the reply leaves; the client shows the same share above its prompt.
    await terminal.waitFor((screen) => screen.includes("ctx 15% (13k)"));
    const before = bench.api.turns().length;
    await terminal.submit("Go on.");
    const request = await bench.turn(before);
    assertEquals(compactions(bench).length, 0);
    const stamp = contextsOf(request, "UserPromptSubmit").at(-1) ?? "";
    assertStringIncludes(stamp, "~13k tokens before compaction");
  },
);

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly usage?: Usage;
}

/** A conversation with a failed command in it, that goes on after a compaction. */
function working({ env = {}, usage = { input: 900, output: 100 } }: Setting) {
  return {
    script: [
      call("Bash", { command: "echo boom >&2; exit 3", description: "fail" }),
      say("Failed."),
      say("Working.", usage),
      say("After."),
      say("Still."),
    ],
    limits: limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 9000 }),
    env,
  };
}

/** Two exchanges, a change in the repository, notes and pins. */
async function workUntilFull(
  bench: Bench,
  last: string,
): Promise<{ terminal: Terminal; sessionId: string }> {
  await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await terminal.submit(`Port the parser. ${CONSTRAINT}`);
  await terminal.waitFor((screen) => screen.includes("Failed."));
  const sessionId = (await bench.turn(0)).headers["x-claude-code-session-id"] ?? "";
  await terminal.submit("Continue with dialect B.");
  await terminal.waitFor((screen) => screen.includes(last));
  takeNotes(bench.home, sessionId);
  return { terminal, sessionId };
}

function takeNotes(home: Home, sessionId: string): void {
  Deno.writeTextFileSync(join(home.project, "parser.ts"), "new\n");
  Deno.writeTextFileSync(join(home.project, "README"), "changed\n");
  const state = join(home.dir, ".tokenroom");
  const store = storeOf(home);
  const session = { id: sessionId, projectDir: home.project, account: null };
  const now = nowSec();
  const pin = { projectDir: home.project, expiresAt: null };
  savePin(store, { ...pin, sessionId: null, author: "person", text: PIN }, now);
  savePin(store, { ...pin, sessionId, author: "agent", text: AGENT_PIN }, now);
  saveHandoff(store, state, session, "# Parser\nOne table a dialect.\n", now);
  const note = { task: "Port the parser", decisions: [], ruledOut: [], nextSteps: [STEP] };
  saveCheckpoint(store, session, note, now);
}

function storeOf(home: Home): Store {
  return openStore(join(home.dir, ".tokenroom"), COMMAND_BUSY_MS, nowSec());
}

function compactions({ api }: Bench): RecordedRequest[] {
  return api.requests.filter(({ kind }) => kind === "compaction");
}

/** What the model that summarises reads last. */
function assertInstructions(request: RecordedRequest | undefined): void {
  assert(request !== undefined);
  const text = textOf(request);
  const ours = text.slice(text.lastIndexOf("[tokenroom] what the summary must keep:"));
  assertInOrder(ours, [PIN, AGENT_PIN, `- ${CONSTRAINT}`, "README", "parser.ts", `1. ${STEP}`]);
  assertEquals(text.split("[tokenroom] what the summary").length, 2);
}

/** What the first request after it holds, once and in order. */
function assertGivenBack(request: RecordedRequest, home: Home, sessionId: string): void {
  const given = contextsOf(request, "SessionStart").filter((text) => text.includes("compaction"));
  assertEquals(given.length, 1, textOf(request));
  const [text = ""] = given;
  assertInOrder(text, [
    "[tokenroom] after compaction.",
    "facts, taken ",
    `work tree: "${home.project}" on main`,
    "changed files: 1: README",
    "new files: 1: parser.ts",
    '"Start"',
    "quota — 5h: 60% left",
    "your checkpoint of ",
    STEP,
    `your handoff: "${join(home.dir, ".tokenroom", "handoffs", `${sessionId}.md`)}"`,
    "One table a dialect.",
    "pinned, word for word:",
    PIN,
    AGENT_PIN,
    join(home.dir, ".tokenroom", "handoffs", `${sessionId}.extracts.json`),
    `${sessionId}.jsonl`,
  ]);
  assert(estimateTokens(text) < 600, String(estimateTokens(text)));
  const extracts = JSON.parse(
    Deno.readTextFileSync(join(home.dir, ".tokenroom", "handoffs", `${sessionId}.extracts.json`)),
  );
  assertEquals(extracts.said.map(({ text }: { text: string }) => text).slice(0, 2), [
    `Port the parser. ${CONSTRAINT}`,
    "Continue with dialect B.",
  ]);
  assertEquals(extracts.failed[0].call, "echo boom >&2; exit 3");
  assertStringIncludes(extracts.failed[0].error, "boom");
}

function assertInOrder(text: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    assert(at >= 0, `"${part}" is not there, or not in its place:\n${text}`);
    from = at;
  }
}

async function assertRecorded(home: Home, trigger: string): Promise<void> {
  const store = storeOf(home);
  const entry = await until(
    () => readEntries(store, "compaction", 1)[0] ?? null,
    () => "no compaction in the journal",
  );
  assertEquals(entry.detail.trigger, trigger);
  assert(Number(entry.detail.beforeTokens) > 0, JSON.stringify(entry.detail));
  assert(Number(entry.detail.instructedTokens) > 0, JSON.stringify(entry.detail));
}
