import { assertEquals } from "@std/assert";
import { diagnose } from "../../src/decide/diagnosis.ts";
import type { DoctorFacts, Finding, WiringFacts } from "../../src/decide/finding.ts";
import { AGE_SILENT_SEC } from "../../src/decide/thresholds.ts";
import { DAY } from "../../src/model/units.ts";
import type { Inspection } from "../../src/model/wiring.ts";
import {
  aForeignHook,
  aHook,
  aWiring,
  DIR,
  EXE,
  healthyFacts,
  settingsRead,
} from "../support/doctor_facts.ts";
import { NOW } from "../support/fake_host.ts";

const FILE = `${DIR}/settings.json`;
const UNWRITABLE = {
  level: "problem",
  kind: "state-unwritable",
  path: "/home/ann/.tokenroom",
} as const;
const CONFIG = "/home/ann/.tokenroom/config.json";
const WIRED: Finding = { level: "ok", kind: "wired", dir: DIR, hooks: 1, hasServer: true };
const CLIENT: Finding = { level: "ok", kind: "client", version: "2.1.330" };
const FRESH: Finding = { level: "ok", kind: "figures-fresh", ageSec: 12 };

Deno.test("diagnose() finds nothing but good where all is well", () => {
  assertEquals(diagnose(healthyFacts(), NOW), [WIRED, CLIENT, FRESH]);
});

type OpenStore = Extract<DoctorFacts["store"], { kind: "open" }>;

const wiring = (given: Partial<WiringFacts>) => ({ wiring: [aWiring(given)] });
const settings = (given: Partial<Inspection>) => wiring({ settings: settingsRead(given) });
const said = (tokensLeft: "true" | "none" | "made-up" | null, compactsNever = false) =>
  wiring({ settings: settingsRead({}, { said: { tokensLeft, compactsNever } }) });
const failed = (problem: "no_directory" | "not_sealed" | "read_only" | "too_large" | "failed") =>
  wiring({ settings: { kind: "failed", problem, detail: null } });
const store = (given: Partial<OpenStore>) => ({
  store: { ...healthyFacts().store, ...given } as OpenStore,
});
const foreignHook = (event: string, command: string) => aForeignHook({ event, command });
const at = { line: 3, column: 5 };
const unusable = {
  dir: DIR,
  path: FILE,
  level: "problem",
  kind: "settings-unreadable",
  detail: null,
} as const;

