// For any settings that a person could have, in any formatting.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parse } from "jsonc-parser";
import { unwireSettings, wireSettings } from "../../../src/clients/claude_code/settings.ts";
import { inspectSettings } from "../../../src/clients/claude_code/settings_inspect.ts";
import { namesOf, verbOf, WIRED_EVENTS } from "../../../src/clients/claude_code/wiring.ts";

const EXE = '/home/ada/pläce with "$x`/tokenroom';
const RUNS = { numRuns: 400 };

const command = fc.oneof(
  fc.string({ minLength: 1 }).filter((text) => text.trim() !== ""),
  fc.constantFrom("~/line.sh", "cat # all", "a | b; c", "printf '\\033[1m'", "echo {\n}"),
);
const hook = fc.record(
  { type: fc.constant("command"), command, args: fc.array(fc.string()), timeout: fc.nat() },
  { requiredKeys: ["type", "command"] },
);
const group = fc.record(
  { matcher: fc.string(), hooks: fc.array(hook, { maxLength: 3 }) },
  { requiredKeys: ["hooks"] },
);
const EVENTS = WIRED_EVENTS.flatMap(namesOf);
const event = fc.constantFrom(...EVENTS, "Stop", "");
const settings = fc.record({
  model: fc.string(),
  permissions: fc.jsonValue(),
  statusLine: fc.record(
    { type: fc.constant("command"), command, padding: fc.nat() },
    { requiredKeys: ["type", "command"] },
  ),
  hooks: fc.dictionary(event, fc.array(group, { maxLength: 3 })),
  "": fc.jsonValue(),
  'ключ "\\': fc.jsonValue(),
}, { requiredKeys: [] });

// Blanks, line breaks and comments between the tokens, drawn from a seed of numbers.
const trivia = fc.record({
  mark: fc.boolean(),
  eol: fc.constantFrom("\n", "\r\n"),
  unit: fc.constantFrom("", "  ", "    ", "\t"),
  lined: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
  comments: fc.array(fc.constantFrom("", "", "", "// c", "/* c */"), {
    minLength: 1,
    maxLength: 20,
  }),
  colon: fc.constantFrom(":", ": ", " : "),
  trailingComma: fc.boolean(),
  end: fc.constantFrom("", "\n", "\r\n", "  \n"),
});
type Trivia = typeof trivia extends fc.Arbitrary<infer T> ? T : never;

function format(value: unknown, style: Trivia): string {
  let step = 0;
  const next = <T>(list: readonly T[]): T => list[step++ % list.length] as T;
  const write = (item: unknown, depth: number): string => {
    if (typeof item !== "object" || item === null) return JSON.stringify(item);
    const isList = Array.isArray(item);
    const [open, close] = isList ? "[]" : "{}";
    const members = isList
      ? item.map((member) => write(member, depth + 1))
      : Object.entries(item).map(([key, member]) =>
        JSON.stringify(key) + style.colon + write(member, depth + 1)
      );
    const lined = next(style.lined);
    const indent = (count: number) => lined ? style.eol + style.unit.repeat(count) : "";
    let text = open ?? "";
    members.forEach((member, index) => {
      const comment = next(style.comments);
      const isLast = index === members.length - 1;
      text += indent(depth + 1) + member;
      if (!isLast || style.trailingComma) text += ",";
      if (comment !== "") text += ` ${comment}${comment.startsWith("//") ? style.eol : ""}`;
    });
    return text + indent(depth) + close;
  };
  return (style.mark ? "\uFEFF" : "") + write(value, 0) + style.end;
}

const hookForm = fc.constantFrom("exec" as const, "shell" as const, null);
const hud = fc.constantFrom("both" as const, "own" as const, "tokenroom" as const, null);
const toolBatch = fc.constantFrom(true, false, null);
const wiring = fc.record({ executable: fc.constant(EXE), hookForm, toolBatch, hud });

function read(text: string): Record<string, unknown> {
  const errors: { error: number; offset: number; length: number }[] = [];
  const value = parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  assertEquals(errors, [], text);
  return value;
}

// The text as it reads once what we add is taken out of it again.
function withoutOurs(value: Record<string, unknown>): Record<string, unknown> {
  const copy = structuredClone(value);
  delete copy.statusLine;
  const hooks = copy.hooks as Record<string, { hooks: { command: string }[] }[]> | undefined;
  for (const [name, groups] of Object.entries(hooks ?? {})) {
    const kept = groups.filter((group) =>
      group.hooks.every(({ command }) =>
        command !== EXE && !command.endsWith(` hook ${verbOf(name)}`)
      )
    );
    if (hooks !== undefined) hooks[name] = kept;
  }
  return copy;
}

// Adding an empty list or object where there was none is no change of a value.
function pruned(value: Record<string, unknown>): Record<string, unknown> {
  const hooks = Object.entries(value.hooks as Record<string, unknown[]> ?? {})
    .filter(([, groups]) => groups.length > 0);
  const { hooks: _hooks, ...rest } = value;
  return { ...rest, ...(hooks.length > 0 ? { hooks: Object.fromEntries(hooks) } : {}) };
}

