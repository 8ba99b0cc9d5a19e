import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Former,
  type Unwired,
  unwireSettings,
  type Wired,
  wireSettings,
  type Wiring,
} from "../../../src/clients/claude_code/settings.ts";
import { inspectSettings } from "../../../src/clients/claude_code/settings_inspect.ts";
import type { Refusal } from "../../../src/model/wiring.ts";

const EXE = "/home/ada/.local/bin/tokenroom";
const EXEC: Wiring = { executable: EXE, hookForm: "exec", toolBatch: true, hud: null };
const UNKNOWN: Former = { statusLine: null, text: null };

function wired(text: string, wiring: Wiring = EXEC): Wired {
  const result = wireSettings(text, wiring);
  if ("problem" in result) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result;
}

function unwired(text: string, former: Former = UNKNOWN): Unwired {
  const result = unwireSettings(text, EXE, former);
  if ("problem" in result) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result;
}

function refused(text: string): Refusal {
  const result = wireSettings(text, EXEC);
  if (!("problem" in result)) throw new Error(`not refused: ${result.text}`);
  return result;
}

const FRESH = `{
  "statusLine": {
    "type": "command",
    "command": "\\"/home/ada/.local/bin/tokenroom\\" tap"
  },
  "hooks": {
    "SessionStart": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "session-start"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "UserPromptSubmit": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "user-prompt-submit"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "PreToolUse": [
      {
        "matcher": "Agent|Task|Workflow",
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "pre-tool-use"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "PostToolBatch": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "post-tool-batch"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "SubagentStop": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "subagent-stop"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "Stop": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "stop"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "StopFailure": [
      {
        "matcher": "rate_limit",
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "stop-failure"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "PreCompact": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "pre-compact"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "Notification": [
      {
        "matcher": "auth_success",
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "notification"
            ],
            "timeout": 5
          }
        ]
      }
    ],
    "SessionEnd": [
      {
        "hooks": [
          {
            "type": "command",
            "command": "/home/ada/.local/bin/tokenroom",
            "args": [
              "hook",
              "session-end"
            ],
            "timeout": 5
          }
        ]
      }
    ]
  }
}
`;

const EVENTS = [
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolBatch",
  "SubagentStop",
  "Stop",
  "StopFailure",
  "PreCompact",
  "Notification",
  "SessionEnd",
];

Deno.test("wireSettings() writes only our keys into an empty or absent file", () => {
  assertEquals(wired("").text, FRESH);
  assertEquals(wired(" \n\t\n").text, FRESH);
});

Deno.test("wireSettings() keeps a byte order mark", () => {
  assertEquals(wired("\uFEFF").text, "\uFEFF" + FRESH);
  assertEquals(wired("\uFEFF{}\n").text, "\uFEFF" + FRESH);
});

Deno.test("wireSettings() fills an empty object and adds no final newline of its own", () => {
  assertEquals(wired("{}").text, FRESH.trimEnd());
  assertEquals(wired("{ }\n").text, FRESH);
  assertEquals(wired("// mine\n").text, "// mine\n" + FRESH);
});

Deno.test("wireSettings() adds behind the last key and leaves every byte before it", () => {
  const text = `{
  "model": "opus",
  "permissions": {"allow": ["Bash(git *)", "Read"],   "deny": []}
}`;
  const result = wired(text).text;
  assert(result.startsWith(text.slice(0, -2) + ',\n  "statusLine": {\n    "type"'), result);
  assertEquals(unwired(result).text, text);
});

Deno.test("wireSettings() follows tabs and CRLF", () => {
  const text = '{\r\n\t"model": "opus"\r\n}\r\n';
  const result = wired(text).text;
  assertEquals(result.replaceAll("\r\n", "").includes("\n"), false);
  assertStringIncludes(result, '\r\n\t"hooks": {\r\n\t\t"SessionStart": [\r\n\t\t\t{\r\n');
  assertEquals(unwired(result).text, text);
});

Deno.test("wireSettings() follows an indentation of four", () => {
  const result = wired('{\n    "model": "opus"\n}\n').text;
  assertStringIncludes(result, '\n    "hooks": {\n        "SessionStart": [\n            {\n');
});

