import { assertEquals } from "@std/assert";
import type { BroughtOver } from "../../src/model/original_notes.ts";
import type {
  SettingsOutcome,
  TextChange,
  TextOutcome,
  TextOutcomes,
  UnwireReport,
  WireReport,
} from "../../src/model/wiring.ts";
import { renderInstall, renderInstallEnd, renderUninstall } from "../../src/render/install.ts";
import { explainNoTarget, explainProblem } from "../../src/render/wiring_problem.ts";

const PATH = "/home/ada/.claude/settings.json";
const ADDED: WireReport = {
  statusLine: "added",
  hud: "tokenroom",
  hasOwnStatusLine: false,
  hooksAdded: ["SessionStart", "UserPromptSubmit"],
  hooksUpdated: [],
  hooksRemoved: [],
  replacedOriginal: false,
  allHooksDisabled: false,
  skippedFrom: null,
};

function changed<Report>(report: Report) {
  return {
    kind: "changed",
    path: PATH,
    before: "{}\n",
    after: '{"a":1}\n',
    report,
    backup: null,
    restored: false,
  } as const;
}

function text(report: TextChange, given: Partial<TextOutcome> = {}): TextOutcome {
  return { ...changed(report), path: `/home/ada/.claude/${report}.md`, ...given } as TextOutcome;
}

/** Nothing happened to the other files. */
const NO_TEXTS: TextOutcomes = {
  skill: text("none", { kind: "unchanged" }),
  memory: text("none", { kind: "unchanged" }),
};

Deno.test("renderInstall() says what changed, where the former bytes are, and what is left to do", () => {
  const settings = { ...changed(ADDED), backup: "/home/ada/.tokenroom/backups/settings-1.json" };
  const server = {
    kind: "by_hand",
    why: "no_client",
    lines: ["claude mcp add --scope user tokenroom -- /x/tokenroom mcp"],
  } as const;
  assertEquals(
    renderInstall(settings, NO_TEXTS, server, false),
    `/home/ada/.claude/settings.json
  statusline  wired
  hooks       2 events wired (SessionStart, UserPromptSubmit)
  backup      /home/ada/.tokenroom/backups/settings-1.json
  MCP server  there is no claude on the PATH; run it yourself:
      claude mcp add --scope user tokenroom -- /x/tokenroom mcp
`,
  );
});

Deno.test("renderInstall() shows a dry run with the exact difference", () => {
  const server = { kind: "planned", lines: ["claude mcp add"] } as const;
  const report: WireReport = {
    ...ADDED,
    statusLine: "composed",
    hud: "both",
    hasOwnStatusLine: true,
    hooksAdded: [],
    hooksUpdated: ["SessionStart"],
    hooksRemoved: ["Stop"],
    replacedOriginal: true,
    allHooksDisabled: true,
    skippedFrom: { line: 3, column: 7 },
  };
  const notes = { pins: 3, pinsLeft: 0, plan: "plan", stepsLeft: 0 } as const;
  const replaced = { notes, formerSkill: "/home/ada/.claude/skills/headroom" };
  assertEquals(
    renderInstall(changed(report), NO_TEXTS, server, true, replaced),
    `/home/ada/.claude/settings.json
  ATTENTION   NOTHING IN THIS FILE WORKS, your own settings included: Claude Code reads
              strict JSON and skips the whole file for one comment or trailing comma, such as
              the one at line 3, column 7. What is wired works once they are gone.
  ATTENTION   disableAllHooks is set: neither hooks nor statusline will run
  statusline  yours stays, with our row beside it (--hud own or tokenroom changes that)
  hooks       1 event updated to this tokenroom and your Claude Code
              old entries taken out of 1 event (Stop)
  original    the Node tokenroom is replaced; its files stay as they are
  its notes   brought over: 3 pins for every project, its plan (tokenroom resume)
  its skill   /home/ada/.claude/skills/headroom has its earlier name; delete it, unless it is yours
  MCP server  would run: claude mcp add
--- /home/ada/.claude/settings.json
+++ /home/ada/.claude/settings.json
@@ -1 +1 @@
-{}
+{"a":1}
`,
  );
  assertEquals(renderInstallEnd(true), "Nothing was written.\n");
});

