import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  EMPTY_STREAM,
  type StreamState,
  takeLine,
} from "../../../src/clients/claude_code/stream.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { readFixture } from "../../support/fixture.ts";
import { holds, hostileRecord, hostileValue } from "../../support/property.ts";
import { assertInRange } from "../../support/snapshot_range.ts";

type Line = Record<string, unknown>;

const recorded = (name: string) => readFixture(name) as unknown as Line[];
const run = (lines: readonly unknown[], from = EMPTY_STREAM): StreamState =>
  lines.reduce<StreamState>(takeLine, from);
const after = (lines: readonly unknown[]): Snapshot | null => run(lines).snapshot;
const leftIn = (snapshot: Snapshot | null) =>
  snapshot?.windows.map(({ key, headroomPct }) => `${key} ${headroomPct}`) ?? null;

/** What a run had told after each of its lines that told something. */
function told<T>(lines: readonly Line[], what: (snapshot: Snapshot) => T): T[] {
  const seen: T[] = [];
  let state = EMPTY_STREAM;
  for (const line of lines) {
    const next = takeLine(state, line);
    if (next !== state && next.snapshot !== null) seen.push(what(next.snapshot));
    state = next;
  }
  return seen;
}

Deno.test("takeLine() knows from the first line which session runs, where and with what", () => {
  assertEquals(after(recorded("stream-with-subagent").slice(0, 1)), {
    sessionId: "0a91eb1c-a23d-4384-821c-737feac64c75",
    transcriptPath:
      "/home/user/.claude/projects/-home-user-project/0a91eb1c-a23d-4384-821c-737feac64c75.jsonl",
    cwd: "/home/user/project",
    projectDir: null,
    harness: "claude-code",
    harnessVersion: "2.1.330",
    modelId: "claude-sonnet-5-5",
    modelName: null,
    windows: [],
    context: null,
    cache: null,
    activity: { costUsd: null, apiMs: null },
    answered: false,
  });
});

Deno.test("takeLine() follows the windows of a recorded run", () => {
  const seen = told(recorded("stream-with-subagent"), (snapshot) => leftIn(snapshot)?.[0] ?? null);
  assertEquals(seen.filter((left, index) => left !== seen[index - 1]), [
    null,
    "five_hour 60",
    "five_hour 53",
    "five_hour 23.5",
    "five_hour 8",
  ]);
  const reset = after(recorded("stream-with-subagent"))?.windows[0]?.resetAt;
  assertEquals(reset, 1_795_443_996);
});

Deno.test("takeLine() knows that a response came from answers and figures, not from other lines", () => {
  const state = run(recorded("stream-with-subagent").slice(0, 2));
  assertEquals(state.snapshot?.answered, true);
  const kinds = told(recorded("stream-with-subagent"), (it) => it.answered);
  assertEquals(kinds[0], false, "the first line is no response");
  assertEquals(kinds.at(-1), false, "nor is the last");
  assertEquals(kinds.slice(1, -1).every((answered) => answered === true), true);
});

Deno.test("takeLine() measures the context by the session's own answers, not its subagents'", () => {
  const used = told(
    recorded("stream-with-subagent"),
    ({ context }) => context?.state === "measured" ? context.usedTokens : null,
  );
  // 700 + 6000 + 20,000 + 1 of output, which the client had not counted yet, and so on.
  assertEquals([...new Set(used)], [null, 26_701, 27_701, 28_701, 29_701]);
});

Deno.test("takeLine() learns the context window at the end of the run only", () => {
  const windows = told(recorded("stream-with-subagent"), (it) => it.context?.windowTokens ?? null);
  assertEquals(windows.slice(0, -1).every((tokens) => tokens === null), true);
  assertEquals(windows.at(-1), 1_000_000);
});

Deno.test("takeLine() takes price and time from the end of the run", () => {
  assertEquals(after(recorded("stream-with-subagent"))?.activity, {
    costUsd: 0.056499999999999995,
    apiMs: 880,
  });
});

Deno.test("takeLine() knows a context that was compacted, and measures it anew", () => {
  const states = told(recorded("stream-compaction"), ({ context }) => context?.state ?? null);
  assertEquals(states.filter((state, index) => state !== states[index - 1]), [
    null,
    "measured",
    "compacted",
    "measured",
  ]);
});

Deno.test("takeLine() takes a rejected window for spent, and a refusal for no answer", () => {
  const lines = recorded("stream-usage-limit");
  assertEquals(leftIn(after(lines)), ["five_hour 0", "seven_day 70"]);
  const refusal = lines.findIndex((line) => line.error === "rate_limit");
  const before = run(lines.slice(0, refusal));
  assertEquals(takeLine(before, lines[refusal]), before);
});

const SESSION = "s-1";
const answer = (id: string, given: Line = {}): Line => ({
  type: "assistant",
  session_id: SESSION,
  parent_tool_use_id: null,
  message: {
    id,
    model: "m-1",
    usage: {
      input_tokens: 10,
      output_tokens: 1,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 90,
    },
    ...given,
  },
});
const result = (modelUsage: unknown): Line => ({ type: "result", session_id: SESSION, modelUsage });

Deno.test("takeLine() counts the lines of one answer once", () => {
  const first = run([answer("msg_1")]);
  assertEquals(takeLine(first, answer("msg_1")), first);
});

