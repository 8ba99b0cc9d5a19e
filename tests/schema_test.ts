import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodePayload } from "../src/clients/claude_code/payload.ts";
import { decodeState } from "../src/model/resource_state.ts";
import { fixtureNames, readFixture, setField } from "./support/fixture.ts";
import { holds, hostileValue } from "./support/property.ts";
import { publishedFor } from "./support/published.ts";
import { closed, validator } from "./support/schema.ts";

type Json = Record<string, unknown>;

const NOW = 1_795_384_000;
const ROOT = new URL("../", import.meta.url);
const SCHEMA: Json = JSON.parse(
  Deno.readTextFileSync(new URL("schema/resource-state.v0.schema.json", ROOT)),
);

const report = validator(SCHEMA);
const published = validator(closed(SCHEMA));

for (const name of fixtureNames("statusline-")) {
  Deno.test(`the state published for ${name} has every field of the schema and no other`, () => {
    const snapshot = decodePayload(readFixture(name));
    assertEquals(snapshot === null ? ["unreadable"] : published(publishedFor(snapshot, NOW)), []);
  });
}

Deno.test("the state published for a payload with nothing but a session follows the schema", () => {
  const snapshot = decodePayload({ session_id: "s" });
  assertEquals(snapshot === null ? ["unreadable"] : published(publishedFor(snapshot, NOW)), []);
});

Deno.test("the state published where the model's window is not known follows the schema", () => {
  const payload = setField(
    readFixture("statusline-subscription"),
    "context_window.context_window_size",
    null,
  );
  const snapshot = decodePayload(payload);
  const state = snapshot === null ? {} : publishedFor(snapshot, NOW);
  assertEquals(published(state), []);
  assertEquals((state.context as Json).ceiling_tokens, null);
});

function sample(): Json {
  const snapshot = decodePayload(readFixture("statusline-subscription"));
  return snapshot === null ? {} : publishedFor(snapshot, NOW);
}

const WRONG: readonly (readonly [string, unknown])[] = [
  ["resource_state", 1],
  ["resource_state", "0"],
  ["session.id", "a/b"],
  ["session.id", "a..b"],
  ["session.id", null],
  ["session.cwd", ""],
  ["windows", null],
  ["windows", [{ key: "five_hour" }]],
  ["windows", [{ key: "five_hour", used_pct: 101 }]],
  ["windows", [{ key: "five_hour", used_pct: "47" }]],
  ["windows", [{ key: "five_hour", used_pct: 47, resets_at: 1_795_384_000_000 }]],
  ["context.state", "full"],
  ["context.used_tokens", null],
  ["context.used_tokens", 0],
  ["context.window_tokens", -1],
  ["cache.warm", "yes"],
  ["cost.session_usd", -1],
];

for (const [path, value] of WRONG) {
  Deno.test(`the schema refuses ${JSON.stringify(value)} for ${path}`, () => {
    assert(report(sample()).length === 0);
    assert(report(setField(sample(), path, value)).length > 0);
  });
}

Deno.test("the schema allows fields that a later release adds", () => {
  assertEquals(report(setField(sample(), "session.mood", "fine")), []);
  assertEquals(published(setField(sample(), "session.mood", "fine")).length, 1);
});

// Whoever follows the schema is understood: nothing valid is lost on the way in.
Deno.test("every value that follows the schema survives decodeState()", () => {
  const paths = fc.constantFrom(
    "harness.name",
    "harness.version",
    "session.cwd",
    "session.project_dir",
    "session.transcript_path",
    "session.model.id",
    "session.model.name",
    "windows.0.used_pct",
    "windows.0.resets_at",
    "windows.0.key",
    "context.window_tokens",
    "context.used_tokens",
    "cache.warm",
    "cache.expires_at",
    "cache.ttl",
    "cache.recache_tokens",
    "cache.misses",
    "cache.last_miss_cause",
    "cost.session_usd",
    "cost.api_ms",
  );
  holds(
    fc.property(paths, hostileValue(), (path, value) => {
      const state = setField(sample(), path, value);
      fc.pre(report(state).length === 0 && value !== null);
      const snapshot = decodeState(state);
      assert(snapshot !== null);
      const back = publishedFor(snapshot, NOW);
      const get = (tree: unknown) =>
        path.split(".").reduce<unknown>((node, name) => (node as Json)?.[name], tree);
      const rounded = typeof value === "number" && path.endsWith("used_pct")
        ? Math.round((100 - Math.round((100 - value) * 10) / 10) * 10) / 10
        : value;
      assertEquals(get(back), Object.is(rounded, -0) ? 0 : rounded);
    }),
    3000,
  );
});

const DOCUMENT = Deno.readTextFileSync(new URL("docs/RESOURCE-STATE.md", ROOT));

function examples(): unknown[] {
  return [...DOCUMENT.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) =>
    JSON.parse(text ?? "")
  );
}

Deno.test("every example of the document follows the schema and is understood", () => {
  assert(examples().length >= 2);
  for (const example of examples()) {
    assertEquals(report(example), []);
    assert(decodeState(example) !== null);
  }
});

Deno.test("the document's first example is a whole published state", () => {
  assertEquals(published(examples()[0]), []);
});

Deno.test("the document names every field of the schema", () => {
  const names = new Set<string>();
  const collect = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("properties" in node && "type" in node) {
      Object.keys((node as { properties: Json }).properties).forEach((name) => names.add(name));
    }
    Object.values(node).forEach(collect);
  };
  collect(SCHEMA);
  assert(names.size > 30);
  for (const name of names) assert(DOCUMENT.includes(`\`${name}\``), `\`${name}\``);
});
