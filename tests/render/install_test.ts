import { assertEquals } from "@std/assert";
import type { SettingsOutcome, UnwireReport, WireReport } from "../../src/model/wiring.ts";
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

Deno.test("renderInstall() says what changed, where the former bytes are, and what is left to do", () => {
  const settings = { ...changed(ADDED), backup: "/home/ada/.tokenroom/backups/settings-1.json" };
  const server = {
    kind: "by_hand",
    why: "no_client",
    lines: ["claude mcp add --scope user tokenroom -- /x/tokenroom mcp"],
  } as const;
  assertEquals(
    renderInstall(settings, server, false),
    `/home/ada/.claude/settings.json
  statusline  wired
  hooks       2 events wired
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
  assertEquals(
    renderInstall(changed(report), server, true),
    `/home/ada/.claude/settings.json
  statusline  yours stays, with our row above it (--hud own or tokenroom changes that)
  hooks       1 event wired to this tokenroom
  hooks       1 event freed of entries that are not needed
  original    the Node tokenroom is replaced
  MCP server  would run: claude mcp add
  ATTENTION   Claude Code skips this whole file: it reads no comments and no trailing
              commas (line 3, column 7). Take them out, or nothing in it has effect.
  ATTENTION   disableAllHooks is set: neither hooks nor statusline will run
--- /home/ada/.claude/settings.json
+++ /home/ada/.claude/settings.json
@@ -1 +1 @@
-{}
+{"a":1}
`,
  );
  assertEquals(renderInstallEnd(true), "Nothing was written.\n");
});

Deno.test("renderUninstall() tells exact bytes from own entries", () => {
  const report: UnwireReport = { statusLine: "restored", hooksRemoved: ["SessionStart"] };
  const none = { kind: "unchanged" } as const;
  assertEquals(
    renderUninstall(changed(report), { kind: "removed" }, false),
    `/home/ada/.claude/settings.json
  statusline  yours is back
  hooks       1 event removed
  kept        everything else as it stands now
  MCP server  taken out
`,
  );
  assertEquals(
    renderUninstall({ ...changed(report), restored: true }, none, false),
    `${PATH}\n  settings    the former file is back, byte for byte\n`,
  );
  assertEquals(
    renderUninstall({ ...changed(report), restored: true, after: null }, none, false),
    `${PATH}\n  settings    removed, there was none before\n`,
  );
  const custom: UnwireReport = { statusLine: "left_custom", hooksRemoved: [] };
  const server = { kind: "foreign", command: "other\x1b[2J x" } as const;
  assertEquals(
    renderUninstall({ ...changed(custom), kind: "unchanged" }, server, false),
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
