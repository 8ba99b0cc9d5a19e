import { assert, assertEquals } from "@std/assert";
import { COMMANDS, specOf } from "../../src/render/command_specs.ts";
import { renderHelp, renderOverview } from "../../src/render/help.ts";

Deno.test("the overview lists every command once with what it does", () => {
  const lines = renderOverview(COMMANDS).split("\n");
  for (const { verb, summary } of COMMANDS) {
    const rows = lines.filter((line) => line.startsWith(`  ${verb} `));
    assertEquals(rows.map((row) => row.slice(2 + verb.length).trim()), [summary]);
  }
});

for (const spec of COMMANDS) {
  Deno.test(`the help of ${spec.verb} names its usage, options and examples within 100 columns`, () => {
    const page = renderHelp(spec);
    assert(spec.usage.startsWith(`tokenroom ${spec.verb}`));
    for (const part of [spec.usage, ...spec.options.map((option) => `--${option.name}`)]) {
      assert(page.includes(part), part);
    }
    for (const example of spec.examples) assert(page.includes(`  ${example}`), example);
    assert(page.endsWith("\n") && !page.endsWith("\n\n"));
    for (const line of page.split("\n")) assert(line.length <= 100, line);
  });
}

Deno.test("the fields of a template stand in a table that fits 80 columns", () => {
  const page = renderHelp(specOf("line")!);
  const [, table = ""] = /a brace\):\n([\s\S]*?)\n\n/.exec(page) ?? [];
  const rows = table.split("\n");
  assert(rows.length > 10 && rows.every((row) => /^ {2}/.test(row) && row.length <= 80), table);
});

Deno.test("specOf() knows the verbs and nothing that an object inherits", () => {
  assertEquals(specOf("status")?.verb, "status");
  for (const verb of ["", "constructor", "toString", "STATUS"]) assertEquals(specOf(verb), null);
});