/** What is not as in a healthy machine, and all that is said of the configuration directory then. */
const WIRING: readonly (readonly [string, Partial<DoctorFacts>, readonly Finding[]])[] = [
  [
    "no settings file, never installed",
    wiring({
      settings: { kind: "absent" },
      installedAt: null,
    }),
    [{ level: "problem", kind: "not-wired", dir: DIR }],
  ],
  ["settings without us, never installed", {
    wiring: [aWiring({
      settings: settingsRead({ statusLine: { kind: "absent" }, hooks: [aForeignHook()] }),
      installedAt: null,
    })],
  }, [{ level: "problem", kind: "not-wired", dir: DIR }]],
  ["settings file gone after install", wiring({ settings: { kind: "absent" } }), [{
    level: "problem",
    kind: "wiped",
    dir: DIR,
    installedAt: NOW - 3600,
    isGone: true,
    backups: "/home/ann/.tokenroom/backups",
  }]],
  [
    "settings file rewritten after install",
    settings({
      statusLine: { kind: "foreign", command: "theirs" },
      hooks: [],
    }),
    [{
      level: "problem",
      kind: "wiped",
      dir: DIR,
      installedAt: NOW - 3600,
      isGone: false,
      backups: "/home/ann/.tokenroom/backups",
    }],
  ],
  ["events missing", settings({ missingEvents: ["PreCompact", "StopFailure"] }), [{
    level: "problem",
    kind: "half-wired",
    dir: DIR,
    missing: ["PreCompact", "StopFailure"],
  }]],
  ["statusline missing", settings({ statusLine: { kind: "absent" } }), [{
    level: "problem",
    kind: "half-wired",
    dir: DIR,
    missing: ["statusLine"],
  }]],
  ["an event for other occurrences", settings({ mismatchedEvents: ["PreToolUse"] }), [{
    level: "problem",
    kind: "mismatched",
    dir: DIR,
    events: ["PreToolUse"],
  }]],
  ["an event twice", settings({ doubledEvents: ["SessionStart"] }), [{
    level: "problem",
    kind: "doubled",
    dir: DIR,
    events: ["SessionStart"],
  }]],
  [
    "hooks at another path",
    settings({
      hooks: [aHook({ executable: "/old/tokenroom" }), aHook({ executable: "/old/tokenroom" })],
    }),
    [{ level: "problem", kind: "other-path", dir: DIR, path: "/old/tokenroom" }],
  ],
  [
    "statusline at another path",
    settings({
      statusLine: { kind: "ours", executable: "/old/tokenroom", hud: "both", own: "x" },
    }),
    [{ level: "problem", kind: "other-path", dir: DIR, path: "/old/tokenroom" }],
  ],
  ["foreign statusline", settings({ statusLine: { kind: "foreign", command: "theirs" } }), [{
    level: "problem",
    kind: "foreign-statusline",
    dir: DIR,
  }]],
  [
    "a statusline of the person's own making that runs us",
    settings({
      statusLine: { kind: "custom", command: `FOO=1 ${EXE} tap` },
    }),
    [WIRED],
  ],
  [
    "foreign hooks on our events",
    settings({
      hooks: [aHook(), foreignHook("SessionStart", "a"), foreignHook("Stop", "b")],
    }),
    [WIRED, {
      level: "note",
      kind: "foreign-hooks",
      dir: DIR,
      hooks: [{ event: "SessionStart", command: "a" }],
    }],
  ],
  ["the Node original alone", {
    wiring: [aWiring({
      settings: settingsRead({
        statusLine: { kind: "original", command: "node tokenroom.mjs tap" },
        hooks: [],
      }),
      installedAt: null,
    })],
  }, [{ level: "problem", kind: "original", dir: DIR }]],
  [
    "the Node original beside us",
    settings({
      hooks: [aHook(), aHook({ owner: "original", executable: null, verb: null })],
    }),
    [{ level: "problem", kind: "original", dir: DIR }],
  ],
  ["hooks disabled", settings({ allHooksDisabled: true }), [{
    level: "problem",
    kind: "hooks-disabled",
    dir: DIR,
    path: FILE,
  }]],
  ["a comment", settings({ skippedFrom: at }), [{
    level: "problem",
    kind: "skipped-by-client",
    dir: DIR,
    path: FILE,
    from: at,
  }]],
  [
    "a comment in a file that does not call us",
    settings({ statusLine: { kind: "absent" }, hooks: [], skippedFrom: at }),
    [
      { level: "problem", kind: "skipped-by-client", dir: DIR, path: FILE, from: at },
      {
        level: "problem",
        kind: "wiped",
        dir: DIR,
        installedAt: NOW - 3600,
        isGone: false,
        backups: "/home/ann/.tokenroom/backups",
      },
    ],
  ],
  [
    "no JSON",
    wiring({
      settings: { kind: "refused", refusal: { problem: "syntax", at, expected: "a comma" } },
    }),
    [{
      level: "problem",
      kind: "refused",
      dir: DIR,
      path: FILE,
      refusal: { problem: "syntax", at, expected: "a comma" },
    }],
  ],
  ["no configuration directory", failed("no_directory"), [
    { level: "problem", kind: "no-directory", dir: DIR },
  ]],
  ["a link moved after the seal", failed("not_sealed"), [
    { level: "problem", kind: "settings-moved", dir: DIR, path: FILE },
  ]],
  ["a file that may not be read", failed("read_only"), [{ ...unusable, problem: "read_only" }]],
  ["a file too large", failed("too_large"), [{ ...unusable, problem: "too_large" }]],
  ["no file at all", failed("failed"), [{ ...unusable, problem: "failed" }]],
  ["server not registered", wiring({ server: { kind: "nowhere", line: "claude mcp add" } }), [
    { level: "problem", kind: "server-absent", dir: DIR, line: "claude mcp add" },
    { ...WIRED, hasServer: false },
  ]],
  ["server registered elsewhere", wiring({ server: { kind: "elsewhere", command: "node x" } }), [
    { level: "problem", kind: "server-elsewhere", dir: DIR, command: "node x" },
    { ...WIRED, hasServer: false },
  ]],
  ["the client's own file damaged", wiring({ server: { kind: "unreadable", path: "/x.json" } }), [
    { level: "problem", kind: "client-file-damaged", dir: DIR, path: "/x.json" },
    { ...WIRED, hasServer: false },
  ]],
  ["the skill gone", wiring({ skill: "absent" }), [
    { level: "problem", kind: "skill", dir: DIR, state: "absent" },
    WIRED,
  ]],
  ["a skill of another version", wiring({ skill: "outdated" }), [
    { level: "problem", kind: "skill", dir: DIR, state: "outdated" },
    WIRED,
  ]],
  ["a skill that the person changed", wiring({ skill: "edited" }), [
    { level: "note", kind: "skill", dir: DIR, state: "edited" },
    WIRED,
  ]],
  ["our line gone from the memory", wiring({ memory: "absent" }), [
    WIRED,
    { level: "note", kind: "memory", dir: DIR, state: "absent" },
  ]],
  ["a line in the memory that the person declined", wiring({ memory: "declined" }), [WIRED]],
  ["a made-up number of tokens told", said("made-up"), [
    WIRED,
    { level: "note", kind: "token-count", dir: DIR, path: FILE, tokensLeft: "made-up" },
  ]],
  ["a made-up number of tokens told perhaps", said(null), [
    WIRED,
    { level: "note", kind: "token-count", dir: DIR, path: FILE, tokensLeft: null },
  ]],
  ["no number of tokens told", said("none"), [WIRED]],
  ["auto-compaction off", said("true", true), [
    WIRED,
    { level: "note", kind: "compaction-off", dir: DIR },
  ]],
];