const CONTEXT_WINDOWS: readonly (readonly [string, unknown, number | null])[] = [
  ["its own model's", { "m-0": { contextWindow: 200_000 }, "m-1": { contextWindow: 9 } }, 9],
  ["none where only another model ran", { "m-0": { contextWindow: 200_000 } }, null],
  ["none where it is not told", { "m-1": {} }, null],
  ["none where it is damaged", { "m-1": { contextWindow: -5 } }, null],
  ["none where nothing is told", undefined, null],
  ["none where the list is no list", [{ contextWindow: 5 }], null],
];
for (const [what, usage, expected] of CONTEXT_WINDOWS) {
  Deno.test(`takeLine() takes for the context window ${what}`, () => {
    assertEquals(after([answer("msg_1"), result(usage)])?.context?.windowTokens, expected);
  });
}

Deno.test("takeLine() forgets the context window when another model answers", () => {
  const known = run([answer("msg_1"), result({ "m-1": { contextWindow: 500 } })]);
  assertEquals(run([answer("msg_2")], known).snapshot?.context?.windowTokens, 500);
  const other = run([answer("msg_2", { model: "m-2" })], known).snapshot;
  assertEquals([other?.modelId, other?.context?.windowTokens], ["m-2", null]);
});

const LIMITS: readonly (readonly [string, unknown, readonly string[]])[] = [
  ["fractions", { unifiedWindows: { five_hour: { utilization: 0.765 } } }, ["five_hour 23.5"]],
  ["more than all", { unifiedWindows: { five_hour: { utilization: 1.02 } } }, ["five_hour 0"]],
  [
    "a rejected one",
    { unifiedWindows: { five_hour: { utilization: 0.97, status: "rejected" } } },
    ["five_hour 0"],
  ],
  ["another window", { unifiedWindows: { overage: { utilization: 0.5 } } }, ["overage 50"]],
  [
    "one damaged of two",
    { unifiedWindows: { five_hour: { utilization: "x" }, seven_day: { utilization: 0 } } },
    ["seven_day 100"],
  ],
  ["the one that an older client tells", { rateLimitType: "five_hour", utilization: 0.9 }, [
    "five_hour 10",
  ]],
];
for (const [what, info, expected] of LIMITS) {
  Deno.test(`takeLine() reads ${what}`, () => {
    const line = { type: "rate_limit_event", session_id: SESSION, rate_limit_info: info };
    assertEquals(leftIn(after([line])), expected);
  });
}

Deno.test("takeLine() keeps the windows where an event tells none", () => {
  const event = (info: unknown) => (
    { type: "rate_limit_event", session_id: SESSION, rate_limit_info: info }
  );
  const known = run([event({ unifiedWindows: { five_hour: { utilization: 0.4 } } })]);
  for (const info of [{ status: "allowed" }, {}, null, [], { unifiedWindows: { five_hour: {} } }]) {
    assertEquals(takeLine(known, event(info)), known);
  }
});

Deno.test("takeLine() gathers windows that an older client tells one at a time", () => {
  const event = (rateLimitType: string, utilization: number): Line => ({
    type: "rate_limit_event",
    session_id: SESSION,
    rate_limit_info: { status: "allowed", rateLimitType, utilization, resetsAt: 1_795_443_996 },
  });
  const lines = [event("seven_day", 0.5), event("five_hour", 0.25), event("five_hour", 0.5)];
  assertEquals(told(lines, (it) => leftIn(it)), [
    ["seven_day 50"],
    ["seven_day 50", "five_hour 75"],
    ["seven_day 50", "five_hour 50"],
  ]);
});

Deno.test("takeLine() keeps apart what two sessions tell", () => {
  const snapshot = after([answer("msg_1"), { ...result({}), session_id: "s-2" }]);
  assertEquals([snapshot?.sessionId, snapshot?.context], ["s-2", null]);
});

Deno.test("takeLine() finds the transcript only beside a project's memory", () => {
  const found = (auto: unknown) =>
    after([{ type: "system", subtype: "init", session_id: SESSION, memory_paths: { auto } }])
      ?.transcriptPath;
  assertEquals(found("/h/.claude/projects/-p/memory/"), "/h/.claude/projects/-p/s-1.jsonl");
  assertEquals(found("/h/my config/projects/-p/memory"), "/h/my config/projects/-p/s-1.jsonl");
  for (const auto of ["/h/notes/", "/projects/p/memory", "/h/projects/a/b/memory", 5, null, ""]) {
    assertEquals(found(auto), null, String(auto));
  }
});

Deno.test("takeLine() of anything never throws, and what it tells is in range", () => {
  const inner = hostileRecord(
    [
      "id",
      "model",
      "usage",
      "unifiedWindows",
      "rateLimitType",
      "utilization",
      "auto",
      "five_hour",
      "claude-sonnet-5-5",
    ],
    fc.oneof(hostileValue(), hostileRecord(["utilization", "resetsAt", "contextWindow", "status"])),
  );
  const line = fc.record({
    type: fc.constantFrom("system", "assistant", "rate_limit_event", "result", "user", 7),
    subtype: fc.constantFrom("init", "compact_boundary", "status", undefined),
    session_id: fc.constantFrom(SESSION, "s-2", "../x", 5),
    message: fc.oneof(inner, hostileValue()),
    rate_limit_info: fc.oneof(inner, hostileValue()),
    memory_paths: fc.oneof(inner, hostileValue()),
    modelUsage: fc.oneof(inner, hostileValue()),
    model: hostileValue(),
    cwd: hostileValue(),
    total_cost_usd: hostileValue(),
    duration_api_ms: hostileValue(),
    parent_tool_use_id: hostileValue(),
  }, { requiredKeys: ["type", "session_id"] });
  holds(fc.property(fc.array(fc.oneof(line, hostileValue()), { maxLength: 12 }), (lines) => {
    const snapshot = after(lines);
    if (snapshot !== null) assertInRange(snapshot);
    assert(snapshot === null || [SESSION, "s-2"].includes(snapshot.sessionId));
  }));
});