Deno.test("renderInstall() says of a second installation what it changed, and why there is no copy", () => {
  const report: WireReport = {
    ...ADDED,
    statusLine: "updated",
    hooksAdded: ["PostToolBatch"],
    hooksUpdated: ["SessionStart", "UserPromptSubmit", "Stop"],
    hooksRemoved: ["PostToolUse"],
  };
  assertEquals(
    renderInstall(changed(report), NO_TEXTS, SAME, false),
    `/home/ada/.claude/settings.json
  statusline  updated
  hooks       1 event wired (PostToolBatch)
              3 events updated to this tokenroom and your Claude Code
              old entries taken out of 1 event (PostToolUse)
  backup      none needed: nobody else changed this file since the last install
`,
  );
});

Deno.test("renderInstallEnd() does not promise what the client will not read", () => {
  assertEquals(
    renderInstallEnd(false, true),
    "NOT WORKING YET: do first what ATTENTION above says.\n",
  );
});

Deno.test("renderInstall() says what of the Node original's notes came over and what did not", () => {
  const report = { ...ADDED, replacedOriginal: true };
  const told = (notes: BroughtOver | null) =>
    renderInstall({ ...changed(report), before: null }, NO_TEXTS, SAME, false, {
      notes,
      formerSkill: null,
    })
      .split("\n").slice(4, -1);
  const none: BroughtOver = { pins: 0, pinsLeft: 0, plan: "none", stepsLeft: 0 };
  assertEquals([told(null), told(none)], [[], []]);
  assertEquals(told({ pins: 1, pinsLeft: 2, plan: "plan", stepsLeft: 1 }), [
    "  its notes   brought over: 1 pin for every project, its plan (tokenroom resume); " +
    "not brought over: 2 pins without room or not understood, 1 step of its plan",
  ]);
  assertEquals(told({ ...none, pinsLeft: null, plan: "over" }), [
    "  its notes   not brought over: its pins, which are not understood, its plan, which is over",
  ]);
  assertEquals(told({ ...none, plan: "unreadable" }), [
    "  its notes   not brought over: its plan, which is not understood",
  ]);
});

const UNCHANGED = { ...changed(ADDED), kind: "unchanged" } as const;
const SAME = { kind: "unchanged" } as const;

Deno.test("renderInstall() says what became of the skill and of the line in the memory", () => {
  const told = (texts: Partial<TextOutcomes>) =>
    renderInstall(UNCHANGED, { ...NO_TEXTS, ...texts }, SAME, false).split("\n").slice(2, -1);
  assertEquals(told({ skill: text("added"), memory: text("added") }), [
    "  skill       installed",
    "  CLAUDE.md   one line added (--no-memory leaves it out)",
  ]);
  assertEquals(told({ skill: text("replaced", { backup: "/b/SKILL.md" }) }), [
    "  skill       replaced",
    "  backup      /b/SKILL.md",
  ]);
  assertEquals(told({ skill: text("updated"), memory: text("updated") }), [
    "  skill       updated",
    "  CLAUDE.md   our line is updated",
  ]);
  assertEquals(told({ memory: text("replaced") }), [
    "  CLAUDE.md   our line is in, the Node tokenroom's block is out (--no-memory leaves ours out)",
  ]);
  assertEquals(told({ memory: text("cleared") }), [
    "  CLAUDE.md   the Node tokenroom's block is taken out",
  ]);
  const left = (why: "edited" | "foreign" | "declined") =>
    ({ kind: "left", path: "/s", why }) as const;
  assertEquals(told({ skill: left("edited"), memory: left("declined") }), [
    "  skill       /s was changed by you and is left alone; without it, install writes ours",
    "  CLAUDE.md   left out, as you chose (--memory adds one line)",
  ]);
  assertEquals(told({ skill: left("foreign") }), [
    "  skill       /s is not ours and is left alone; without it, install writes ours",
  ]);
  // What could not be done is told on standard error.
  assertEquals(
    told({ skill: { kind: "failed", path: "/s", problem: "read_only", detail: null } }),
    [],
  );
});

Deno.test("renderInstall() shows in a dry run how every file would change", () => {
  const texts = { skill: text("added", { before: null, after: "# S\n" }), memory: text("updated") };
  assertEquals(
    renderInstall(UNCHANGED, texts, SAME, true).split("\n").slice(4),
    [
      "--- /dev/null",
      "+++ /home/ada/.claude/added.md",
      "@@ -0,0 +1 @@",
      "+# S",
      "--- /home/ada/.claude/updated.md",
      "+++ /home/ada/.claude/updated.md",
      "@@ -1 +1 @@",
      "-{}",
      '+{"a":1}',
      "",
    ],
  );
});