for (const [name, given, expected] of WIRING) {
  Deno.test(`diagnose() of one directory: ${name}`, () => {
    assertEquals(diagnose(healthyFacts(given), NOW), [...expected, CLIENT, FRESH]);
  });
}

Deno.test("diagnose() of one directory says everything that is wrong, the gravest first", () => {
  const inspection = {
    statusLine: { kind: "absent" },
    hooks: [aHook({ executable: "/old/tokenroom" })],
    mismatchedEvents: ["PreToolUse"],
    doubledEvents: ["SessionStart"],
    allHooksDisabled: true,
    skippedFrom: at,
  } as const;
  const facts = healthyFacts(settings(inspection));
  assertEquals(diagnose(facts, NOW).map(({ kind }) => kind), [
    "skipped-by-client",
    "hooks-disabled",
    "other-path",
    "half-wired",
    "mismatched",
    "doubled",
    "client",
    "figures-fresh",
  ]);
});

Deno.test("diagnose() tells what the client on the PATH cannot do with what is wired", () => {
  const gap = (gaps: Parameters<typeof settingsRead>[1], clientVersion: string | null) =>
    diagnose(healthyFacts({ ...wiring({ settings: settingsRead({}, gaps) }), clientVersion }), NOW)
      .filter(({ kind }) => kind !== "figures-fresh");
  const version = "2.1.100";
  const about = { kind: "client-gap", dir: DIR, version } as const;
  const client: Finding = { level: "ok", kind: "client", version };
  assertEquals(gap({ gaps: ["exec-form", "batch-unproven"] }, version), [
    { level: "problem", gap: "exec-form", ...about },
    WIRED,
    { level: "note", gap: "batch-unproven", ...about },
    client,
  ]);
  assertEquals(gap({ gaps: ["batch-unused"] }, version), [
    WIRED,
    { level: "note", gap: "batch-unused", ...about },
    client,
  ]);
  assertEquals(gap({ gaps: [] }, null), [WIRED, { level: "note", kind: "client-unseen" }]);
});

Deno.test("diagnose() expects a second directory to be wired only where the first is not", () => {
  const other = "/home/ann/.claude-work";
  const second = (settings: WiringFacts["settings"], installedAt: number | null = null) =>
    diagnose(
      healthyFacts({ wiring: [aWiring(), aWiring({ dir: other, settings, installedAt })] }),
      NOW,
    ).find((finding) => "dir" in finding && finding.dir === other);
  assertEquals(second({ kind: "absent" }), { level: "note", kind: "not-wired", dir: other });
  assertEquals(second({ kind: "failed", problem: "no_directory", detail: null }), {
    level: "note",
    kind: "no-directory",
    dir: other,
  });
  assertEquals(second({ kind: "absent" }, NOW)?.level, "problem");
  const unwired = aWiring({ settings: { kind: "absent" }, installedAt: null });
  const neither = diagnose(healthyFacts({ wiring: [unwired, { ...unwired, dir: other }] }), NOW);
  assertEquals(neither.filter(({ level }) => level === "problem").length, 2);
});

