import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeLine, decodeSpending } from "../../../src/clients/claude_code/transcript.ts";
import type { Usage } from "../../../src/model/usage.ts";
import { dropField, readFixture, setField } from "../../support/fixture.ts";
import { holds, hostileValue } from "../../support/property.ts";

type Tree = Record<string, unknown>;

const twoLines = () =>
  readFixture("transcript-assistant-two-lines-same-id") as unknown as [Tree, Tree];
const line = (record: unknown) => JSON.stringify(record);

function usageOf(record: Tree): Usage | null {
  const entry = decodeLine(line(record));
  return entry?.kind === "usage" ? entry.usage : null;
}

function withUsage(usage: Tree): Tree {
  return setField(twoLines()[0], "message.usage", usage);
}

// 2026-11-22T22:06:57Z
const ANSWERED_AT = 1_795_385_217;

Deno.test("decodeLine() reads the usage of an answer", () => {
  assertEquals(usageOf(twoLines()[0]), {
    messageId: "msg_4",
    at: ANSWERED_AT,
    modelId: "claude-sonnet-5-5",
    tokens: { input: 50, output: 300, write5m: 1000, write1h: 0, read: 20_400 },
    fast: false,
    usOnly: false,
    ended: true,
    endsTurn: false,
  });
});

Deno.test("decodeLine() gives every block of one answer the same message", () => {
  const [first, second] = twoLines();
  assertEquals(usageOf(second), usageOf(first));
});

Deno.test("decodeLine() needs no request id", () => {
  const plain = usageOf(twoLines()[0]);
  assertEquals(usageOf(dropField(twoLines()[0], "requestId")), plain);
  assertEquals(usageOf(setField(twoLines()[0], "requestId", null)), plain);
});

const ENDS: readonly (readonly [reason: unknown, ended: boolean, endsTurn: boolean])[] = [
  [null, false, false],
  [undefined, false, false],
  [7, false, false],
  ["tool_use", true, false],
  ["pause_turn", true, false],
  ["end_turn", true, true],
  ["max_tokens", true, true],
  ["refusal", true, true],
];
for (const [reason, ended, endsTurn] of ENDS) {
  const words = `${ended ? "ended" : "still growing"}${endsTurn ? ", the turn with it" : ""}`;
  Deno.test(`decodeLine() takes an answer that stopped for ${reason} for ${words}`, () => {
    const usage = usageOf(setField(twoLines()[0], "message.stop_reason", reason));
    assertEquals([usage?.ended, usage?.endsTurn], [ended, endsTurn]);
  });
}

Deno.test("decodeLine() reads what makes tokens dearer", () => {
  const record = withUsage({ input_tokens: 1, speed: "fast", inference_geo: "us" });
  assertEquals([usageOf(record)?.fast, usageOf(record)?.usOnly], [true, true]);
});

Deno.test("decodeLine() splits cache writes by how long they live", () => {
  const cases: [Tree, { write5m: number; write1h: number }][] = [
    [{ cache_creation_input_tokens: 900 }, { write5m: 900, write1h: 0 }],
    [
      {
        cache_creation_input_tokens: 900,
        cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 700 },
      },
      { write5m: 200, write1h: 700 },
    ],
    // The total read 0 in some versions while the split held the tokens.
    [
      {
        cache_creation_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 700 },
      },
      { write5m: 200, write1h: 700 },
    ],
    // What the split does not explain is priced like the shorter time.
    [
      { cache_creation_input_tokens: 900, cache_creation: { ephemeral_1h_input_tokens: 700 } },
      { write5m: 200, write1h: 700 },
    ],
    [{ cache_creation: null }, { write5m: 0, write1h: 0 }],
  ];
  for (const [usage, expected] of cases) {
    const { write5m, write1h } = usageOf(withUsage({ output_tokens: 1, ...usage }))?.tokens ??
      { write5m: -1, write1h: -1 };
    assertEquals({ write5m, write1h }, expected, line(usage));
  }
});

Deno.test("decodeLine() drops a usage with a figure that cannot be true", () => {
  const names = ["input_tokens", "output_tokens", "cache_read_input_tokens"];
  for (const name of [...names, "cache_creation_input_tokens"]) {
    for (const figure of [-1, 10_000_001, 1e300, "many", true, [5], {}]) {
      const record = withUsage({ input_tokens: 5, output_tokens: 5, [name]: figure });
      assertEquals(usageOf(record), null, `${name} ${line(figure)}`);
    }
    assertEquals(usageOf(withUsage({ input_tokens: 5, [name]: null }))?.messageId, "msg_4");
    assertEquals(usageOf(withUsage({ input_tokens: 5, [name]: 10_000_000 }))?.messageId, "msg_4");
  }
});

