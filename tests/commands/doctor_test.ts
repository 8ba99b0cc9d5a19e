import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { run as doctor } from "../../src/commands/doctor.ts";
import { run as install } from "../../src/commands/install.ts";
import { run as uninstall } from "../../src/commands/uninstall.ts";
import { AGE_SILENT_SEC } from "../../src/decide/thresholds.ts";
import { recordFault } from "../../src/io/faults.ts";
import { DAY, HOUR, MINUTE } from "../../src/model/units.ts";
import { type FakeHost, type FakeHostOptions, NOW, withFakeHost } from "../support/fake_host.ts";
import { report } from "../support/tap.ts";

/** A client that says its version and keeps its own file. */
const CLIENT = String.raw`#!/bin/sh
file=${"${CLAUDE_CONFIG_DIR:-$HOME}"}/.claude.json
case "$1 $2" in
'--version ') echo '2.1.330 (Claude Code)' ;;
'mcp add') printf '{"mcpServers":{"%s":{"type":"stdio","command":"%s","args":["%s"]}}}' "$5" "$7" "$8" >"$file" ;;
esac
`;

/**
 * A test on a machine with a client. Doctor gives up what this process may do, for good: each test
 * has permissions of its own.
 */
function doctorTest(
  name: string,
  test: (host: FakeHost) => Promise<void>,
  options: FakeHostOptions = {},
): void {
  const permissions = { read: true, write: true, run: true, env: true };
  const fn = () =>
    withFakeHost(options, async (host) => {
      Deno.mkdirSync(join(host.dir, "bin"));
      writeClient(host, CLIENT);
      host.setEnv({ PATH: `${host.dir}/bin:/usr/bin:/bin` });
      await test(host);
    });
  Deno.test({ name, permissions, fn });
}

function writeClient(host: FakeHost, script: string): void {
  Deno.writeTextFileSync(join(host.dir, "bin/claude"), script, { mode: 0o755 });
}

interface Reported {
  readonly level: string;
  readonly kind: string;
  readonly what: string;
  readonly remedy: string | null;
  readonly [name: string]: unknown;
}

/** What doctor finds, as programs read it. */
async function examine(host: FakeHost) {
  host.clear();
  const code = await doctor(["--json"], host);
  assertEquals(host.errors(), "");
  const report = JSON.parse(host.out());
  const findings: Reported[] = report.findings;
  assertEquals(report.healthy, code === 0);
  return {
    code,
    findings,
    kinds: findings.filter(({ level }) => level !== "ok").map(({ kind }) => kind),
    find: (kind: string) => {
      const found = findings.find((finding) => finding.kind === kind);
      assert(found !== undefined, `no ${kind} in ${findings.map((each) => each.kind)}`);
      return found;
    },
  };
}

/** A wired machine on which nothing needs the person. */
async function wire(host: FakeHost): Promise<void> {
  Deno.writeTextFileSync(host.config.settings, '{"totalTokensReminder": "countdown"}');
  assertEquals(await install([], host), 0, host.errors());
  await report(host);
}

type Settings = Record<string, unknown> & {
  hooks: Record<string, { matcher?: string; hooks: unknown[] }[]>;
};

function edit(host: FakeHost, change: (settings: Settings) => void): void {
  const settings = JSON.parse(Deno.readTextFileSync(host.config.settings));
  change(settings);
  Deno.writeTextFileSync(host.config.settings, JSON.stringify(settings, null, 2));
}

doctorTest("doctor on a healthy machine is short and exits 0", async (host) => {
  await wire(host);
  host.setNow(NOW + 12);
  host.clear();
  assertEquals(await doctor([], host), 0);
  const [findings = "", permissions = "", closing] = host.out().split("\n\n");
  assertEquals(findings.split("\n"), [
    "ok       ~/.claude is wired: statusline, 10 hooks, MCP server",
    "ok       Claude Code 2.1.330",
    "ok       the newest figures are 12s old",
    "ok       5h: what a point costs is not learned yet (0 stretches; 5 that agree are needed)",
    "ok       7d: what a point costs is not learned yet (0 stretches; 5 that agree are needed)",
    "ok       session session- in /home/user/project: seen 12s ago, its context 12s old",
  ]);
  assertMatch(permissions, /^What each command may do, as the runtime reports it\n {2}install, un/);
  assert(permissions.split("\n").length <= 11, permissions);
  assertEquals([closing, host.errors()], ["Nothing needs you.\n", ""]);
});