Deno.test("wireSettings() keeps a file on one line on one line", () => {
  const compact = '{"model":"opus","hooks":{"CwdChanged":[]}}';
  const result = wired(compact).text;
  assert(!result.includes("\n"));
  assert(
    result.startsWith('{"model":"opus","hooks":{"CwdChanged":[],"SessionStart":[{"hooks":['),
    result,
  );
  assertStringIncludes(
    wired('{"model": "opus"}').text,
    '"opus", "statusLine": {"type": "command", ',
  );
});

Deno.test("wireSettings() keeps comments where they are, also beside the last key", () => {
  const text = `// mine
{
  // why opus
  "model": "opus", // really
  /* the rest */
  "theme": "dark" // as ever
  // the end
}
// after
`;
  const result = wired(text);
  assertStringIncludes(result.text, '"theme": "dark", // as ever\n  "statusLine": {');
  assertEquals(result.report.skippedFrom, { line: 1, column: 1 });
  assertEquals(unwired(result.text).text, text);
});

Deno.test("wireSettings() keeps a trailing comma a trailing comma", () => {
  const text = '{\n  "model": "opus", // c\n}\n';
  const result = wired(text).text;
  assertStringIncludes(result, '"opus", // c\n  "statusLine": {');
  assert(result.endsWith("  },\n}\n"), result);
  assertEquals(unwired(result).text, text);
});

Deno.test("wireSettings() keeps foreign hooks and appends a group of our own", () => {
  const text = `{
  "hooks": {
    "UserPromptSubmit": [
      { "matcher": "x", "hooks": [{ "type": "command", "command": "theirs" }] }
    ],
    "CwdChanged": [{ "hooks": [{ "type": "command", "command": "other" }] }]
  }
}
`;
  const result = wired(text).text;
  const hooks = JSON.parse(result).hooks;
  assertEquals(Object.keys(hooks), [
    "UserPromptSubmit",
    "CwdChanged",
    ...EVENTS.filter((event) => event !== "UserPromptSubmit"),
  ]);
  assertEquals(hooks.UserPromptSubmit.length, 2);
  assertEquals(hooks.UserPromptSubmit[0].hooks[0].command, "theirs");
  assertEquals(hooks.UserPromptSubmit[1].hooks[0].args, ["hook", "user-prompt-submit"]);
  assertStringIncludes(
    result,
    '{ "matcher": "x", "hooks": [{ "type": "command", "command": "theirs" }] },\n',
  );
  assertEquals(unwired(result).text, text);
});

Deno.test("wireSettings() a second time changes nothing, whatever the client's version says", () => {
  const once = wired('{\n  "statusLine": {"type": "command", "command": "mine"}\n}').text;
  assertEquals(wired(once).text, once);
  assertEquals(wired(once, { ...EXEC, hookForm: null, toolBatch: null }).text, once);
  const perCall = wired("", { ...EXEC, toolBatch: false }).text;
  assertEquals(wired(perCall, { ...EXEC, toolBatch: null }).text, perCall);
  assertEquals(wired(once).report.statusLine, "unchanged");
});

Deno.test("wireSettings() rewrites the hooks when the client turns out to be too old or new enough", () => {
  const shell = wired("", { ...EXEC, hookForm: "shell" });
  assertEquals(
    JSON.parse(shell.text).hooks.SessionStart[0].hooks[0],
    { type: "command", command: `"${EXE}" hook session-start`, timeout: 5 },
  );
  assertEquals(wired(shell.text).text, FRESH);
  assertEquals(wired(FRESH, { ...EXEC, hookForm: "shell" }).text, shell.text);
});

