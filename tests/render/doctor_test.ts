import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Finding } from "../../src/decide/finding.ts";
import { renderDoctor } from "../../src/render/doctor.ts";
import { sayFinding } from "../../src/render/finding.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { DIR } from "../support/doctor_facts.ts";
import { NOW } from "../support/fake_host.ts";

const UTC = { name: "UTC", offsetMin: () => 0 };
const STYLE = { colour: false, zone: UTC, home: "/home/ann", width: null };
const FILE = `${DIR}/settings.json`;
const SKILL = `${DIR}/skills/tokenroom/SKILL.md`;
const at = { line: 3, column: 5 };

const problem = { level: "problem", dir: DIR } as const;
const note = { level: "note", dir: DIR } as const;
const broken = { ...problem, kind: "refused", path: FILE } as const;
const unreadable = { ...problem, kind: "settings-unreadable", path: FILE } as const;
const complaint = {
  level: "problem",
  kind: "complaint",
  path: "/home/ann/.tokenroom/config.json",
} as const;
const unwritable = {
  level: "problem",
  kind: "state-unwritable",
  path: "/home/ann/.tokenroom",
  detail: "x",
} as const;
const wiped = {
  ...problem,
  kind: "wiped",
  installedAt: NOW - 2 * DAY,
  backups: "/home/ann/.tokenroom/backups",
} as const;

