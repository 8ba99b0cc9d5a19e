import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { FIELD_NAMES, FORMAT_FIELDS, parseFormat } from "../../src/model/line_format.ts";
import { holds } from "../support/property.ts";

const text = (value: string) => ({ kind: "text", text: value } as const);
const field = (name: string, fallback = "–") => ({ kind: "field", name, fallback } as const);

Deno.test("parseFormat() reads text, fields, what stands for them, and braces", () => {
  assertEquals(parseFormat("a {5h} {week|no week}{{x}}{cost|}"), [
    text("a "),
    field("5h"),
    text(" "),
    field("week", "no week"),
    text("{"),
    text("x"),
    text("}"),
    field("cost", ""),
  ]);
});

Deno.test("parseFormat() names what it does not know", () => {
  for (const name of ["5H", "", "constructor", "5h.", "week.nope"]) {
    assertEquals(parseFormat(`{${name}}`), { kind: "unknown", name });
  }
  assertEquals(parseFormat("a { b"), { kind: "open-brace" });
  assertEquals(parseFormat("{5h"), { kind: "open-brace" });
  assertEquals(parseFormat("5h}"), { kind: "stray-brace" });
});

Deno.test("parseFormat() never throws, and gives text back as it was", () => {
  holds(fc.property(fc.string({ unit: "binary" }), (template) => {
    const parts = parseFormat(template);
    if ("kind" in parts || /[{}]/.test(template)) return;
    assertEquals(parts, template === "" ? [] : [text(template)]);
  }));
});

Deno.test("what help tells of fields names each kind of them", () => {
  const told = FIELD_NAMES.flatMap(([names]) => names.split(" ")).filter((name) => name !== "…");
  for (const name of told) assert(FORMAT_FIELDS.includes(name), name);
  for (const name of FORMAT_FIELDS) {
    assert(told.includes(name) || told.includes(name.replace(/^(week|spend)\./, "5h.")), name);
  }
});