const MACHINE: readonly (readonly [string, Partial<DoctorFacts>, readonly Finding[]])[] = [
  ["no client on the PATH", { clientVersion: null }, [
    WIRED,
    { level: "note", kind: "client-unseen" },
    FRESH,
  ]],
  ["no directory sealed", { wiring: [] }, [
    { level: "problem", kind: "no-config" },
    CLIENT,
    FRESH,
  ]],
  ["figures about to be withheld", store({ figuresAt: NOW - AGE_SILENT_SEC }), [
    WIRED,
    CLIENT,
    { level: "ok", kind: "figures-fresh", ageSec: AGE_SILENT_SEC },
  ]],
  ["figures withheld for their age", store({ figuresAt: NOW - AGE_SILENT_SEC - 1 }), [
    WIRED,
    CLIENT,
    { level: "note", kind: "figures-old", ageSec: AGE_SILENT_SEC + 1 },
  ]],
  ["figures of a clock that was ahead", store({ figuresAt: NOW + 90 }), [
    WIRED,
    CLIENT,
    { level: "ok", kind: "figures-fresh", ageSec: 0 },
  ]],
  ["no report", store({ newest: null, figuresAt: null }), [
    WIRED,
    CLIENT,
    { level: "note", kind: "never-reported" },
  ]],
  [
    "a session without an answer",
    store({
      newest: { hasAccount: false, hasAnswered: false },
      figuresAt: null,
    }),
    [WIRED, CLIENT, { level: "note", kind: "no-figures" }],
  ],
  [
    "a session without an answer beside one with figures",
    store({
      newest: { hasAccount: false, hasAnswered: false },
    }),
    [WIRED, CLIENT, FRESH],
  ],
  ["an API key", store({ newest: { hasAccount: false, hasAnswered: true } }), [
    WIRED,
    CLIENT,
    { level: "note", kind: "no-windows" },
  ]],
  ["a store replaced within a week", store({ replacedAt: NOW - 7 * DAY + 1 }), [
    WIRED,
    CLIENT,
    { level: "note", kind: "store-replaced", at: NOW - 7 * DAY + 1, aside: null },
    FRESH,
  ]],
  ["a store replaced a week ago", store({ replacedAt: NOW - 7 * DAY }), [WIRED, CLIENT, FRESH]],
  ["a newer store", { store: { kind: "newer", why: "schema 9" } }, [
    WIRED,
    CLIENT,
    { level: "problem", kind: "store-newer", why: "schema 9" },
  ]],
  ["a store that does not open", { store: { kind: "unreadable", why: "locked" } }, [
    WIRED,
    CLIENT,
    { level: "problem", kind: "store-unreadable", why: "locked" },
  ]],
  ["settings of the person that cannot be used", {
    complaints: [{ key: "mode", expected: "a mode" }, { key: "x", expected: "no such key" }],
  }, [
    WIRED,
    CLIENT,
    FRESH,
    { level: "problem", kind: "complaint", path: CONFIG, key: "mode", expected: "a mode" },
    { level: "problem", kind: "complaint", path: CONFIG, key: "x", expected: "no such key" },
  ]],
  ["a full disk", { unwritable: { trouble: "full", detail: "x" } }, [
    WIRED,
    CLIENT,
    { ...UNWRITABLE, trouble: "full", detail: "x" },
    FRESH,
  ]],
  ["a state directory that cannot be written, and so no store", {
    unwritable: { trouble: null, detail: "x" },
    store: { kind: "unreadable", why: "unable to open database file" },
  }, [WIRED, CLIENT, { ...UNWRITABLE, trouble: null, detail: "x" }]],
  ["TOKENROOM_DIR outside of the seal", { strayStateDir: "/tmp/x" }, [
    WIRED,
    CLIENT,
    FRESH,
    {
      level: "problem",
      kind: "stray-state-dir",
      path: "/tmp/x",
      used: "/home/ann/.tokenroom",
    },
  ]],
  ["silenced", { silenced: true }, [WIRED, CLIENT, FRESH, { level: "note", kind: "silenced" }]],
  ["faults", { faults: { count: 3, last: { at: NOW - 60, text: "tap: no" } } }, [
    WIRED,
    CLIENT,
    FRESH,
    { level: "problem", kind: "faults", count: 3, lastAt: NOW - 60, last: "tap: no" },
  ]],
];

for (const [name, given, expected] of MACHINE) {
  Deno.test(`diagnose() of the machine: ${name}`, () => {
    assertEquals(diagnose(healthyFacts(given), NOW), [...expected]);
  });
}