/** Every finding, what is said of it, and what is to be done. */
const LINES: readonly (readonly [Finding, string, string | null])[] = [
  [
    { level: "ok", kind: "wired", dir: DIR, hooks: 7, hasServer: true },
    "/home/ann/.claude is wired: statusline, 7 hooks, MCP server",
    null,
  ],
  [
    { level: "ok", kind: "wired", dir: DIR, hooks: 1, hasServer: false },
    "/home/ann/.claude is wired: statusline, 1 hook",
    null,
  ],
  [{ ...problem, kind: "not-wired" }, "/home/ann/.claude is not wired", "run: tokenroom install"],
  [
    { ...wiped, isGone: false },
    "/home/ann/.claude was wired (Mon 00:12) and is not any more: something rewrote settings.json " +
    "(the client itself has been seen doing so)",
    "run: tokenroom install (what it replaced is kept in /home/ann/.tokenroom/backups)",
  ],
  [
    { ...wiped, isGone: true },
    "/home/ann/.claude was wired (Mon 00:12) and is not any more: something removed settings.json " +
    "(the client itself has been seen doing so)",
    "run: tokenroom install (what it replaced is kept in /home/ann/.tokenroom/backups)",
  ],
  [
    { ...problem, kind: "half-wired", missing: ["statusLine", "PreCompact"] },
    "/home/ann/.claude lacks the statusline and the PreCompact hook",
    "run: tokenroom install",
  ],
  [
    { ...problem, kind: "half-wired", missing: ["PreCompact", "Stop"] },
    "/home/ann/.claude lacks the PreCompact, Stop hooks",
    "run: tokenroom install",
  ],
  [
    { ...problem, kind: "half-wired", missing: ["statusLine"] },
    "/home/ann/.claude lacks the statusline",
    "run: tokenroom install",
  ],
  [
    { ...unwritable, trouble: "read-only" },
    "nothing can be stored: /home/ann/.tokenroom, or a file in it, cannot be written",
    "make it writable for you (ls -la /home/ann/.tokenroom shows whose it is)",
  ],
  [
    { ...unwritable, trouble: "full" },
    "nothing can be stored: the disk of /home/ann/.tokenroom is full",
    "make room on it (df /home/ann/.tokenroom shows how much there is)",
  ],
  [
    { ...unwritable, trouble: "failing" },
    "nothing can be stored: the disk of /home/ann/.tokenroom fails to read or to write",
    "check it for room and for errors",
  ],
  [
    { ...unwritable, trouble: "out-of-reach" },
    "nothing can be stored: tokenroom.db in /home/ann/.tokenroom cannot be opened",
    "check that /home/ann/.tokenroom is a directory, that it is yours and that there is room",
  ],
  [
    { ...unwritable, trouble: null, detail: "odd\x1b[2J" },
    "nothing can be stored in /home/ann/.tokenroom (odd [2J)",
    "make it a directory that you can write to",
  ],
  [
    { ...problem, kind: "mismatched", events: ["PreToolUse"] },
    "/home/ann/.claude restricts PreToolUse to other occurrences than ours",
    "run: tokenroom install",
  ],
  [
    { ...problem, kind: "doubled", events: ["PostToolBatch", "PostToolUse"] },
    "/home/ann/.claude calls us twice at PostToolBatch, PostToolUse",
    "run: tokenroom install",
  ],
  [
    { ...problem, kind: "other-path", path: "/old/tokenroom" },
    "/home/ann/.claude calls another executable: /old/tokenroom (gone, moved, or an older installation)",
    "run: tokenroom install (makes it call this one)",
  ],
  [
    { ...problem, kind: "foreign-statusline" },
    "/home/ann/.claude has a statusline that is not ours, so no figures arrive",
    "run: tokenroom install (keeps that statusline and composes with it; see --hud)",
  ],
  [
    { ...note, kind: "foreign-hooks", hooks: [{ event: "Stop", command: "x".repeat(120) }] },
    `/home/ann/.claude has another hook at Stop: ${
      "x".repeat(99)
    }… (the client does not say whose ` +
    "hook failed, so errors may look like ours)",
    null,
  ],
  [
    {
      ...note,
      kind: "foreign-hooks",
      hooks: [
        { event: "PreToolUse", command: "a" },
        { event: "PreToolUse", command: "b" },
        { event: "SessionStart", command: "c" },
      ],
    },
    "/home/ann/.claude has 3 other hooks at PreToolUse, SessionStart (the client does not say whose " +
    "hook failed, so errors may look like ours)",
    null,
  ],
  [
    { ...problem, kind: "original" },
    "/home/ann/.claude still calls the Node original",
    "run: tokenroom install (replaces it)",
  ],
  [
    { ...problem, kind: "hooks-disabled", path: FILE },
    "/home/ann/.claude/settings.json sets disableAllHooks: no stamp, and no statusline either",
    "take disableAllHooks out of it",
  ],
  [
    { ...broken, refusal: { problem: "syntax", at, expected: "a comma" } },
    "/home/ann/.claude/settings.json is not valid JSON at line 3, column 5 (expected a comma): the " +
    "client skips the whole file",
    "mend it there, then run: tokenroom install",
  ],
  [
    { ...broken, refusal: { problem: "syntax", at, expected: null } },
    "/home/ann/.claude/settings.json is not valid JSON at line 3, column 5: the client skips the " +
    "whole file",
    "mend it there, then run: tokenroom install",
  ],
  [
    { ...broken, refusal: { problem: "shape", at, key: "hooks", expected: "an object" } },
    '/home/ann/.claude/settings.json, line 3, column 5: "hooks" has to be an object',
    "mend it there, then run: tokenroom install",
  ],
  [
    { ...broken, refusal: { problem: "shape", at, key: "", expected: "an object" } },
    "/home/ann/.claude/settings.json, line 3, column 5: its top level has to be an object",
    "mend it there, then run: tokenroom install",
  ],
  [
    { ...broken, refusal: { problem: "duplicate", at, key: "hooks" } },
    '/home/ann/.claude/settings.json, line 3, column 5: "hooks" stands there a second time and the ' +
    "client takes only the last",
    "merge them, then run: tokenroom install",
  ],
  [
    { ...broken, refusal: { problem: "encoding" } },
    "/home/ann/.claude/settings.json is not UTF-8 text",
    "save it as UTF-8, then run: tokenroom install",
  ],
  [
    { ...broken, refusal: { problem: "depth" } },
    "/home/ann/.claude/settings.json is nested too deeply to be a settings file",
    "check what it is",
  ],
  [
    { ...problem, kind: "skipped-by-client", path: FILE, from: at },
    "/home/ann/.claude/settings.json has a comment or a trailing comma at line 3, column 5: the " +
    "client skips the whole file, nothing in it works",
    "take out every comment and trailing comma; the client reads strict JSON only",
  ],
  [
    { ...problem, kind: "no-directory" },
    "/home/ann/.claude does not exist",
    "start claude once, then run: tokenroom install",
  ],
  [
    { ...problem, kind: "settings-moved", path: "/home/ann/dotfiles/settings.json" },
    "/home/ann/.claude/settings.json leads to another file than when this executable was sealed (a " +
    "link was made, moved or removed)",
    "run install.sh again: it seals to where it leads now",
  ],
  [
    { ...unreadable, problem: "read_only", detail: null },
    "/home/ann/.claude/settings.json cannot be read",
    "make it readable for you",
  ],
  [
    { ...unreadable, problem: "failed", detail: "it is not a file" },
    "/home/ann/.claude/settings.json cannot be read (it is not a file)",
    "make it readable for you",
  ],
  [
    { ...unreadable, problem: "too_large", detail: null },
    "/home/ann/.claude/settings.json is too large to be a settings file",
    "check what it is",
  ],
  [
    { ...problem, kind: "skill", state: "absent" },
    `${SKILL} is not there, so the agent has no policy for its budgets`,
    "run: tokenroom install",
  ],
  [
    { ...problem, kind: "skill", state: "outdated" },
    `${SKILL} is of another version of tokenroom`,
    "run: tokenroom install",
  ],
  [
    { ...note, kind: "skill", state: "edited" },
    `${SKILL} was changed by you and stays so`,
    "to have ours: remove it, run: tokenroom install",
  ],
  [
    { ...note, kind: "skill", state: "foreign" },
    `${SKILL} is not ours and stays so`,
    "to have ours: remove it, run: tokenroom install",
  ],
  [
    { ...note, kind: "skill", state: "unreadable" },
    `${SKILL} cannot be read`,
    "make it readable for you",
  ],
  [
    { ...note, kind: "memory", state: "absent" },
    "/home/ann/.claude/CLAUDE.md has no line about tokenroom",
    "run: tokenroom install (or, to be left alone: tokenroom install --no-memory)",
  ],
  [
    { ...note, kind: "memory", state: "outdated" },
    "/home/ann/.claude/CLAUDE.md has another line about tokenroom than this version's",
    "run: tokenroom install",
  ],
  [
    { ...note, kind: "memory", state: "unreadable" },
    "/home/ann/.claude/CLAUDE.md cannot be read, has a marker of tokenroom without its counterpart, " +
    "or leads to another file than when this executable was sealed",
    "run: tokenroom install (it says which)",
  ],
  [
    { ...broken, refusal: { problem: "markers", at } },
    `${FILE}, line 3: a tokenroom marker stands there without its counterpart`,
    "take it out, then run: tokenroom install",
  ],
  [
    { ...problem, kind: "server-absent", line: 'claude mcp add -- "/a b/tokenroom" mcp' },
    "the MCP server is not registered for /home/ann/.claude, so the agent cannot ask",
    'run: claude mcp add -- "/a b/tokenroom" mcp',
  ],
  [
    { ...problem, kind: "server-elsewhere", command: "node /x/tokenroom.mjs mcp" },
    "the MCP server of /home/ann/.claude is registered with another command: node " +
    "/x/tokenroom.mjs mcp",
    "run: tokenroom install (replaces it)",
  ],
  [
    { ...problem, kind: "client-file-damaged", path: "/home/ann/.claude.json" },
    "/home/ann/.claude.json, the client's own file, is not valid JSON: claude does not start",
    "mend it or put the newest copy from /home/ann/.claude/backups in its place, then run: " +
    "tokenroom install",
  ],
  [
    { ...problem, kind: "client-gap", gap: "exec-form", version: "2.1.100" },
    "Claude Code 2.1.100 cannot start hooks as they are wired (without a shell, since 2.1.139)",
    "run: tokenroom install (wires them with a shell), or update Claude Code",
  ],
  [
    { ...note, kind: "client-gap", gap: "batch-unproven", version: "2.1.200" },
    "Claude Code 2.1.200 is not known to have PostToolBatch, which is wired: nothing may be told " +
    "within a turn",
    "run: tokenroom install (wires PostToolUse instead)",
  ],
  [
    { ...note, kind: "client-gap", gap: "batch-unused", version: "2.1.330" },
    "Claude Code 2.1.330 can call us once for a batch of tools and calls us for each one",
    "run: tokenroom install (wires PostToolBatch instead)",
  ],
  [
    { ...note, kind: "token-count", path: FILE, tokensLeft: null },
    "with some models Claude Code tells the agent a number of tokens left that it made up " +
    "(totalTokensReminder is not set)",
    'set "totalTokensReminder": "countdown" in /home/ann/.claude/settings.json; new sessions take ' +
    "it up",
  ],
  [
    { ...note, kind: "token-count", path: FILE, tokensLeft: "made-up" },
    "Claude Code tells the agent a number of tokens left that it made up (totalTokensReminder)",
    'set "totalTokensReminder": "countdown" in /home/ann/.claude/settings.json; new sessions take ' +
    "it up",
  ],
  [
    { ...note, kind: "compaction-off" },
    "/home/ann/.claude sets autoCompactEnabled to false: where the context ends, the client refuses " +
    "to go on; the room told is the room to that end",
    "to have it compact again, take autoCompactEnabled out of /home/ann/.claude/settings.json",
  ],
  [
    { level: "problem", kind: "no-config" },
    "the seal names no configuration directory of a client",
    "run install.sh again",
  ],
  [{ level: "ok", kind: "client", version: "2.1.330" }, "Claude Code 2.1.330", null],
  [
    { level: "ok", kind: "calibrating", key: "five_hour", spans: 1, needed: 5 },
    "5h: what a point costs is not learned yet (1 stretch; 5 that agree are needed)",
    null,
  ],
  [
    { level: "ok", kind: "calibrated", key: "seven_day", spans: 12 },
    "7d: what a point costs is learned (from 12 stretches)",
    null,
  ],
  [
    { level: "note", kind: "client-unseen" },
    "no claude on the PATH tells its version, so what it lacks is not known",
    "put claude on the PATH, where tokenroom run needs it too; the alias of a shell is not seen",
  ],
  [
    { level: "note", kind: "store-replaced", at: NOW - HOUR, aside: null },
    "the store was damaged and a new one was started at 23:12",
    "the damaged file lies beside it as tokenroom.db.corrupt-…; delete it when you do not need it",
  ],
  [
    { level: "note", kind: "store-replaced", at: NOW - HOUR, aside: "tokenroom.db.corrupt-5" },
    "the store was damaged and a new one was started at 23:12",
    "run: tokenroom doctor --fix (takes over the notes that can be read of tokenroom.db.corrupt-5)",
  ],
  [
    { level: "problem", kind: "store-newer", why: "the store has schema 9" },
    "the store has schema 9",
    "run the newer tokenroom, or move tokenroom.db away",
  ],
  [
    { level: "problem", kind: "store-unreadable", why: "unable to open database file" },
    "the store cannot be opened (unable to open database file)",
    "check owner and free space of the state directory",
  ],
  [
    { level: "note", kind: "never-reported" },
    "no session has reported yet",
    "start claude in a terminal and send a prompt",
  ],
  [
    { level: "note", kind: "no-figures" },
    "no session has told figures yet",
    "they come with the first reply in a terminal (print mode shows no statusline)",
  ],
  [
    { level: "note", kind: "no-windows" },
    "the last session has no rate-limit windows, as with an API key: the agent is told its context " +
    "only",
    null,
  ],
  [{ level: "ok", kind: "figures-fresh", ageSec: 12 }, "the newest figures are 12s old", null],
  [
    { level: "note", kind: "figures-old", ageSec: 2 * HOUR },
    "the newest figures are 2h old, so stamps leave the quota out",
    "the next reply of any session renews them",
  ],
  [
    { ...complaint, key: "mode", expected: "performance or powersave" },
    "config.json: mode has to be performance or powersave; its default holds",
    "mend /home/ann/.tokenroom/config.json; it is read anew at each event",
  ],
  [
    { ...complaint, key: "moed", expected: "no such key" },
    "config.json: there is no key moed",
    "mend /home/ann/.tokenroom/config.json; it is read anew at each event",
  ],
  [
    { ...complaint, key: "config.json", expected: "a JSON object" },
    "config.json is not a JSON object, so all defaults hold",
    "mend /home/ann/.tokenroom/config.json; it is read anew at each event",
  ],
  [
    { level: "problem", kind: "stray-state-dir", path: "/tmp/x", used: "/home/ann/.tokenroom" },
    "TOKENROOM_DIR names /tmp/x, which the seal does not allow; /home/ann/.tokenroom is used",
    "unset it, or run install.sh --state-dir with that directory",
  ],
  [
    { level: "note", kind: "silenced" },
    "TOKENROOM_DISABLE=1 is set here: the hooks tell the agent nothing",
    "unset it to have the agent told again",
  ],
  [
    { level: "problem", kind: "faults", count: 1, lastAt: NOW - HOUR, last: "tap: no" },
    "1 fault in the last day, the last at 23:12: tap: no",
    "if it stays, report it with faults.jsonl from the state directory",
  ],
  [
    { level: "problem", kind: "faults", count: 9, lastAt: NOW - HOUR, last: "y".repeat(101) },
    `9 faults in the last day, the last at 23:12: ${"y".repeat(99)}…`,
    "if it stays, report it with faults.jsonl from the state directory",
  ],
];