Deno.test("wireSettings() gives text that parses, wires everything and keeps every other value", () => {
  fc.assert(
    fc.property(settings, trivia, wiring, (value, style, wanted) => {
      const text = format(value, style);
      const result = wireSettings(text, wanted);
      assert(!("problem" in result), text);
      const after = read(result.text);
      assertEquals(pruned(withoutOurs(after)), pruned(withoutOurs(read(text))), text);
      const inspection = inspectSettings(result.text, EXE);
      assert(!("problem" in inspection));
      assertEquals(inspection.statusLine.kind, "ours");
      assertEquals(inspection.missingEvents, []);
      assertEquals(inspection.mismatchedEvents, []);
      assertEquals(inspection.doubledEvents, []);
      assertEquals(wanted.toolBatch === true, "PostToolBatch" in ours(after));
      assertEquals(wanted.toolBatch !== true, "PostToolUse" in ours(after));
      assertEquals(result.text.startsWith("\uFEFF"), style.mark);
    }),
    RUNS,
  );
});

// Our entries as an older version, another place or a person's hand may have left them.
const leftover = fc.record({
  event: fc.constantFrom(...EVENTS, "Stop"),
  verb: fc.constantFrom(...EVENTS.map(verbOf), "stop"),
  matcher: fc.constantFrom(undefined, "", "*", "Bash", "auto", "rate_limit", "Agent|Task|Workflow"),
  executable: fc.constantFrom(EXE, "/old/tokenroom"),
  beside: fc.array(hook, { maxLength: 2 }),
});

Deno.test("wireSettings() wires each event once with its matcher, whatever stood there of ours", () => {
  fc.assert(
    fc.property(fc.array(leftover, { maxLength: 8 }), trivia, wiring, (left, style, wanted) => {
      const hooks: Record<string, unknown[]> = {};
      for (const { event, verb, matcher, executable, beside } of left) {
        const own = { type: "command", command: executable, args: ["hook", verb] };
        (hooks[event] ??= []).push({
          ...(matcher === undefined ? {} : { matcher }),
          hooks: [...beside, own],
        });
      }
      const result = wireSettings(format({ hooks }, style), wanted);
      assert(!("problem" in result));
      const after = read(result.text);
      const events = ours(after);
      assertEquals(Object.keys(events).length, WIRED_EVENTS.length);
      for (const wired of WIRED_EVENTS) {
        const [groups, ...others] = namesOf(wired).flatMap((name) => events[name] ?? []);
        assertEquals([groups?.matcher, others], [wired.matcher, []]);
      }
      const foreign = left.flatMap(({ event, matcher, beside }) =>
        beside.map((each) => JSON.stringify([event, matcher, each]))
      );
      assertEquals(foreignHooks(after).toSorted(), foreign.toSorted());
      const again = wireSettings(result.text, wanted);
      assertEquals("problem" in again ? null : again.text, result.text);
    }),
    RUNS,
  );
});

interface Group {
  readonly matcher?: string;
  readonly hooks: readonly { readonly command: string; readonly args?: readonly string[] }[];
}

const isOurs = ({ command, args }: Group["hooks"][number]) =>
  command.includes("tokenroom") && (args?.[0] === "hook" || command.includes('" hook '));

/** Groups that call us, by event; no matcher is null. */
function ours(settings: Record<string, unknown>): Record<string, { matcher: string | null }[]> {
  const hooks = (settings.hooks ?? {}) as Record<string, Group[]>;
  const found = Object.entries(hooks).map(([name, groups]) => [
    name,
    groups.flatMap((group) =>
      group.hooks.filter(isOurs).map(() => ({ matcher: plainMatcher(group) }))
    ),
  ]);
  return Object.fromEntries(found.filter(([, groups]) => (groups ?? []).length > 0));
}

// Three ways to say "every occurrence".
function plainMatcher({ matcher }: Group): string | null {
  return matcher === undefined || matcher === "" || matcher === "*" ? null : matcher;
}

function foreignHooks(settings: Record<string, unknown>): string[] {
  const hooks = (settings.hooks ?? {}) as Record<string, Group[]>;
  return Object.entries(hooks).flatMap(([name, groups]) =>
    groups.flatMap((group) =>
      group.hooks.filter((each) => !isOurs(each))
        .map((each) => JSON.stringify([name, group.matcher, each]))
    )
  );
}

Deno.test("wireSettings() twice is the same as once", () => {
  fc.assert(
    fc.property(settings, trivia, wiring, (value, style, wanted) => {
      const once = wireSettings(format(value, style), wanted);
      assert(!("problem" in once));
      const twice = wireSettings(once.text, wanted);
      assert(!("problem" in twice));
      assertEquals(twice.text, once.text);
    }),
    RUNS,
  );
});

Deno.test("unwireSettings() undoes wireSettings() from the text alone", () => {
  fc.assert(
    fc.property(settings, trivia, wiring, (value, style, wanted) => {
      const text = format(value, style);
      const once = wireSettings(text, wanted);
      assert(!("problem" in once));
      const back = unwireSettings(once.text, EXE, { statusLine: null, text });
      assert(!("problem" in back));
      assertEquals(read(back.text), read(text), `${text}\n--- wired\n${once.text}`);
      assertEquals(back.text.replace(/\s/g, ""), text.replace(/\s/g, ""));
    }),
    RUNS,
  );
});

Deno.test("wireSettings() and inspectSettings() never throw, whatever the text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.tuple(settings, trivia, fc.nat(), fc.nat(40)).map(([value, style, at, length]) => {
      const whole = format(value, style);
      const start = at % (whole.length + 1);
      return whole.slice(0, start) + whole.slice(start + length);
    }),
  );
  fc.assert(
    fc.property(text, wiring, (damaged, wanted) => {
      const result = wireSettings(damaged, wanted);
      inspectSettings(damaged, EXE);
      unwireSettings(damaged, EXE, { statusLine: null, text: damaged });
      if (!("problem" in result)) read(result.text);
    }),
    RUNS,
  );
});