Deno.test("decodeLine() drops a usage without message, id, figures or time", () => {
  for (const path of ["message", "message.id", "message.usage", "timestamp"]) {
    assertEquals(usageOf(dropField(twoLines()[0], path)), null, path);
  }
});

Deno.test("decodeLine() keeps a usage whose model is not told", () => {
  assertEquals(usageOf(dropField(twoLines()[0], "message.model"))?.modelId, null);
});

Deno.test("decodeLine() places timestamps exactly and drops those that are none", () => {
  const at = (timestamp: unknown) => usageOf(setField(twoLines()[0], "timestamp", timestamp))?.at;
  assertEquals(at("2024-02-29T23:59:59.999Z"), 1_709_251_199);
  assertEquals(at("2024-03-01T00:00:00Z"), 1_709_251_200);
  assertEquals(at("2026-01-01T00:00:00.000Z"), 1_767_225_600);
  assertEquals(at("2100-03-01T00:00:00Z"), 4_107_542_400);
  const wrong = ["1970-01-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-32T00:00:00Z", "now", ""];
  for (const timestamp of [...wrong, "2026-01-01T24:00:00Z", "2026-01-01", 1_795_385_217, null]) {
    assertEquals(at(timestamp), undefined, String(timestamp));
  }
});

Deno.test("decodeLine() agrees with the calendar on any instant", () => {
  holds(fc.property(fc.integer({ min: 1_000_000_000, max: 7_000_000_000 }), (at) => {
    const record = setField(twoLines()[0], "timestamp", new Date(at * 1000).toISOString());
    assertEquals(usageOf(record)?.at, at);
  }));
});

Deno.test("decodeLine() takes no usage from an answer that the client made up", () => {
  const refused = readFixture("transcript-api-error-usage-limit");
  assertEquals(usageOf(refused), null);
  assertEquals(usageOf(setField(twoLines()[0], "message.model", "<synthetic>")), null);
  assertEquals(usageOf(setField(twoLines()[0], "isApiErrorMessage", true)), null);
});

Deno.test("decodeLine() reads the refusal that ended a turn", () => {
  assertEquals(decodeLine(line(readFixture("transcript-api-error-usage-limit"))), {
    kind: "api-error",
    apiError: {
      at: 1_795_386_018,
      error: "rate_limit",
      status: 429,
      isUsageLimit: true,
      window: "five_hour",
      resetAt: 1_795_395_017,
      text: "You've hit your 5-hour limit · resets 12:50am (UTC)",
    },
  });
});

Deno.test("decodeLine() tells a refused burst from a spent budget", () => {
  let record = readFixture("transcript-api-error-usage-limit");
  for (const path of ["apiError", "apiErrorParams", "quotaLimits"]) {
    record = dropField(record, path);
  }
  const entry = decodeLine(line(record));
  assert(entry?.kind === "api-error");
  assertEquals([entry.apiError.isUsageLimit, entry.apiError.window], [false, null]);
});

Deno.test("decodeLine() reads a compaction", () => {
  assertEquals(decodeLine(line(readFixture("transcript-compact_boundary"))), {
    kind: "compaction",
    compaction: {
      id: "710a6059-9ccb-4b94-b395-4e07f9c30cb1",
      at: 1_795_385_922,
      trigger: "manual",
      beforeTokens: 23_950,
      afterTokens: 3217,
    },
  });
});

Deno.test("decodeLine() reads what the person typed", () => {
  assertEquals(decodeLine(line(readFixture("transcript-user-prompt"))), {
    kind: "user-text",
    at: ANSWERED_AT - 1,
    text: "run CMD:bash now",
  });
  const blocks = [{ type: "text", text: "look" }, { type: "image" }, {
    type: "text",
    text: "here",
  }];
  const entry = decodeLine(
    line(setField(readFixture("transcript-user-prompt"), "message.content", blocks)),
  );
  assertEquals(entry?.kind === "user-text" && entry.text, "look\nhere");
});

Deno.test("decodeLine() takes a prompt of print mode for the person's", () => {
  const record = dropField(readFixture("transcript-user-prompt"), "origin");
  assertEquals(decodeLine(line(setField(record, "promptSource", "sdk")))?.kind, "user-text");
});

