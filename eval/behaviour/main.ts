// Continuity over a compaction, with and without tokenroom, in the real client with a scripted
// model. Prints the report and writes it to RESULTS.md beside this file; exits with 1 when something
// that tokenroom promises to give back is missing. Run after a build, with the client at hand:
//   .ci/deno task eval:behaviour
import { FACTS, type Outcome, play, TRIGGERS } from "./continuity.ts";

const outcomes: Outcome[] = [];
for (const trigger of TRIGGERS) {
  for (const hasTokenroom of [false, true]) outcomes.push(await play(trigger, hasTokenroom));
}
const report = render(outcomes);
console.log(report);
Deno.writeTextFileSync(new URL("./RESULTS.md", import.meta.url), report);
const isKept = ({ hasTokenroom, present }: Outcome) =>
  !hasTokenroom || present.length === FACTS.length;
if (!outcomes.every(isKept)) Deno.exit(1);

function render(results: readonly Outcome[]): string {
  const column = (outcome: Outcome) =>
    `${outcome.trigger}, ${outcome.hasTokenroom ? "with" : "without"}`;
  const mark = (names: readonly string[], name: string) => names.includes(name) ? "yes" : "-";
  return [
    "# Continuity over a compaction",
    "",
    "**No real model was run.** The client is the real one, its model is scripted: it answers a " +
    'compaction with "Scripted summary.", which says nothing. So this shows what a model is *sent*, ' +
    "in the worst case of a summary; it does not show what a model makes of it, and a real summary " +
    "would hold some of these facts in its own words.",
    "",
    "## In the first request after the compaction",
    "",
    `| fact | ${results.map(column).join(" | ")} |`,
    `|---|${results.map(() => "---|").join("")}`,
    ...FACTS.map(({ name }) =>
      `| ${name} | ${results.map(({ present }) => mark(present, name)).join(" | ")} |`
    ),
    `| of ${FACTS.length} | ${results.map(({ present }) => present.length).join(" | ")} |`,
    "",
    "## Asked of the model that summarises, beside the conversation",
    "",
    `| fact | ${results.map(column).join(" | ")} |`,
    `|---|${results.map(() => "---|").join("")}`,
    ...FACTS.map(({ name }) =>
      `| ${name} | ${results.map(({ asked }) => mark(asked, name)).join(" | ")} |`
    ),
    "",
    "## What was said",
    "",
    "Four exchanges: the person states a constraint in the first and another in the second; the " +
    "agent makes a branch, changes a file and adds one; then two exchanges about nothing, which the " +
    "client keeps word for word. With tokenroom a pin, a checkpoint and a handoff are saved after " +
    "the second exchange, by the functions behind its commands and tools. A fact counts as present " +
    "where its exact words stand in a message of the request. Branch, files and commit are there " +
    "without tokenroom too: the client sends its own git status anew after a compaction.",
    "",
  ].join("\n");
}
