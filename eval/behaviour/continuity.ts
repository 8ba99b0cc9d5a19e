// One conversation up to and over a compaction, with and without tokenroom: the real client, a
// scripted model. What is graded is what the model was sent, never what a model did with it.
import { join } from "@std/path";
import { saveCheckpoint, saveHandoff, savePin } from "../../src/commands/notes/save.ts";
import { COMMAND_BUSY_MS, openStore } from "../../src/io/store/database.ts";
import { call, say, type Usage } from "../../tests/client/support/answer.ts";
import { type Bench, openBench } from "../../tests/client/support/bench.ts";
import { nowSec } from "../../tests/client/support/expected.ts";
import type { Home } from "../../tests/client/support/home.ts";
import { limitsAt } from "../../tests/client/support/messages_api.ts";
import { type RecordedRequest, textOf } from "../../tests/client/support/request.ts";
import type { Terminal } from "../../tests/client/support/terminal.ts";
import { installTokenroom } from "../../tests/client/support/tokenroom.ts";

/** Who compacts. */
export type Trigger = "auto" | "manual";
export const TRIGGERS: readonly Trigger[] = ["auto", "manual"];

/** Something that the work goes wrong without, and the words by which it is found in a request. */
export interface Fact {
  readonly name: string;
  readonly words: string;
}

/** Facts of the conversation: the same in both arms, but for the notes that only one can keep. */
export const FACTS: readonly Fact[] = [
  { name: "a constraint the person stated first", words: "Never touch src/legacy." },
  { name: "a constraint the person stated later", words: "Don't push to main before Friday." },
  { name: "a pin, word for word", words: 'parser.ts keeps its exports "as they are"' },
  { name: "the branch", words: "table-parser" },
  { name: "the changed file", words: "README" },
  { name: "the new file", words: "dialect_b.ts" },
  { name: "the last commit", words: "Start" },
  { name: "the approach that was ruled out", words: "a generated parser is too slow to build" },
  { name: "the exact next step", words: "deno test tests/dialect_b_test.ts --filter nested" },
  { name: "the long note's path", words: ".tokenroom/handoffs/" },
  { name: "the window that is left", words: "60% left" },
  { name: "where messages and errors are, word for word", words: ".extracts.json" },
];

/** Where facts were found after one compaction. */
export interface Outcome {
  readonly trigger: Trigger;
  readonly hasTokenroom: boolean;
  /** Names of facts that the request to summarise asked to keep, beside the conversation itself. */
  readonly asked: readonly string[];
  /** Names of facts in the first request after the compaction. */
  readonly present: readonly string[];
}

const SMALL_WINDOW = { CLAUDE_CODE_AUTO_COMPACT_WINDOW: "100000" };
const FULL: Usage = { input: 70_000, output: 300 };
const LITTLE: Usage = { input: 900, output: 100 };
const LATER = [
  "Do dialect B next. Don't push to main before Friday.",
  "How is it going?",
  "And the tests?",
];

/** Plays the conversation once. Throws when the client does not get as far as a compaction. */
export async function play(trigger: Trigger, hasTokenroom: boolean): Promise<Outcome> {
  const last = trigger === "auto" ? FULL : LITTLE;
  await using bench = openBench({
    script: [
      call("Bash", {
        command: "git switch -q -c table-parser; echo x >> README; echo y > dialect_b.ts",
      }),
      say("Begun."),
      say("Under way."),
      say("Fine."),
      say("Passing.", last),
      say("After."),
    ],
    limits: limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 9000 }),
    env: trigger === "auto" ? SMALL_WINDOW : {},
  });
  if (hasTokenroom) await installTokenroom(bench.home);
  const terminal = await bench.terminal();
  await talk(bench, terminal, hasTokenroom);
  if (trigger === "manual") {
    await terminal.submit("/compact");
    await terminal.waitFor((screen) => screen.includes("Compacted"));
  }
  const before = bench.api.turns().length;
  await terminal.submit("Go on.");
  const request = await bench.turn(before);
  const asked = bench.api.requests.find(({ kind }) => kind === "compaction");
  if (asked === undefined) throw new Error("the client did not compact");
  return {
    trigger,
    hasTokenroom,
    asked: found(instructionsIn(asked)),
    present: found(textIn(request)),
  };
}

async function talk(bench: Bench, terminal: Terminal, hasTokenroom: boolean): Promise<void> {
  await terminal.submit("Port the parser to a table. Never touch src/legacy.");
  await terminal.waitFor((screen) => screen.includes("Begun."));
  const session = (await bench.turn(0)).headers["x-claude-code-session-id"] ?? "";
  for (const [index, prompt] of LATER.entries()) {
    await terminal.submit(prompt);
    await terminal.waitFor((screen) =>
      screen.includes(["Under way.", "Fine.", "Passing."][index]!)
    );
    if (index === 0 && hasTokenroom) takeNotes(bench.home, session);
  }
}

/** What an agent would note by its tools, and a person pin: through the functions behind these. */
function takeNotes(home: Home, sessionId: string): void {
  const state = join(home.dir, ".tokenroom");
  const now = nowSec();
  const store = openStore(state, COMMAND_BUSY_MS, now);
  const session = { id: sessionId, projectDir: home.project, account: null };
  savePin(store, {
    sessionId: null,
    projectDir: home.project,
    author: "person",
    text: 'parser.ts keeps its exports "as they are"',
    expiresAt: null,
  }, now);
  saveHandoff(store, state, session, "# Table parser\nWhere each dialect stands.\n", now);
  saveCheckpoint(store, session, {
    task: "Port the parser to a table",
    decisions: [],
    ruledOut: ["a generated parser is too slow to build"],
    nextSteps: ["deno test tests/dialect_b_test.ts --filter nested"],
  }, now);
}

function found(text: string): string[] {
  return FACTS.filter(({ words }) => text.includes(words)).map(({ name }) => name);
}

/** What stands after the client's own instructions: the rest is the conversation that is summarised. */
function instructionsIn(request: RecordedRequest): string {
  const text = textOf(request);
  return text.slice(text.lastIndexOf("create a detailed summary"));
}

/** What the model reads of the conversation. The system prompt and the client's reminders about the
 * machine name the branch and the commits of the start of the session, whatever happened since. */
function textIn(request: RecordedRequest): string {
  const body = request.body as { messages?: readonly { content?: unknown }[] };
  return JSON.stringify(body.messages ?? []).replaceAll('\\"', '"');
}
