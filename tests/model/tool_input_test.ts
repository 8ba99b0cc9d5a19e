import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { Ajv2020 } from "ajv/2020";
import { type Arguments, decodeInput } from "../../src/model/tool_input.ts";
import { TOOL_SPECS, type ToolSpec } from "../../src/render/mcp_tools.ts";
import { inputSchema, renderBadInput } from "../../src/render/tool_schema.ts";
import { holds, hostileRecord, hostileValue } from "../support/property.ts";

const TAKES = {
  count: { type: "integer", min: 1, max: 9, required: true, text: "" },
  flag: { type: "flag", text: "" },
  pick: { type: "choice", of: ["a", "b"], text: "" },
  text: { type: "text", maxChars: 3, text: "" },
  texts: { type: "texts", maxItems: 2, maxChars: 3, text: "" },
} as const satisfies Arguments;

/** The refusal of an input, or what was taken. */
function outcome(raw: unknown): unknown {
  const decoded = decodeInput(TAKES, raw);
  return decoded.kind === "ok" ? decoded.input : renderBadInput("tool", TAKES, decoded.bad);
}

Deno.test("decodeInput() gives every argument, null where it was left out", () => {
  const none = { flag: null, pick: null, text: null, texts: null };
  assertEquals(outcome({ count: 3 }), { count: 3, ...none });
  assertEquals(outcome({ count: 3, flag: null, text: null }), { count: 3, ...none });
  const all = { count: 9, flag: false, pick: "b", text: "äöü", texts: ["", "abc"] };
  assertEquals(outcome(all), all);
});

const REFUSALS: readonly (readonly [raw: unknown, says: string])[] = [
  [{}, "count must be a whole number from 1 to 9 and is missing"],
  [undefined, "count must be a whole number from 1 to 9 and is missing"],
  [{ count: -4 }, "count must be a whole number from 1 to 9, not -4"],
  [{ count: 1.5 }, "not 1.5"],
  [{ count: 1e300 }, "not 1e+300"],
  [{ count: "3" }, "not a text of 1 characters"],
  [{ count: [3] }, "not a list of 1"],
  [{ count: 1, flag: "yes" }, "flag must be true or false, not a text of 3 characters"],
  [{ count: 1, pick: "c" }, "pick must be one of a, b"],
  [{ count: 1, text: "abcd" }, "text must be a text of at most 3 characters, not a text of 4"],
  [{ count: 1, texts: "abc" }, "texts must be a list of at most 2 texts"],
  [{ count: 1, texts: ["a", "b", "c"] }, "not a list of 3"],
  [{ count: 1, texts: ["abcd"] }, "the longest text 4 characters"],
  [{ count: 1, size: 2 }, "there is no argument size: tool takes count, flag, pick, text, texts"],
  [[1], "arguments must be an object, not a list"],
  ["x", "arguments must be an object, not a string"],
];

for (const [raw, says] of REFUSALS) {
  Deno.test(`decodeInput() refuses ${JSON.stringify(raw)} and says what would be right`, () => {
    const refusal = outcome(raw);
    assert(typeof refusal === "string");
    assert(refusal.startsWith("Nothing was done: "));
    assertStringIncludes(refusal, says);
  });
}

Deno.test("decodeInput() takes names of objects' own methods for what they are", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty"]) {
    assertStringIncludes(String(outcome({ count: 1, [name]: 1 })), `there is no argument ${name}`);
  }
});

Deno.test("a refusal stays short whatever was sent", () => {
  const many = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, n) => [`${n}${"x".repeat(99)}`, n]),
  );
  for (
    const raw of [many, { count: "x".repeat(1e7) }, { count: 1, texts: Array(1e6).fill("abcd") }]
  ) {
    const refusal = String(outcome(raw));
    assert(refusal.length < 1_000, `${refusal.length} characters`);
  }
});

Deno.test("decodeInput() takes exactly what the published schema allows", () => {
  for (const [name, spec] of Object.entries(TOOL_SPECS) as [string, ToolSpec][]) {
    const isValid = new Ajv2020().compile(inputSchema(spec.takes));
    const names = [...Object.keys(spec.takes), "other"];
    const near = fc.oneof(
      hostileValue(),
      fc.integer({ min: -1, max: 2e9 }),
      fc.constantFrom("session", "project", "text", true, false, ["a"], ["a", "b"]),
    );
    holds(
      fc.property(hostileRecord(names, near), (raw) => {
        // Null is left out, which the schema has no word for.
        const given = Object.fromEntries(
          Object.entries(raw).filter(([key, value]) => value !== null || !(key in spec.takes)),
        );
        assertEquals(decodeInput(spec.takes, given).kind === "ok", isValid(given), name);
      }),
      300,
    );
  }
});