Deno.test("wireSettings() composes with a statusline and keeps what stands beside its command", () => {
  const text =
    '{\n  "statusLine": {"type": "command", "padding": 0, "command": "~/bin/line.sh # mine"}\n}\n';
  const result = wired(text);
  const line = JSON.parse(result.text).statusLine;
  assertEquals(line.padding, 0);
  assertEquals(
    line.command,
    `{ "${EXE}" tap --tee --hud-to-stderr 2>&3 | { ~/bin/line.sh # mine\n}; } 3>&1 || :`,
  );
  assertEquals(result.report.statusLine, "composed");
  assertEquals(
    result.formerStatusLine,
    '{"type": "command", "padding": 0, "command": "~/bin/line.sh # mine"}',
  );
  assertEquals(unwired(result.text).text, text);
});

Deno.test("wireSettings() changes what is shown only when asked", () => {
  const text = '{"statusLine": {"type": "command", "command": "mine"}}';
  for (const hud of ["own", "both", "tokenroom"] as const) {
    const first = wired(text, { ...EXEC, hud });
    assertEquals(wired(first.text).text, first.text);
    assertEquals(wired(first.text).report.hud, hud);
    for (const other of ["own", "both", "tokenroom"] as const) {
      const direct = wired(text, { ...EXEC, hud: other }).text;
      assertEquals(wired(first.text, { ...EXEC, hud: other }).text, direct);
    }
    assertEquals(unwired(first.text).text, text);
  }
});

Deno.test("wireSettings() replaces a statusline that the client could not run", () => {
  for (
    const value of ["null", '"x"', '{"type":"command"}', '{"type":"http","command":"x"}', "[]"]
  ) {
    const result = wired(`{"statusLine":${value},"model":"opus"}`);
    assertEquals(JSON.parse(result.text).statusLine.command, `"${EXE}" tap`);
    assertEquals(result.report.statusLine, "replaced_unusable");
    const back = unwired(result.text, { statusLine: result.formerStatusLine, text: null });
    assertEquals(back.text, `{"statusLine":${value},"model":"opus"}`);
  }
});

Deno.test("wireSettings() leaves a command that runs our tap in its own way", () => {
  const command = `FOO=1 "${EXE}" tap; date`;
  const text = JSON.stringify({ statusLine: { type: "command", command } });
  const result = wired(text);
  assertEquals(JSON.parse(result.text).statusLine.command, command);
  assertEquals(result.report.statusLine, "left_custom");
  assertEquals(unwired(result.text).report.statusLine, "left_custom");
  const byHand = JSON.stringify({
    statusLine: { type: "command", command: `"${EXE}" tap --capture --tee | mine` },
  });
  assertEquals(wired(byHand).report.statusLine, "unchanged");
  assertEquals(JSON.parse(unwired(wired(byHand).text).text).statusLine.command, "mine");
});

const ORIGINAL = (node: string, name: string) => ({
  model: "opus",
  statusLine: {
    type: "command",
    command: `"${node}" "/opt/${name}/bin/${name}.mjs" tap`,
    padding: 1,
  },
  hooks: {
    UserPromptSubmit: [
      { hooks: [{ type: "command", command: "theirs" }] },
      {
        hooks: [{
          type: "command",
          command: `"${node}" "/opt/${name}/bin/${name}.mjs" hook stamp`,
        }],
      },
    ],
    PreToolUse: [{
      hooks: [{
        type: "command",
        command: `"${node}" "/opt/${name}/bin/${name}.mjs" hook pre-tool-use`,
      }],
      matcher: "Task",
    }],
    SessionStart: [
      {
        hooks: [{ type: "command", command: node, args: [`/opt/${name}/bin/${name}.mjs`, "hook"] }],
      },
      {
        hooks: [{
          type: "command",
          command: `"${node}" "/opt/${name}/bin/${name}.mjs" hook again`,
        }],
      },
    ],
  },
});

Deno.test("wireSettings() replaces the Node original under both of its names", () => {
  for (const name of ["tokenroom", "headroom"]) {
    const text = JSON.stringify(ORIGINAL("/usr/bin/node", name), null, 2) + "\n";
    const result = wired(text);
    assert(!result.text.includes(".mjs"), result.text);
    const after = JSON.parse(result.text);
    assertEquals(after.statusLine, { type: "command", command: `"${EXE}" tap`, padding: 1 });
    assertEquals(Object.keys(after.hooks).toSorted(), EVENTS.toSorted());
    assertEquals(after.hooks.PreToolUse.map(({ matcher }: { matcher: string }) => matcher), [
      "Agent|Task|Workflow",
    ]);
    assertEquals(after.hooks.UserPromptSubmit.length, 2);
    assertEquals(after.hooks.UserPromptSubmit[0].hooks[0].command, "theirs");
    assertEquals(after.hooks.SessionStart.length, 1);
    assertEquals(result.report.replacedOriginal, true);
    assertEquals(wired(result.text).text, result.text);
  }
});

