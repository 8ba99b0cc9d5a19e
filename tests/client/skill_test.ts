// What the client makes of the skill, the line in the memory and the tools that it lists by name only.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { SAVED_CHECKPOINT } from "../../src/render/mcp_answers.ts";
import { MEMORY_LINE, SKILL_TEXT } from "../../src/render/skill.ts";
import { call, say } from "./support/answer.ts";
import { type Bench, clientTest, openBench } from "./support/bench.ts";
import { printMode } from "./support/print_mode.ts";
import { textOf, toolResultsOf } from "./support/request.ts";
import { installTokenroom, uninstallTokenroom } from "./support/tokenroom.ts";

const [, frontmatter = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(SKILL_TEXT) ?? [];
const valueOf = (key: string) =>
  new RegExp(`^${key}: "?(.*?)"?$`, "m").exec(frontmatter)?.[1] ?? "missing";
const LISTED = `- tokenroom: ${valueOf("description")} - ${valueOf("when_to_use")}\n`;

async function first(bench: Bench, prompt: string): Promise<string> {
  const { code, stderr } = await printMode(bench.home, prompt);
  assertEquals(code, 0, stderr);
  return textOf(await bench.turn(0));
}

clientTest("the skill and the line in the memory reach the model until uninstall", async () => {
  await using bench = openBench({ script: [] });
  Deno.writeTextFileSync(join(bench.home.dir, ".claude", "CLAUDE.md"), "Speak plainly.");
  await installTokenroom(bench.home);
  const told = await first(bench, "Hello.");
  assertEquals(told.split(LISTED).length, 2, told);
  assertEquals(told.split(MEMORY_LINE).length, 2);
  assertStringIncludes(told, "Speak plainly.");
  // The markers are for people: the client takes them out, so they cost nothing.
  assertEquals(told.includes("<!-- tokenroom"), false);
  assertEquals(told.includes("Working by the budgets"), false, "the body is loaded on demand only");
  await uninstallTokenroom(bench.home);
  await printMode(bench.home, "Hello.");
  const after = textOf(await bench.turn(1));
  assertEquals(after.includes(LISTED) || after.includes(MEMORY_LINE), false);
  assertStringIncludes(after, "Speak plainly.");
});

clientTest("a person's /tokenroom loads the skill's body", async () => {
  await using bench = openBench({ script: [] });
  await installTokenroom(bench.home);
  assertStringIncludes(await first(bench, "/tokenroom"), body.trim());
});

clientTest("an agent loads the skill's body with the Skill tool", async () => {
  await using bench = openBench({ script: [call("Skill", { skill: "tokenroom" }), say("Read.")] });
  await installTokenroom(bench.home);
  assertEquals((await first(bench, "Hello.")).includes(body.trim()), false);
  assertStringIncludes(textOf(await bench.turn(1)), body.trim());
});

interface Offer {
  readonly name: string;
  readonly defer_loading?: boolean;
}

async function offered(bench: Bench, turn: number): Promise<Offer[]> {
  const { tools } = (await bench.turn(turn)).body as { tools: Offer[] };
  return tools.filter(({ name }) => name.startsWith("mcp__tokenroom__"));
}

clientTest(
  "fit_check is offered from the start, the others by name, and a search loads one",
  async () => {
    const PLAN = "mcp__tokenroom__plan_resume";
    const script = [
      call("ToolSearch", { query: `select:${PLAN}`, max_results: 1 }),
      call("ToolSearch", { query: "checkpoint compaction", max_results: 1 }),
      call(PLAN, { summary: "Finish the migration." }),
      say("Put off."),
    ];
    const settings = { permissions: { allow: ["mcp__tokenroom"] } };
    await using bench = openBench({ script, settings });
    await installTokenroom(bench.home);
    const told = await first(bench, "Hello.");
    assertEquals((await offered(bench, 0)).map(({ name }) => name), ["mcp__tokenroom__fit_check"]);
    const names = [...told.matchAll(/^mcp__tokenroom__(\w+)$/gm)].map(([, name]) => name);
    assert(names.includes("plan_resume") && names.includes("checkpoint"), names.join());
    assertEquals((await offered(bench, 1)).map(({ name }) => name).includes(PLAN), true);
    const found = (await offered(bench, 2)).map(({ name }) => name);
    assert(found.includes("mcp__tokenroom__checkpoint"), found.join());
    // In structured form: that is what the client passes on.
    const [result] = toolResultsOf(await bench.turn(3)).slice(-1);
    assertStringIncludes(result ?? "", '"id":1');
  },
);

clientTest("a tool that is only listed runs for an agent that did not look it up", async () => {
  const note = { task: "Finish the migration." };
  const script = [call("mcp__tokenroom__checkpoint", note), say("Saved.")];
  const settings = { permissions: { allow: ["mcp__tokenroom"] } };
  await using bench = openBench({ script, settings });
  await installTokenroom(bench.home);
  await first(bench, "Hello.");
  const [result] = toolResultsOf(await bench.turn(1));
  assertStringIncludes(result ?? "", JSON.stringify({ note: SAVED_CHECKPOINT }).slice(1, -1));
});