doctorTest("doctor explains settings that something rewrote after install", async (host) => {
  await wire(host);
  Deno.writeTextFileSync(host.config.settings, '{"model": "opus"}\n');
  host.setNow(NOW + HOUR);
  host.clear();
  assertEquals(await doctor([], host), 1);
  assertStringIncludes(
    host.out(),
    `PROBLEM  ~/.claude was wired (00:12) and is not any more: something rewrote ` +
      "settings.json (the client itself has been seen doing so)\n" +
      `         → run: tokenroom install (what it replaced is kept in ${host.state}/backups)\n`,
  );
  assertStringIncludes(host.out(), "\n1 problem needs you.\n");
});

doctorTest(
  "doctor explains a settings file that is gone, also from another state directory",
  async (host) => {
    await wire(host);
    Deno.removeSync(host.config.settings);
    host.setEnv({ TOKENROOM_DIR: join(host.state, "work") });
    const { code, kinds, find } = await examine(host);
    assertEquals([code, kinds], [1, ["wiped", "never-reported"]]);
    assertStringIncludes(find("wiped").what, "something removed settings.json");
  },
);

doctorTest("doctor knows what was never wired from what was unwired", async (host) => {
  await wire(host);
  assertEquals(await uninstall([], host), 0);
  const { code, find } = await examine(host);
  assertEquals([code, find("not-wired").remedy], [1, "run: tokenroom install"]);
});

doctorTest("doctor names the events and the statusline that are missing", async (host) => {
  await wire(host);
  edit(host, (settings) => {
    delete settings.statusLine;
    delete settings.hooks.PreCompact;
    delete settings.hooks.PostToolBatch;
  });
  const { code, find } = await examine(host);
  assertEquals(code, 1);
  assertEquals(
    find("half-wired").what,
    `${host.config.dir} lacks the statusline and the PostToolBatch, PreCompact hooks`,
  );
});

doctorTest(
  "doctor finds events wired twice, and both of two that stand in for each other",
  async (host) => {
    await wire(host);
    edit(host, ({ hooks }) => {
      hooks.SessionStart?.push(structuredClone(hooks.SessionStart[0] ?? { hooks: [] }));
      const args = ["hook", "post-tool-use"];
      hooks.PostToolUse = [{ hooks: [{ type: "command", command: host.executable, args }] }];
    });
    const { code, find } = await examine(host);
    assertEquals(code, 1);
    assertEquals(find("doubled").events, ["SessionStart", "PostToolBatch", "PostToolUse"]);
  },
);

doctorTest("doctor finds an event that calls us for other occurrences", async (host) => {
  await wire(host);
  edit(host, ({ hooks }) => {
    for (const group of hooks.PreToolUse ?? []) group.matcher = "Bash";
    for (const group of hooks.SessionStart ?? []) group.matcher = "*";
  });
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds, find("mismatched").events], [1, ["mismatched"], ["PreToolUse"]]);
});

doctorTest("doctor finds a wiring that calls another executable", async (host) => {
  await wire(host);
  const { code, kinds, find } = await examine({
    ...host,
    executable: join(host.dir, "new/tokenroom"),
  });
  assertEquals([code, kinds], [1, ["other-path", "server-elsewhere"]]);
  assertStringIncludes(find("other-path").what, host.executable);
  assertStringIncludes(find("server-elsewhere").what, `${host.executable} mcp`);
});

doctorTest("doctor says where a settings file is no JSON", async (host) => {
  await wire(host);
  Deno.writeTextFileSync(host.config.settings, '{\n  "a": 1\n  "b": 2\n}');
  const { code, find } = await examine(host);
  assertEquals(code, 1);
  assertStringIncludes(
    find("refused").what,
    "not valid JSON at line 3, column 3 (expected a comma)",
  );
});