Deno.test("wireSettings() replaces an earlier installation at another path", () => {
  const old = wired('{\n  "statusLine": {"type": "command", "command": "mine"}\n}', {
    executable: "/opt/old place/tokenroom",
    hookForm: "shell",
    toolBatch: true,
    hud: "own",
  }).text;
  const result = wired(old);
  assert(!result.text.includes("/opt/old place"), result.text);
  assertEquals(JSON.parse(result.text).hooks.SessionStart.length, 1);
  assertEquals(result.report.hud, "own");
  assertEquals(result.report.hooksUpdated, EVENTS);
});

Deno.test("wireSettings() takes out doubled entries of ours and those on events we do not answer", () => {
  const ours = { type: "command", command: EXE, args: ["hook", "session-start"], timeout: 5 };
  const stop = { type: "command", command: EXE, args: ["hook", "stop"], timeout: 5 };
  const text = JSON.stringify({
    hooks: {
      SessionStart: [{ hooks: [ours, { type: "command", command: "theirs" }, ours] }],
      CwdChanged: [{ hooks: [stop] }],
    },
  });
  const after = JSON.parse(wired(text).text);
  assertEquals(after.hooks.SessionStart, [
    { hooks: [ours, { type: "command", command: "theirs" }] },
  ]);
  assertEquals(Object.keys(after.hooks), EVENTS);
});

Deno.test("wireSettings() takes out an entry behind a comment without what closes the list", () => {
  const ours = JSON.stringify(JSON.parse(FRESH).hooks.SessionStart[0]);
  for (const comment of ["// c", "/* // */ // c", "/* c */"]) {
    const text = `{"hooks": {"SessionStart": [${ours}, ${comment}\n${ours}]}}`;
    const result = wired(text).text;
    const kept = result.replace(/\/\*.*?\*\/|\/\/ c\n/g, "");
    assertEquals(JSON.parse(kept).hooks.SessionStart, [JSON.parse(ours)]);
    assertStringIncludes(result, comment);
  }
});

Deno.test("wireSettings() does not take over a group that matches only some occurrences", () => {
  for (const command of ["/old/tokenroom", EXE]) {
    const old = { type: "command", command, args: ["hook", "session-start"], timeout: 5 };
    const text = JSON.stringify({
      hooks: { SessionStart: [{ matcher: "compact", hooks: [old] }] },
    });
    const result = wired(text);
    const { SessionStart } = JSON.parse(result.text).hooks;
    assertEquals(SessionStart.length, 1);
    assertEquals(SessionStart[0].matcher, undefined);
    assertEquals(result.report.hooksUpdated, ["SessionStart"]);
  }
});

Deno.test("wireSettings() restricts an event to what calls us, whatever its group said before", () => {
  const ours = { type: "command", command: EXE, args: ["hook", "pre-tool-use"], timeout: 5 };
  const theirs = { type: "command", command: "theirs" };
  for (const matcher of [undefined, "", "*", "Bash", "Agent|Task", 7]) {
    const text = JSON.stringify({ hooks: { PreToolUse: [{ matcher, hooks: [theirs, ours] }] } });
    const result = wired(text);
    assertEquals(JSON.parse(result.text).hooks.PreToolUse, [
      { ...(matcher === undefined ? {} : { matcher }), hooks: [theirs] },
      { matcher: "Agent|Task|Workflow", hooks: [ours] },
    ]);
    assertEquals(result.report.hooksUpdated, ["PreToolUse"]);
    assertEquals(wired(result.text).text, result.text);
  }
});