Deno.test("decodeLine() leaves out what the client wrote in the person's name", () => {
  assertEquals(decodeLine(line(readFixture("transcript-compact-summary"))), null);
  const prompt = (path: string, value: unknown) =>
    decodeLine(line(setField(readFixture("transcript-user-prompt"), path, value)));
  assertEquals(prompt("isMeta", true), null);
  assertEquals(prompt("isSidechain", true), null);
  assertEquals(prompt("promptSource", "system"), null);
  assertEquals(prompt("origin.kind", "task-notification"), null);
  for (
    const text of [
      "<command-name>/compact</command-name>",
      "<local-command-stdout>ok</local-command-stdout>",
      "  <task-notification>done</task-notification>",
      "[Request interrupted by user]",
      "   ",
      "",
    ]
  ) assertEquals(prompt("message.content", text), null, text);
});

Deno.test("decodeLine() reads a failed tool call, not a successful one", () => {
  const failure = readFixture("transcript-tool-failure");
  assertEquals(decodeLine(line(failure)), {
    kind: "tool-failure",
    at: 1_795_385_221,
    toolUseId: "toolu_6_1wkv0c",
    text: "Exit code 3\noops",
  });
  const content = [{ type: "tool_result", content: "fine", tool_use_id: "toolu_1" }];
  assertEquals(decodeLine(line(setField(failure, "message.content", content))), null);
});

Deno.test("decodeLine() passes over records it does not know", () => {
  const types = [
    "attachment",
    "file-history-snapshot",
    "cost-state",
    "api-request",
    "queue-operation",
  ];
  for (const type of [...types, "", null, 5]) {
    assertEquals(decodeLine(line({ ...twoLines()[0], type })), null, String(type));
  }
  assertEquals(decodeLine(line({ type: "system", subtype: "turn_duration" })), null);
  for (const text of ["", "{", "null", "[]", "\u0000", '{"type":"assistant"}', '"usage"']) {
    assertEquals(decodeLine(text), null, text);
  }
});

Deno.test("decodeLine() never throws and never counts below zero, whatever a line holds", () => {
  const fields = [
    "message.usage.input_tokens",
    "message.usage.output_tokens",
    "message.usage.cache_creation_input_tokens",
    "message.usage.cache_creation.ephemeral_1h_input_tokens",
    "message.usage.cache_creation",
    "message.usage",
    "message.content",
    "message",
    "timestamp",
    "isApiErrorMessage",
    "type",
  ];
  holds(fc.property(fc.constantFrom(...fields), hostileValue(), (path, value) => {
    const usage = usageOf(setField(twoLines()[0], path, value));
    for (const count of Object.values(usage?.tokens ?? {})) assert(count >= 0 && count <= 2e7);
  }));
});

Deno.test("decodeSpending() finds usage, compactions and refusals among everything else", () => {
  const [first, second] = twoLines();
  const records = [
    readFixture("transcript-user-prompt"),
    first,
    second,
    readFixture("transcript-tool-failure"),
    readFixture("transcript-compact_boundary"),
    readFixture("transcript-compact-summary"),
    readFixture("transcript-api-error-usage-limit"),
  ];
  const found = decodeSpending(records.map((record) => `${line(record)}\n`).join(""));
  assertEquals(found.usages.map((usage) => usage.messageId), ["msg_4", "msg_4"]);
  assertEquals(found.compactions.map(({ trigger }) => trigger), ["manual"]);
  assertEquals(found.apiErrors.map(({ window }) => window), ["five_hour"]);
});

Deno.test("decodeSpending() does not take text that quotes a record for a record", () => {
  const quoted = setField(
    readFixture("transcript-user-prompt"),
    "message.content",
    `here is a line:\n${line(twoLines()[0])}\nand "usage" and "compact_boundary"`,
  );
  const found = decodeSpending(`${line(quoted)}\n`);
  assertEquals(found, { usages: [], compactions: [], apiErrors: [] });
});

Deno.test("decodeSpending() reads lines with a byte order mark and Windows line ends", () => {
  const found = decodeSpending(`\ufeff${line(twoLines()[0])}\r\n${line(twoLines()[1])}\r\n`);
  assertEquals(found.usages.length, 2);
});

Deno.test("decodeSpending() reads the same whatever garbage stands between the lines", () => {
  const garbage = fc.oneof(
    fc.string(),
    fc.constantFrom('{"usage"', `{"usage":${"x".repeat(200)}}`, '"usage"\u0000', "}{", "\ufffd"),
    fc.string().map((text) => line({ type: "attachment", usage: { output_tokens: 9 }, text })),
  ).map((text) => text.replaceAll("\n", " "));
  holds(fc.property(fc.array(garbage, { maxLength: 8 }), (lines) => {
    const [first, second] = twoLines();
    const text = [line(first), ...lines, line(second)].map((each) => `${each}\n`).join("");
    assertEquals(
      decodeSpending(text).usages,
      decodeSpending(`${line(first)}\n`).usages.concat(
        decodeSpending(`${line(second)}\n`).usages,
      ),
    );
  }));
});
