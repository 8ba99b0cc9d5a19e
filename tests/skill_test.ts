// The skill is policy in words: what it quotes has to be what the program does and says.

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { toolMeta } from "../src/clients/claude_code/tool_meta.ts";
import type { Descent } from "../src/decide/descent.ts";
import type { Note } from "../src/decide/notes.ts";
import { APPROACH_PCT, DESCEND_PCT, LAND_PCT, REFILL_SOON_SEC } from "../src/decide/thresholds.ts";
import type { Plan } from "../src/model/plan.ts";
import { MINUTE } from "../src/model/units.ts";
import { renderQueued } from "../src/render/mcp_answers.ts";
import { TOOL_SPECS } from "../src/render/mcp_tools.ts";
import { MEMORY_LINE, SKILL_TEXT } from "../src/render/skill.ts";
import { renderUpdate } from "../src/render/stamp.ts";

const [, frontmatter = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(SKILL_TEXT) ?? [];
const sections = new Map(
  body.split(/^## /m).slice(1).map((section) => {
    const [title = "", ...rest] = section.split("\n");
    return [title, rest.join("\n")] as const;
  }),
);
const oneLine = (text: string) => text.replace(/\s+/g, " ");
const codesIn = (text: string) =>
  [...oneLine(text).matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");

Deno.test("the skill is short enough to be read", () => {
  const lines = SKILL_TEXT.split("\n");
  assert(lines.length < 200, `${lines.length} lines`);
  assert(SKILL_TEXT.length < 8_000, `${SKILL_TEXT.length} characters`);
});

Deno.test("the skill's listing names the stamp, and is paid with every session", () => {
  assert(frontmatter.startsWith("name: tokenroom\ndescription: "));
  for (const key of ["description", "when_to_use"]) {
    const value = new RegExp(`^${key}: (.*)$`, "m").exec(frontmatter)?.[1] ?? "";
    assert(value.includes("[tokenroom]"), key);
    // A colon followed by a blank would end a plain YAML value.
    assert(/^"[^"]*"$/.test(value) || !/: | #|^["'`[{]/.test(value), key);
  }
  assert(frontmatter.length < 300, `${frontmatter.length} characters`);
  assert(MEMORY_LINE.length <= 120, `${MEMORY_LINE.length} characters`);
});

Deno.test("every number of the policy in the skill is the program's", () => {
  const policy = [...sections].filter(([title]) => title !== "Examples").map(([, text]) => text);
  const QUOTED: readonly (readonly [phrase: string, times: number])[] = [
    [`**over ${DESCEND_PCT}%**`, 1],
    [`**${DESCEND_PCT}% or less**: small steps`, 1],
    [`**${APPROACH_PCT}% or less**: finishing moves`, 1],
    [`**${LAND_PCT}% or less**: start nothing`, 1],
    [`a reset within ${REFILL_SOON_SEC / MINUTE} minutes while more than ${LAND_PCT}% is left`, 1],
    [`until ${LAND_PCT}% is left, then start nothing`, 1],
    // Labels of windows.
    ["`5h`", 1],
    ["`7d`", 1],
  ];
  let text = oneLine(policy.join("\n").replace(/^\d+\. /gm, ""));
  for (const [phrase, times] of QUOTED) {
    assertEquals(text.split(phrase).length - 1, times, phrase);
    text = text.replaceAll(phrase, "");
  }
  assertEquals([...text.matchAll(/\d+/g)].map(([number]) => number), []);
});

/** Words of each note that the skill says what to do about. */
const STEMS: Readonly<Record<Exclude<Note["kind"], "descent">, readonly string[]>> = {
  "quota": ["quota — … left", "… ago", "refilled at"],
  "peers": ["shared: …"],
  "made-up-count": ["count of tokens left is made up"],
  "hot-week": ["weekly pace is HOT"],
  "cold-resume": ["resumed cold"],
  "cold": ["cache cold"],
  "room": ["context — ~… tokens before compaction", "before it is full"],
  "near-ceiling": [
    "which comes only if you go on working",
    "no checkpoint is saved",
    "is old",
    "is current",
  ],
  "empties": ["at this pace empty ~…"],
  "trim": ["context fell by ~…"],
  "wall": ["a turn died at"],
  "receipt": ["receipt: …"],
  "alternate": ["finish this unit at full speed"],
};

/** The same of ways to work; the list of the regimes is about the others. */
const DESCENTS: Readonly<Partial<Record<Descent["kind"], string>>> = {
  "cruise": "no need to slow down",
  "refills-soon": "no need to slow down",
  "focused": "focused run: go on at full size",
};

/** What is said outside of stamps and updates. */
const OTHERS = [
  "account switched",
  "quota withheld",
  "plan … ready since",
  "Go on with it",
  "not launched",
  "automatic compaction held",
  "after compaction",
];

Deno.test("skill, line and answer of plan_resume ask for the same at every level", () => {
  const levels = oneLine(sections.get("What matters is what would be lost") ?? "");
  const skillAt = (pct: number) =>
    levels.split("- **").find((level) => level.startsWith(`${pct}% or less`)) ?? "";
  const lineAt = (kind: "descend" | "approach" | "land") =>
    renderUpdate([{ kind: "descent", descent: { kind } }], 0, UTC) ?? "";
  const answerAt = (kind: "cruise" | "descend" | "land") =>
    renderQueued({ plan: PLAN, replacedId: null, isLatest: false, descent: { kind } }, 0, UTC);
  for (const text of [skillAt(APPROACH_PCT), lineAt("approach")]) {
    assert(/complete, test, commit/i.test(text) && /plan_resume/.test(text), text);
  }
  for (const text of [skillAt(DESCEND_PCT), lineAt("descend"), answerAt("descend")]) {
    assert(/small steps, each committed/.test(text) && !/stop/.test(text), text);
  }
  for (const text of [skillAt(LAND_PCT), answerAt("land")]) {
    assert(/commit/i.test(text) && /end the turn|stop/.test(text), text);
  }
  const deferred = /`defer`: [^`]*`plan_resume` it and (go on with what does fit)/
    .exec(oneLine(sections.get("The tools") ?? ""))?.[1];
  assert(deferred !== undefined && answerAt("cruise").toLowerCase().includes(deferred));
});

const UTC = { name: "UTC", offsetMin: () => 0 };
const PLAN: Plan = {
  id: 1,
  sessionId: "s",
  projectDir: null,
  account: null,
  cause: "agent",
  summary: "x",
  queue: [],
  blockedOn: null,
  resetAt: null,
  estTokens: null,
  armed: false,
  createdAt: 0,
  toldAt: null,
  clearedAt: null,
};

Deno.test("the skill says what to do about every kind of line", () => {
  const told = codesIn(sections.get("What a line asks for") ?? "");
  const expected = [...Object.values(STEMS).flat(), ...Object.values(DESCENTS), ...OTHERS];
  assertEquals(expected.filter((stem) => !told.includes(stem)), []);
});

Deno.test("every line that the skill speaks of is one that the program can say", () => {
  const directory = fromFileUrl(new URL("../src/render", import.meta.url));
  const sources = [...Deno.readDirSync(directory)]
    .filter(({ name }) => name.endsWith(".ts"))
    .map(({ name }) => Deno.readTextFileSync(`${directory}/${name}`))
    .join("\n");
  const known = [...Object.keys(TOOL_SPECS), "tokenroom resume --done N"];
  const told = codesIn(sections.get("What a line asks for") ?? "");
  const unknown = told
    .filter((code) => !known.includes(code))
    .flatMap((code) => code.split("…").map((piece) => piece.trim()))
    .filter((piece) => !sources.includes(piece));
  assertEquals(unknown, []);
});

Deno.test("the skill names every tool, and none that there is not", () => {
  const tools = Object.keys(TOOL_SPECS);
  const told = codesIn(sections.get("The tools") ?? "");
  assertEquals(tools.filter((tool) => !told.includes(tool)), []);
  const verdicts = ["fits", "tight", "exceeds", "defer"];
  const others = ["tokenroom", "mcp__tokenroom__plan_resume", ...verdicts];
  assertEquals(told.filter((code) => !tools.includes(code) && !others.includes(code)), []);
});

Deno.test("the skill says which tools are at hand without a search", () => {
  const atHand = Object.keys(TOOL_SPECS)
    .filter((name) => toolMeta(name)?.["anthropic/alwaysLoad"] === true);
  assertEquals(atHand, ["fit_check"]);
  assert(oneLine(sections.get("The tools") ?? "").includes("`fit_check` is at hand"));
});