Deno.test("wireSettings() corrects a matcher in its place and keeps the group beside it", () => {
  const widened = FRESH.replace('"matcher": "rate_limit",\n        ', "");
  assertEquals(JSON.parse(widened).hooks.StopFailure[0].matcher, undefined);
  for (const text of [FRESH.replace("Agent|Task|Workflow", "Bash"), widened]) {
    assertEquals(wired(text).text, FRESH);
  }
});

Deno.test("wireSettings() calls us once for a batch of tools, or for each, never both", () => {
  const perCall: Wiring = { ...EXEC, toolBatch: false };
  const each = wired("", perCall).text;
  const events = (text: string) => Object.keys(JSON.parse(text).hooks);
  assertEquals(events(each), EVENTS.map((event) => event.replace("ToolBatch", "ToolUse")));
  const switched = wired(each);
  assertEquals(switched.text, FRESH);
  assertEquals(switched.report.hooksAdded, ["PostToolBatch"]);
  assertEquals(switched.report.hooksRemoved, ["PostToolUse"]);
  assertEquals(wired(FRESH, perCall).text, each);
});

Deno.test("wireSettings() without a known version keeps the event for tools that is wired", () => {
  const unknown: Wiring = { ...EXEC, toolBatch: null };
  const perCall = wired("", { ...EXEC, toolBatch: false }).text;
  assertEquals(wired("", unknown).text, perCall);
  assertEquals(wired(perCall, unknown).text, perCall);
  assertEquals(wired(FRESH, unknown).text, FRESH);
  // Every client has this one.
  const both = JSON.parse(FRESH);
  both.hooks.PostToolUse = JSON.parse(perCall).hooks.PostToolUse;
  const { hooks } = JSON.parse(wired(JSON.stringify(both), unknown).text);
  assertEquals([hooks.PostToolUse?.length, hooks.PostToolBatch?.length], [1, undefined]);
});

Deno.test("wireSettings() switches the event for tools and leaves foreign hooks on both", () => {
  const theirs = { hooks: [{ type: "command", command: "theirs" }] };
  const before = JSON.stringify({ hooks: { PostToolUse: [theirs], PostToolBatch: [theirs] } });
  const each = wired(before, { ...EXEC, toolBatch: false }).text;
  assertEquals(JSON.parse(each).hooks.PostToolUse.length, 2);
  const { hooks } = JSON.parse(wired(each).text);
  assertEquals(hooks.PostToolUse, [theirs]);
  assertEquals(hooks.PostToolBatch.length, 2);
  assertEquals(unwired(wired(each).text).text, before);
});

Deno.test("wireSettings() refuses what it cannot parse and says where", () => {
  const cases: [string, number, number, string | null][] = [
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, "a comma"],
    ['{"a": 1', 1, 8, "a closing brace"],
    ['{\r\n"a" 1}', 2, 5, "a colon"],
    ['{"a": 1} x', 1, 10, null],
    ["{'a': 1}", 1, 2, null],
    ['{"a": "b\nc"}', 1, 7, "the end of a string"],
    ["{a: 1}", 1, 2, null],
  ];
  for (const [text, line, column, expected] of cases) {
    const refusal = refused(text);
    assertEquals({ ...refusal }, { problem: "syntax", at: { line, column }, expected }, text);
  }
});

Deno.test("wireSettings() refuses shapes that it would have to guess about", () => {
  const at = (line: number, column: number) => ({ line, column });
  assertEquals(refused("[]"), { problem: "shape", at: at(1, 1), key: "", expected: "an object" });
  assertEquals(refused("null").problem, "shape");
  assertEquals(refused('{\n "hooks": []}'), {
    problem: "shape",
    at: at(2, 11),
    key: "hooks",
    expected: "an object",
  });
  for (const event of [...EVENTS, "PostToolUse"]) {
    assertEquals(refused(`{"hooks": {"${event}": {}}}`), {
      problem: "shape",
      at: at(1, 16 + event.length),
      key: event,
      expected: "a list",
    });
  }
  assertEquals(refused('{"hooks": {}, "hooks": {}}'), {
    problem: "duplicate",
    at: at(1, 15),
    key: "hooks",
  });
  assertEquals(refused("[".repeat(300_000)), { problem: "depth" });
});