for (const [finding, what, remedy] of LINES) {
  Deno.test(`sayFinding() says: ${what.slice(0, 90)}`, () => {
    assertEquals(sayFinding(finding, NOW, UTC), { what, remedy });
  });
}

Deno.test("every problem comes with something to do", () => {
  const helpless = LINES.filter(([{ level }, , remedy]) => level === "problem" && remedy === null);
  assertEquals(helpless, []);
});

Deno.test("sayFinding() keeps what a file or a path says from the terminal", () => {
  const evil = "a\x1b[2J\nb";
  const findings: Finding[] = [
    { ...problem, dir: evil, kind: "not-wired" },
    { ...problem, kind: "half-wired", missing: [evil] },
    { ...problem, kind: "other-path", path: evil },
    { ...problem, kind: "server-elsewhere", command: evil },
    { ...problem, kind: "server-absent", line: evil },
    { ...note, kind: "foreign-hooks", hooks: [{ event: evil, command: evil }] },
    { ...complaint, key: evil, expected: "no such key" },
    { level: "problem", kind: "store-unreadable", why: evil },
    { level: "problem", kind: "stray-state-dir", path: evil, used: evil },
    { level: "problem", kind: "faults", count: 1, lastAt: NOW, last: evil },
  ];
  for (const finding of findings) {
    const { what, remedy } = sayFinding(finding, NOW, UTC);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x1f]/.test(`${what}${remedy}`), false, finding.kind);
  }
});