doctorTest("doctor names a settings file that is not text", async (host) => {
  Deno.writeFileSync(host.config.settings, new Uint8Array([0xff, 0xfe, 0x7b, 0x00]));
  assertStringIncludes((await examine(host)).find("refused").what, "is not UTF-8 text");
});

doctorTest("doctor says where the client stops reading a file with comments", async (host) => {
  await wire(host);
  const text = Deno.readTextFileSync(host.config.settings);
  Deno.writeTextFileSync(
    host.config.settings,
    text.replace('"statusLine"', '/* x */ "statusLine"'),
  );
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds[0]], [1, "skipped-by-client"]);
  assertMatch(
    find("skipped-by-client").what,
    /at line \d+, column \d+: the client skips the whole/,
  );
  const place = find("skipped-by-client").from as { line: number; column: number };
  const line = text.split("\n").findIndex((each) => each.includes("statusLine"));
  const column = (text.split("\n")[line] ?? "").indexOf('"statusLine"');
  assertEquals(place, { line: line + 1, column: column + 1 });
});

doctorTest("doctor finds a statusline that somebody put in place of ours", async (host) => {
  await wire(host);
  edit(host, (settings) => {
    settings.statusLine = { type: "command", command: "npx ccstatusline" };
  });
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [1, ["foreign-statusline"]]);
});

doctorTest("doctor lists foreign hooks on our events and is well with them", async (host) => {
  const theirs = [{ hooks: [{ type: "command", command: "lint --fix" }] }];
  Deno.writeTextFileSync(
    host.config.settings,
    JSON.stringify({
      totalTokensReminder: "off",
      hooks: { PreToolUse: theirs, CwdChanged: theirs },
    }),
  );
  await install([], host);
  await report(host);
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds], [0, ["foreign-hooks"]]);
  assertStringIncludes(find("foreign-hooks").what, "another hook at PreToolUse: lint --fix (");
});

doctorTest("doctor finds all hooks disabled", async (host) => {
  await wire(host);
  edit(host, (settings) => {
    settings.disableAllHooks = true;
  });
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [1, ["hooks-disabled"]]);
});

doctorTest("doctor finds a settings file that a link has moved since the seal", async (host) => {
  await wire(host);
  const target = join(host.dir, "dotfiles.json");
  Deno.renameSync(host.config.settings, target);
  Deno.symlinkSync(target, host.config.settings);
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds], [1, ["settings-moved"]]);
  assertStringIncludes(find("settings-moved").remedy ?? "", "run install.sh again");
});

doctorTest("doctor says that there is no configuration directory", async (host) => {
  Deno.removeSync(host.config.dir);
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [1, ["no-directory", "never-reported"]]);
});

doctorTest(
  "doctor finds the client's own file damaged and does not call the server missing",
  async (host) => {
    await wire(host);
    Deno.writeTextFileSync(host.config.client, '{"mcpServers": {');
    const { code, kinds, find } = await examine(host);
    assertEquals([code, kinds], [1, ["client-file-damaged"]]);
    assertStringIncludes(find("client-file-damaged").what, host.config.client);
  },
);

doctorTest(
  "doctor gives the very line that registers the server, for each directory",
  async (host) => {
    for (const config of host.seal?.configs ?? []) {
      Deno.writeTextFileSync(config.settings, '{"totalTokensReminder": "countdown"}');
    }
    await install([], host);
    for (const config of host.seal?.configs ?? []) Deno.removeSync(config.client);
    const { code, findings } = await examine(host);
    const remedies = findings.filter(({ kind }) => kind === "server-absent");
    const line = `claude mcp add --scope user tokenroom -- "${host.executable}" mcp`;
    assertEquals(code, 1);
    assertEquals(remedies.map(({ remedy }) => remedy), [
      `run: ${line}`,
      `run: CLAUDE_CONFIG_DIR="${host.seal?.configs[1]?.dir}" ${line}`,
    ]);
  },
  { configs: 2 },
);