Deno.test("wireSettings() passes over foreign parts of a wrong type", () => {
  const text =
    '{"hooks":{"CwdChanged":"x","UserPromptSubmit":[null,{"hooks":1},{"hooks":[3,{"command":4}]}]}}';
  const after = JSON.parse(wired(text).text);
  assertEquals(after.hooks.CwdChanged, "x");
  assertEquals(after.hooks.UserPromptSubmit.length, 4);
});

Deno.test("unwireSettings() keeps what others added and prunes only what we made", () => {
  const before = '{\n  "hooks": {}\n}\n';
  const text = wired(before).text.replace('"hooks": {', '"model": "opus",\n  "hooks": {');
  assertEquals(
    unwired(text, { statusLine: null, text: before }).text,
    '{\n  "model": "opus",\n  "hooks": {}\n}\n',
  );
  assertEquals(unwired(text).text, '{\n  "model": "opus"\n}\n');
});

Deno.test("unwireSettings() keeps a foreign hook that somebody put into our group", () => {
  const after = JSON.parse(FRESH);
  after.hooks.SessionStart[0].hooks.push({ type: "command", command: "theirs" });
  const result = JSON.parse(unwired(JSON.stringify(after, null, 2)).text);
  assertEquals(result, {
    hooks: { SessionStart: [{ hooks: [{ type: "command", command: "theirs" }] }] },
  });
});

Deno.test("unwireSettings() leaves a statusline that is not ours any more", () => {
  const after = JSON.parse(FRESH);
  after.statusLine.command = "mine now";
  const result = unwired(JSON.stringify(after), { statusLine: '{"old":1}', text: null });
  assertEquals(JSON.parse(result.text), { statusLine: { type: "command", command: "mine now" } });
});

Deno.test("unwireSettings() finds nothing of ours in a foreign file", () => {
  const text = '{"statusLine":{"type":"command","command":"x"},"hooks":{"Stop":[]}}';
  assertEquals(unwired(text), {
    text,
    report: { statusLine: "unchanged", hooksRemoved: [] },
  });
});

Deno.test("inspectSettings() tells missing from doubled events and from those of other occurrences", () => {
  const inspect = (change: (hooks: Record<string, { matcher?: string }[]>) => void) => {
    const settings = JSON.parse(FRESH);
    change(settings.hooks);
    const inspection = inspectSettings(JSON.stringify(settings), EXE);
    if ("problem" in inspection) throw new Error(inspection.problem);
    const { missingEvents, mismatchedEvents, doubledEvents } = inspection;
    return { missingEvents, mismatchedEvents, doubledEvents };
  };
  const none = { missingEvents: [], mismatchedEvents: [], doubledEvents: [] };
  assertEquals(inspect(() => {}), none);
  const perCall = JSON.parse(wired("", { ...EXEC, toolBatch: false }).text).hooks.PostToolUse;
  const switched = inspect((hooks) => {
    delete hooks.PostToolBatch;
    hooks.PostToolUse = perCall;
  });
  assertEquals(switched, none);
  assertEquals(inspect((hooks) => hooks.PostToolUse = perCall), {
    ...none,
    doubledEvents: ["PostToolBatch", "PostToolUse"],
  });
  assertEquals(inspect((hooks) => delete hooks.PostToolBatch), {
    ...none,
    missingEvents: ["PostToolBatch"],
  });
  assertEquals(inspect((hooks) => delete hooks.StopFailure?.[0]?.matcher), {
    ...none,
    mismatchedEvents: ["StopFailure"],
  });
  assertEquals(inspect((hooks) => hooks.PreCompact = [...perCall]), {
    ...none,
    missingEvents: ["PreCompact"],
  });
  const second = [{ matcher: "Bash", hooks: JSON.parse(FRESH).hooks.PreToolUse[0].hooks }];
  assertEquals(inspect((hooks) => hooks.PreToolUse?.push(...second)), {
    ...none,
    doubledEvents: ["PreToolUse"],
  });
});