const PERMISSIONS = [
  {
    commands: "install, uninstall",
    writes: [
      "/home/ann/.tokenroom",
      FILE,
      `${FILE}.tokenroom-new`,
      "/mnt/claude/CLAUDE.md",
      "/mnt/claude/CLAUDE.md.tokenroom-new",
    ],
    runs: ["claude"],
    network: false,
  },
  { commands: "tap, hook", writes: ["/home/ann/.tokenroom"], runs: [], network: false },
];

Deno.test("renderDoctor() is short where all is well", () => {
  const findings: Finding[] = [
    { level: "ok", kind: "wired", dir: DIR, hooks: 7, hasServer: true },
    { level: "ok", kind: "client", version: "2.1.330" },
    { level: "ok", kind: "figures-fresh", ageSec: 12 },
  ];
  assertEquals(
    renderDoctor(findings, PERMISSIONS, NOW, STYLE),
    `ok       ~/.claude is wired: statusline, 7 hooks, MCP server
ok       Claude Code 2.1.330
ok       the newest figures are 12s old

What each command may do, as the runtime reports it
  install, uninstall
    write ~/.tokenroom, ~/.claude/settings.json, /mnt/claude/CLAUDE.md; start claude; network denied
  tap, hook
    write ~/.tokenroom; start nothing; network denied

Nothing needs you.
`,
  );
});