doctorTest(
  "doctor tells what a client of another version cannot do with what is wired",
  async (host) => {
    await wire(host);
    writeClient(host, CLIENT.replace("2.1.330", "2.1.138"));
    const { code, findings, find } = await examine(host);
    const gaps = findings.filter(({ kind }) => kind === "client-gap");
    assertEquals(code, 1);
    assertEquals(gaps.map(({ level, gap }) => [level, gap]), [
      ["problem", "exec-form"],
      ["note", "batch-unproven"],
    ]);
    assertEquals(find("client").version, "2.1.138");
  },
);

doctorTest("doctor advises to wire batches once the client tells them", async (host) => {
  writeClient(host, CLIENT.replace("2.1.330", "2.1.329"));
  await wire(host);
  writeClient(host, CLIENT);
  const { code, find } = await examine(host);
  assertEquals([code, find("client-gap").gap], [0, "batch-unused"]);
});

doctorTest("doctor needs no client on the PATH", async (host) => {
  await wire(host);
  Deno.removeSync(join(host.dir, "bin/claude"));
  const { code, findings } = await examine(host);
  const kinds = findings.map(({ kind }) => kind);
  assertEquals([code, kinds.slice(0, 2)], [0, ["wired", "client-unseen"]]);
  assert(!kinds.includes("client"));
});

doctorTest("doctor notes what the client's own settings tell the agent instead", async (host) => {
  Deno.writeTextFileSync(host.config.settings, '{"autoCompactEnabled": false}');
  await install([], host);
  await report(host);
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds], [0, ["token-count", "compaction-off"]]);
  assertEquals(
    find("token-count").remedy,
    `set "totalTokensReminder": "countdown" in ${host.config.settings}; new sessions take it up`,
  );
});

const database = (host: FakeHost) => join(host.state, "tokenroom.db");

doctorTest("doctor leaves a store of a later version alone and says so", async (host) => {
  await wire(host);
  const db = new DatabaseSync(database(host));
  db.exec("PRAGMA user_version=99");
  db.close();
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds], [1, ["store-newer"]]);
  assertStringIncludes(find("store-newer").what, "schema 99");
});

doctorTest("doctor starts a new store in place of a damaged one and says so", async (host) => {
  await wire(host);
  for (const side of ["", "-wal", "-shm"]) {
    Deno.writeTextFileSync(database(host) + side, "no database at all, ".repeat(500));
  }
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds], [0, ["store-replaced", "never-reported"]]);
  assertStringIncludes(find("store-replaced").what, "a new one was started at 00:12");
});

doctorTest("doctor finds a store that cannot be opened", async (host) => {
  await wire(host);
  for (const side of ["", "-wal", "-shm"]) {
    try {
      Deno.removeSync(database(host) + side);
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    }
  }
  Deno.mkdirSync(database(host));
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [1, ["store-unreadable"]]);
});

doctorTest(
  "doctor finds a state directory that takes nothing, and leaves nothing in one that does",
  async (host) => {
    await wire(host);
    const names = () => [...Deno.readDirSync(host.state)].map(({ name }) => name).toSorted();
    const before = names();
    assertEquals((await examine(host)).kinds, []);
    assertEquals(names(), before);
    const file = join(host.state, "a-file");
    Deno.writeTextFileSync(file, "");
    host.setEnv({ TOKENROOM_DIR: file });
    const { code, kinds, find } = await examine(host);
    assertEquals([code, kinds], [1, ["client-unseen", "state-unwritable"]]);
    assertStringIncludes(find("state-unwritable").what, `nothing can be stored in ${file} (`);
  },
);

doctorTest("doctor says first of an unwired file that the client would skip it", async (host) => {
  await wire(host);
  Deno.writeTextFileSync(host.config.settings, '{\n  // mine\n  "model": "opus"\n}\n');
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds.slice(0, 2)], [1, ["skipped-by-client", "wiped"]]);
});

doctorTest("doctor says how the first figures come", async (host) => {
  Deno.writeTextFileSync(host.config.settings, '{"totalTokensReminder": "countdown"}');
  await install([], host);
  await report(host, { usedPct: null, contextTokens: null, costUsd: 0 });
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [0, ["no-figures"]]);
});

doctorTest("doctor says when figures are too old to be told", async (host) => {
  await wire(host);
  host.setNow(NOW + AGE_SILENT_SEC + MINUTE);
  const { code, kinds, find } = await examine(host);
  assertEquals([code, kinds], [0, ["figures-old"]]);
  assertStringIncludes(find("figures-old").what, "31m old");
});