Deno.test("renderUninstall() says what became of the skill and of the line in the memory", () => {
  const report: UnwireReport = { statusLine: "unchanged", hooksRemoved: [] };
  const settings = { ...changed(report), kind: "unchanged" } as const;
  const told = (texts: Partial<TextOutcomes>) =>
    renderUninstall(settings, { ...NO_TEXTS, ...texts }, SAME, false).split("\n").slice(2, -1);
  assertEquals(told({ skill: text("removed"), memory: text("removed") }), [
    "  skill       removed",
    "  CLAUDE.md   our line is taken out",
  ]);
  assertEquals(
    told({
      skill: text("removed", { restored: true }),
      memory: text("removed", { restored: true, after: null }),
    }),
    [
      "  skill       the former file is back, byte for byte",
      "  CLAUDE.md   removed, there was none before",
    ],
  );
});

Deno.test("renderUninstall() tells exact bytes from own entries", () => {
  const report: UnwireReport = { statusLine: "restored", hooksRemoved: ["SessionStart"] };
  const none = { kind: "unchanged" } as const;
  assertEquals(
    renderUninstall(changed(report), NO_TEXTS, { kind: "removed" }, false),
    `/home/ada/.claude/settings.json
  statusline  yours is back
  hooks       1 event removed
  kept        everything else as it stands now
  MCP server  taken out
`,
  );
  assertEquals(
    renderUninstall({ ...changed(report), restored: true }, NO_TEXTS, none, false),
    `${PATH}\n  settings    the former file is back, byte for byte\n`,
  );
  assertEquals(
    renderUninstall({ ...changed(report), restored: true, after: null }, NO_TEXTS, none, false),
    `${PATH}\n  settings    removed, there was none before\n`,
  );
  const custom: UnwireReport = { statusLine: "left_custom", hooksRemoved: [] };
  const server = { kind: "foreign", command: "other\x1b[2J x" } as const;
  assertEquals(
    renderUninstall({ ...changed(custom), kind: "unchanged" }, NO_TEXTS, server, false),
    `${PATH}
  settings    nothing of ours in it
  statusline  runs tokenroom in a command of your own; take it out by hand
  MCP server  somebody else's, left alone: other [2J x
`,
  );
});

type NotDone = Extract<SettingsOutcome<never>, { kind: "refused" | "failed" }>;

Deno.test("explainProblem() is one sentence on one line for every problem", () => {
  const at = { line: 3, column: 5 };
  const refusals: NotDone[] = ([
    { problem: "encoding" },
    { problem: "depth" },
    { problem: "syntax", at, expected: null },
    { problem: "syntax", at, expected: "a comma" },
    { problem: "shape", at, key: "", expected: "an object" },
    { problem: "duplicate", at, key: "a\nb" },
    { problem: "markers", at },
  ] as const).map((refusal) => ({ kind: "refused", path: PATH, refusal }));
  const failures: NotDone[] = ([
    "no_directory",
    "no_file_space",
    "read_only",
    "not_ours",
    "changed_meanwhile",
    "not_sealed",
    "too_large",
    "mounted",
    "state",
    "failed",
  ] as const).map((problem) => ({ kind: "failed", path: PATH, problem, detail: "a\nb" }));
  for (const outcome of [...refusals, ...failures]) {
    const text = explainProblem(outcome, "install");
    assertEquals(text.includes("\n"), false, text);
    assertEquals(text.includes("/home/ada/.claude"), true, text);
  }
  assertEquals(
    explainProblem(
      { kind: "refused", path: PATH, refusal: { problem: "syntax", at, expected: "a comma" } },
      "uninstall",
    ),
    "/home/ada/.claude/settings.json is not valid JSON at line 3, column 5 (expected a comma) " +
      "and it is left exactly as it was; mend it there and run tokenroom uninstall again",
  );
});

Deno.test("explainNoTarget() says how to seal for another directory", () => {
  assertEquals(
    explainNoTarget({ kind: "other_dir", dir: "/b", dirs: ["/a", "/c"] }),
    "/b is not a directory this executable was sealed for (it serves /a, /c); " +
      "run install.sh --config-dir /b to seal one that serves it",
  );
});