Deno.test("renderDoctor() tells a remedy once where it mends several findings in a row", () => {
  const text = renderDoctor(
    [
      { ...complaint, key: "a", expected: "no such key" },
      { ...complaint, key: "b", expected: "no such key" },
      { level: "note", kind: "silenced" },
    ],
    [],
    NOW,
    STYLE,
  );
  assertEquals(text.split("\n").slice(0, 4), [
    "PROBLEM  config.json: there is no key a",
    "PROBLEM  config.json: there is no key b",
    "         → mend ~/.tokenroom/config.json; it is read anew at each event",
    "note     TOKENROOM_DISABLE=1 is set here: the hooks tell the agent nothing",
  ]);
});

Deno.test("renderDoctor() puts each remedy under its finding and counts what needs the person", () => {
  const findings: Finding[] = [
    { ...problem, kind: "not-wired" },
    { level: "note", kind: "silenced" },
    { level: "problem", kind: "no-config" },
  ];
  const text = renderDoctor(findings, [], NOW, STYLE);
  assertEquals(
    text,
    `PROBLEM  ~/.claude is not wired
         → run: tokenroom install
note     TOKENROOM_DISABLE=1 is set here: the hooks tell the agent nothing
         → unset it to have the agent told again
PROBLEM  the seal names no configuration directory of a client
         → run install.sh again

What each command may do, as the runtime reports it

2 problems need you.
`,
  );
  assertStringIncludes(
    renderDoctor(findings.slice(0, 2), [], NOW, STYLE),
    "\n1 problem needs you.\n",
  );
});