doctorTest("doctor knows a session on an API key", async (host) => {
  await wire(host);
  host.setNow(NOW + MINUTE);
  await report(host, { session: "keyed", usedPct: null });
  const { code, kinds } = await examine(host);
  assertEquals([code, kinds], [0, ["no-windows"]]);
});

doctorTest(
  "doctor finds TOKENROOM_DIR outside of the seal, and the sealed one used",
  async (host) => {
    await wire(host);
    host.setEnv({ TOKENROOM_DIR: "/elsewhere", TOKENROOM_DISABLE: "1" });
    const { code, kinds, find } = await examine(host);
    assertEquals([code, kinds], [1, ["stray-state-dir", "silenced"]]);
    assertStringIncludes(find("stray-state-dir").what, `${host.state} is used`);
    assertEquals(find("figures-fresh").level, "ok");
  },
);

doctorTest("doctor counts the faults of the last day and shows the last", async (host) => {
  await wire(host);
  recordFault(host.state, NOW - DAY, "tap", new Error("long ago"));
  recordFault(host.state, NOW - HOUR, "tap", new Error("first"));
  recordFault(host.state, NOW - MINUTE, "hook stop-failure", new TypeError("second"));
  const { code, find } = await examine(host);
  assertEquals(code, 1);
  assertEquals(
    find("faults").what,
    "2 faults in the last day, the last at 00:11: hook stop-failure: TypeError: second",
  );
});

doctorTest("doctor names what cannot be used of config.json", async (host) => {
  await wire(host);
  Deno.writeTextFileSync(join(host.state, "config.json"), '{"mode": "turbo", "hdu": false}');
  const { code, findings } = await examine(host);
  const complaints = findings.filter(({ kind }) => kind === "complaint").map(({ what }) => what);
  assertEquals([code, complaints], [1, [
    "config.json: mode has to be performance, ondemand or powersave; its default holds",
    "config.json: there is no key hdu",
  ]]);
});

doctorTest(
  "doctor complains of a config.json that holds no object, or cannot be read",
  async (host) => {
    await wire(host);
    const path = join(host.state, "config.json");
    const told = async () => {
      host.clear();
      const { code, findings } = await examine(host);
      return [code, findings.flatMap(({ kind, what }) => kind === "complaint" ? [what] : [])];
    };
    const expected = [1, ["config.json is not a JSON object, so all defaults hold"]];
    for (const text of ["[]", "3", "null", '"text"', '[{"mode":"powersave"}]', "{", ""]) {
      Deno.writeTextFileSync(path, text);
      assertEquals(await told(), expected, text);
    }
    Deno.removeSync(path);
    Deno.mkdirSync(path);
    assertEquals(await told(), expected, "a directory");
  },
);

doctorTest("doctor --json holds all that the report does, in one spelling", async (host) => {
  host.clear();
  assertEquals(await doctor(["--json"], host), 1);
  const { build, executable, state_dir, findings, permissions, healthy, ...rest } = JSON.parse(
    host.out(),
  );
  assertEquals(rest, { repairs: [] });
  assertEquals(build, host.build);
  assertEquals([executable, state_dir, healthy], [host.executable, host.state, false]);
  assertEquals(findings[0], {
    level: "problem",
    kind: "not-wired",
    dir: host.config.dir,
    what: `${host.config.dir} is not wired`,
    remedy: "run: tokenroom install",
  });
  const commands = permissions.map((row: { commands: string }) => row.commands).join(", ");
  for (const verb of ["install", "uninstall", "tap", "hook", "mcp", "line", "status", "demo"]) {
    assertMatch(commands, new RegExp(`(^|, )${verb}(,|$)`));
  }
  for (const { writes, runs, network } of permissions) {
    assert(Array.isArray(writes) && Array.isArray(runs) && typeof network === "boolean");
  }
  assertEquals(/"[a-z]+[A-Z]\w*":/.test(host.out()), false);
});

doctorTest("doctor needs a seal", async (host) => {
  assertEquals(await doctor([], { ...host, seal: null }), 1);
});