Deno.test("renderDoctor() shouts where the runtime would allow the network", () => {
  const row = { commands: "tap", writes: ["/"], runs: ["sh", "git"], network: true };
  const text = renderDoctor([], [row], NOW, { ...STYLE, home: null });
  assertStringIncludes(text, "\n    write /; start sh, git; network ALLOWED\n");
});

Deno.test("renderDoctor() writes a home as ~ only where it is one", () => {
  const row = { ...PERMISSIONS[1], commands: "tap", runs: [], network: false };
  const show = (writes: string[], home: string | null) =>
    renderDoctor([], [{ ...row, writes }], NOW, { ...STYLE, home }).split("\n")[3]?.trim();
  assertEquals(
    show(["/home/ann", "/home/anna/x"], "/home/ann")?.split(";")[0],
    "write ~, /home/anna/x",
  );
  assertEquals(show(["/root"], "/")?.split(";")[0], "write /root");
});

Deno.test("renderDoctor() colours the marks alone, and nothing where colour is off", () => {
  const findings: Finding[] = [{ ...problem, kind: "not-wired" }];
  const plain = renderDoctor(findings, PERMISSIONS, NOW, STYLE);
  const coloured = renderDoctor(findings, PERMISSIONS, NOW, { ...STYLE, colour: true });
  assertEquals(plain.includes("\x1b"), false);
  assertStringIncludes(coloured, "\x1b[31mPROBLEM\x1b[0m  ~/.claude");
  // deno-lint-ignore no-control-regex
  assertEquals(coloured.replace(/\x1b\[\d+m/g, ""), plain);
});

Deno.test("renderDoctor() breaks lines below their begin on a terminal, and loses no character", () => {
  const findings: Finding[] = [
    { level: "ok", kind: "wired", dir: `/mnt/${"d".repeat(50)}`, hooks: 7, hasServer: true },
    { ...wiped, isGone: false },
  ];
  const text = renderDoctor(findings, PERMISSIONS, NOW, { ...STYLE, width: 40 });
  for (const line of text.split("\n")) assert(line.length <= 40, line);
  assertMatch(
    text,
    /^ok {7}\/mnt\/d+\n {9}d+ is\n {9}wired: statusline, 7 hooks, MCP\n {9}server\n/,
  );
  assertMatch(text, /\n {9}→ run: tokenroom install.*\n {11}\S/);
  assertMatch(text, /\n {4}write ~\/\.tokenroom,.*\n {4}\S/);
  const joined = (shown: string) => shown.replace(/\s/g, "");
  assertEquals(joined(text), joined(renderDoctor(findings, PERMISSIONS, NOW, STYLE)));
});
