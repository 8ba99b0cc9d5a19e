import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { namesOf, WIRED_EVENTS } from "../../src/clients/claude_code/wiring.ts";
import { run as install } from "../../src/commands/install.ts";
import { run as uninstall } from "../../src/commands/uninstall.ts";
import { type FakeHost, type FakeHostOptions, NOW, withFakeHost } from "../support/fake_host.ts";

const MINE = `{
\t// mine
\t"model": "opus",
\t"statusLine": { "type": "command", "command": "~/line.sh", "padding": 0 },
\t"hooks": {
\t\t"UserPromptSubmit": [{ "hooks": [{ "type": "command", "command": "theirs" }] }]
\t}
}`.replaceAll("\n", "\r\n");

const settingsOf = (host: FakeHost) => Deno.readTextFileSync(host.config.settings);

function write(host: FakeHost, text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  Deno.writeFileSync(host.config.settings, bytes);
}

function edit(host: FakeHost, change: (settings: Record<string, unknown>) => void): void {
  const settings = JSON.parse(settingsOf(host));
  change(settings);
  write(host, JSON.stringify(settings, null, 2));
}

/** Every path below a directory with size and time, to see that nothing was written. */
function snapshot(dir: string): string[] {
  return [...Deno.readDirSync(dir)].flatMap((entry) => {
    const path = join(dir, entry.name);
    const { mtime, size, mode } = Deno.lstatSync(path);
    const here = `${path} ${entry.isDirectory ? "" : size} ${mtime?.getTime()} ${mode}`;
    return entry.isDirectory ? [here, ...snapshot(path)] : [here];
  }).toSorted();
}

/** Files only: an empty `skills` stays, the seal lets us write nothing but our own skill in it. */
function filesBelow(dir: string): string[] {
  return [...Deno.readDirSync(dir)].flatMap((entry) => {
    const path = join(dir, entry.name);
    return entry.isDirectory ? filesBelow(path) : [path];
  });
}

async function succeed(result: number | Promise<number>, host: FakeHost): Promise<string> {
  assertEquals(await result, 0, host.errors());
  assertEquals(host.errors(), "");
  const out = host.out();
  host.clear();
  return out;
}

async function failWith(result: number | Promise<number>, host: FakeHost): Promise<string> {
  assertEquals(await result, 1);
  const errors = host.errors();
  assertMatch(errors, /^tokenroom: [^\n]+\n$/);
  host.clear();
  return errors;
}

const backups = (host: FakeHost) => {
  try {
    return [...Deno.readDirSync(join(host.state, "backups"))].map(({ name }) => name).toSorted();
  } catch {
    return [];
  }
};

// ---- settings as people have them ----------------------------------------------------------------

const FILES: readonly (readonly [string, string | null])[] = [
  ["an absent file", null],
  ["an empty file", ""],
  ["a file of blanks", " \n\t\r\n"],
  ["an empty object", "{}"],
  ["an empty object and a newline", "{}\n"],
  ["comments, tabs, CRLF and no final newline", MINE],
  ["a byte order mark", `\uFEFF{"model":"opus"}`],
  ["four spaces", '{\n    "model": "opus"\n}\n'],
  ["a trailing comma", '{\n  "model": "opus",\n}\n'],
  [
    "the Node original",
    JSON.stringify({
      statusLine: { type: "command", command: '"/usr/bin/node" "/opt/headroom.mjs" tap' },
      hooks: { Stop: [{ hooks: [{ type: "command", command: "node /opt/tokenroom.mjs hook" }] }] },
    }),
  ],
  ["a statusline the client cannot run", '{"statusLine": "x"}'],
];

for (const [name, text] of FILES) {
  Deno.test(`install and uninstall give back ${name} byte for byte`, async () => {
    await withFakeHost({}, async (host) => {
      if (text !== null) write(host, text);
      await succeed(install([], host), host);
      assertStringIncludes(settingsOf(host), `${host.dir}/bin/tokenroom`);
      const after = snapshot(host.dir);
      assertStringIncludes(await succeed(install([], host), host), "already wired");
      assertEquals(snapshot(host.dir), after);
      await succeed(uninstall([], host), host);
      if (text === null) assertEquals(filesBelow(host.config.dir), []);
      else assertEquals(settingsOf(host), text);
      const out = await succeed(uninstall([], host), host);
      assertStringIncludes(out, "nothing of ours");
    });
  });

  Deno.test(`a dry run on ${name} shows the difference and writes nothing`, async () => {
    await withFakeHost({}, async (host) => {
      if (text !== null) write(host, text);
      const before = snapshot(host.dir);
      const out = await succeed(install(["--dry-run"], host), host);
      assertEquals(snapshot(host.dir), before);
      assertStringIncludes(out, `+++ ${host.config.settings}\n@@ `);
      assertMatch(out, /^\+.*bin\/tokenroom/m);
      await succeed(install([], host), host);
      const wired = snapshot(host.dir);
      const back = await succeed(uninstall(["--dry-run"], host), host);
      assertEquals(snapshot(host.dir), wired);
      assertMatch(back, /^-.*bin\/tokenroom/m);
    });
  });
}

Deno.test("install makes a new file readable for its owner only and keeps the mode of another", async () => {
  await withFakeHost({}, async (host) => {
    const mode = () => (Deno.statSync(host.config.settings).mode ?? 0) & 0o777;
    await succeed(install([], host), host);
    assertEquals(mode(), 0o600);
    Deno.removeSync(host.config.settings);
    write(host, "{}");
    Deno.chmodSync(host.config.settings, 0o644);
    await succeed(install([], host), host);
    assertEquals(mode(), 0o644);
  });
});

Deno.test("install replaces the target of a link and leaves the link", async () => {
  await withFakeHost({}, async (host) => {
    const target = join(host.dir, "dotfiles.json");
    const link = join(host.config.dir, "settings.json");
    Deno.writeTextFileSync(target, MINE);
    Deno.symlinkSync("../dotfiles.json", link);
    const { seal } = host;
    assert(seal !== null);
    const linked: FakeHost = {
      ...host,
      seal: { ...seal, configs: [{ ...host.config, settings: target }] },
    };
    await succeed(install([], linked), linked);
    assertEquals(Deno.readLinkSync(link), "../dotfiles.json");
    assertStringIncludes(Deno.readTextFileSync(target), "tokenroom");
    await succeed(uninstall([], linked), linked);
    assertEquals(Deno.readTextFileSync(target), MINE);
    assertEquals(Deno.readLinkSync(link), "../dotfiles.json");
    // The seal of the other host names the link itself.
    assertStringIncludes(await failWith(install([], host), host), "run install.sh again");
    assertEquals(Deno.readTextFileSync(target), MINE);
  });
});

Deno.test("install refuses what it cannot edit safely, says where, and changes nothing", async () => {
  const cases: [string | Uint8Array, string][] = [
    ['{\n  "a": 1\n  "b": 2\n}', "line 3, column 3 (expected a comma)"],
    ["[]", "its top level has to be an object"],
    ['{"hooks": [1]}', '"hooks" has to be an object'],
    ['{"hooks": {"SessionStart": 1}}', '"SessionStart" has to be a list'],
    ['{"statusLine": {}, "statusLine": {}}', '"statusLine" stands there a second time'],
    [new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), "is not UTF-8"],
  ];
  for (const [text, words] of cases) {
    await withFakeHost({}, async (host) => {
      write(host, text);
      const before = Deno.readFileSync(host.config.settings);
      assertStringIncludes(await failWith(install([], host), host), words);
      assertStringIncludes(await failWith(install(["--dry-run"], host), host), words);
      assertStringIncludes(await failWith(uninstall([], host), host), words);
      assertEquals(Deno.readFileSync(host.config.settings), before);
      assertEquals(backups(host), []);
    });
  }
});

Deno.test("install refuses a read-only file and leaves no trace of the attempt", async () => {
  await withFakeHost({}, async (host) => {
    write(host, MINE);
    Deno.chmodSync(host.config.settings, 0o444);
    assertStringIncludes(await failWith(install([], host), host), "make it writable");
    assertEquals(settingsOf(host), MINE);
    assertEquals(backups(host), []);
    Deno.chmodSync(host.config.settings, 0o600);
    await succeed(install([], host), host);
    await succeed(uninstall([], host), host);
    assertEquals(settingsOf(host), MINE);
  });
});

Deno.test("install changes nothing when it could not remember how to go back", async () => {
  await withFakeHost({}, async (host) => {
    write(host, MINE);
    // A file where a directory belongs stops root as well.
    Deno.writeTextFileSync(join(host.state, "backups"), "");
    assertStringIncludes(await failWith(install([], host), host), "the state directory");
    assertEquals(settingsOf(host), MINE);
    assertEquals([...Deno.readDirSync(host.config.dir)].length, 1);
    Deno.removeSync(host.state, { recursive: true });
    Deno.writeTextFileSync(host.state, "");
    assertStringIncludes(await failWith(install([], host), host), host.state);
    assertEquals(settingsOf(host), MINE);
  });
});

Deno.test("install says what is missing when there is no configuration directory", async () => {
  await withFakeHost({}, async (host) => {
    Deno.removeSync(host.config.dir);
    assertStringIncludes(await failWith(install([], host), host), "does not exist");
    assertStringIncludes(await succeed(uninstall([], host), host), "nothing of ours");
  });
});

Deno.test("install warns of what keeps the client from running us", async () => {
  await withFakeHost({}, async (host) => {
    write(host, '{\n  // why\n  "disableAllHooks": true\n}');
    const out = await succeed(install([], host), host);
    assertStringIncludes(out, "line 2, column 3");
    assertStringIncludes(out, "disableAllHooks is set");
    assertStringIncludes(await succeed(install([], host), host), "line 2, column 3");
  });
});

// ---- going back when others wrote too ------------------------------------------------------------

Deno.test("uninstall removes only our entries when somebody else changed the file", async () => {
  await withFakeHost({}, async (host) => {
    write(host, '{"statusLine": {"type": "command", "command": "mine"}, "model": "opus"}');
    await succeed(install([], host), host);
    edit(host, (settings) => settings.model = "sonnet");
    const out = await succeed(uninstall([], host), host);
    assertEquals(JSON.parse(settingsOf(host)), {
      statusLine: { type: "command", command: "mine" },
      model: "sonnet",
    });
    assertStringIncludes(out, "yours is back");
  });
});

Deno.test("uninstall gives a statusline back although the state directory is gone", async () => {
  for (const hud of ["both", "own", "tokenroom"]) {
    await withFakeHost({}, async (host) => {
      const text = '{"statusLine": {"type": "command", "command": "echo \\"a\\" # b"}}';
      write(host, text);
      await succeed(install(["--hud", hud], host), host);
      Deno.removeSync(host.state, { recursive: true });
      await succeed(uninstall([], host), host);
      assertEquals(settingsOf(host), text);
    });
  }
});

Deno.test("uninstall does not bring back old bytes over a change that a second install saw", async () => {
  await withFakeHost({}, async (host) => {
    write(host, '{"model": "opus"}');
    await succeed(install([], host), host);
    edit(host, (settings) => {
      settings.model = "sonnet";
      delete settings.statusLine;
    });
    await succeed(install([], host), host);
    await succeed(uninstall([], host), host);
    assertEquals(JSON.parse(settingsOf(host)), { model: "sonnet" });
  });
});

Deno.test("uninstall after a second install with another choice gives the first bytes back", async () => {
  await withFakeHost({}, async (host) => {
    write(host, MINE);
    await succeed(install(["--hud", "own"], host), host);
    await succeed(install(["--hud", "tokenroom"], host), host);
    const moved: FakeHost = { ...host, executable: join(host.dir, "new place/tokenroom") };
    await succeed(install([], moved), moved);
    assertStringIncludes(settingsOf(host), "new place");
    await succeed(uninstall([], moved), moved);
    assertEquals(settingsOf(host), MINE);
    assertEquals(backups(host).length, 1);
  });
});

Deno.test("install starts anew when something wiped the settings", async () => {
  await withFakeHost({}, async (host) => {
    write(host, MINE);
    await succeed(install([], host), host);
    write(host, '{"wiped": true}');
    await succeed(install([], host), host);
    await succeed(uninstall([], host), host);
    assertEquals(settingsOf(host), '{"wiped": true}');
  });
});

Deno.test("uninstall removes a file that only ever held our keys", async () => {
  await withFakeHost({}, async (host) => {
    await succeed(install([], host), host);
    write(host, settingsOf(host).trimEnd());
    await succeed(uninstall([], host), host);
    assertEquals(filesBelow(host.config.dir), []);
  });
});

Deno.test("install keeps a dated copy of the former bytes, for the owner only", async () => {
  await withFakeHost({}, async (host) => {
    write(host, MINE);
    const out = await succeed(install([], host), host);
    const [name] = backups(host);
    assertMatch(name ?? "", /^settings-[0-9a-f]{12}-20260701T001200Z\.json$/);
    const path = join(host.state, "backups", name ?? "");
    assertEquals(Deno.readTextFileSync(path), MINE);
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    assertStringIncludes(out, path);
    await succeed(uninstall([], host), host);
    host.setNow(NOW + 1);
    await succeed(install([], host), host);
    assertEquals(backups(host).length, 2);
  });
});

// ---- targets and arguments -----------------------------------------------------------------------

Deno.test("install leaves an empty settings file of ours, and never touches one that is there", async () => {
  await withFakeHost({}, async (host) => {
    const path = join(host.state, "config.json");
    await succeed(install(["--dry-run"], host), host);
    assert(![...Deno.readDirSync(host.state)].some(({ name }) => name === "config.json"));
    await succeed(install([], host), host);
    assertEquals(Deno.readTextFileSync(path), "{}\n");
    assertEquals((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    Deno.writeTextFileSync(path, '{"mode":"powersave"}');
    await succeed(install([], host), host);
    assertEquals(Deno.readTextFileSync(path), '{"mode":"powersave"}');
  });
});

Deno.test("install acts on every sealed directory that exists, or on the named one", async () => {
  await withFakeHost({ configs: 3 }, async (host) => {
    const [first, second, third] = host.seal?.configs ?? [];
    assert(first !== undefined && second !== undefined && third !== undefined);
    Deno.removeSync(second.dir);
    await succeed(install(["--config-dir", `${third.dir}/`], host), host);
    assertEquals([...Deno.readDirSync(first.dir)], []);
    await succeed(install([], host), host);
    assertStringIncludes(Deno.readTextFileSync(first.settings), "tokenroom");
    assertStringIncludes(Deno.readTextFileSync(third.settings), "tokenroom");
    const refused = await failWith(install(["--config-dir", "/elsewhere"], host), host);
    assertStringIncludes(refused, "install.sh --config-dir /elsewhere");
    await succeed(uninstall([], host), host);
    assertEquals([...filesBelow(first.dir), ...filesBelow(third.dir)], []);
  });
});

Deno.test("install goes on with the other directories when one is refused", async () => {
  await withFakeHost({ configs: 2 }, async (host) => {
    write(host, "{");
    assertEquals(await install([], host), 1);
    const second = host.seal?.configs[1]?.settings ?? "";
    assertStringIncludes(Deno.readTextFileSync(second), "tokenroom");
    assertStringIncludes(host.errors(), host.config.settings);
    assertEquals(settingsOf(host), "{");
  });
});

Deno.test("install and uninstall need a seal", async () => {
  await withFakeHost({ sealed: false }, async (host) => {
    assertStringIncludes(await failWith(install([], host), host), "not sealed");
    assertStringIncludes(await failWith(uninstall([], host), host), "not sealed");
  });
});

Deno.test("install refuses arguments that it does not know", async () => {
  await withFakeHost({}, async (host) => {
    for (const args of [["--hud", "mine"], ["--hud"], ["--force"], ["--hud="]]) {
      let message = "";
      try {
        await install(args, host);
      } catch (cause) {
        message = cause instanceof Error ? cause.message : "";
      }
      assertMatch(message, /--hud|--force/);
      assertEquals([...Deno.readDirSync(host.config.dir)], []);
    }
  });
});

// ---- the client ----------------------------------------------------------------------------------

const CLIENT = String.raw`#!/bin/sh
echo "$*" >>"$HOME/calls"
file=${"${CLAUDE_CONFIG_DIR:-$HOME}"}/.claude.json
case "$1 $2" in
'--version ') echo '2.1.138 (Claude Code)' ;;
'mcp add') printf '{"mcpServers":{"%s":{"type":"stdio","command":"%s","args":["%s"]}}}' "$5" "$7" "$8" >"$file" ;;
'mcp remove') echo '{"mcpServers":{}}' >"$file" ;;
esac
`;

async function withClient(
  script: string,
  test: (host: FakeHost) => Promise<void>,
  options: FakeHostOptions = {},
): Promise<void> {
  await withFakeHost(options, async (host) => {
    Deno.mkdirSync(join(host.dir, "bin"));
    Deno.writeTextFileSync(join(host.dir, "bin/claude"), script, { mode: 0o755 });
    const env = { HOME: host.dir, PATH: `${host.dir}/bin:/usr/bin:/bin` };
    await test({ ...host, env });
  });
}

const calls = (host: FakeHost) => {
  const text = Deno.readTextFileSync(join(host.dir, "calls"));
  Deno.removeSync(join(host.dir, "calls"));
  return text.trim().split("\n").filter((line) => line !== "--version");
};

Deno.test("install registers the MCP server through the client, once, and uninstall takes it out", async () => {
  await withClient(CLIENT, async (host) => {
    const out = await succeed(install([], host), host);
    assertMatch(out, /MCP server +registered\n/);
    assertEquals(calls(host), [
      `mcp add --scope user tokenroom -- ${host.dir}/bin/tokenroom mcp`,
    ]);
    await succeed(install([], host), host);
    assertEquals(calls(host), [""].filter(Boolean));
    assertMatch(await succeed(uninstall([], host), host), /MCP server +taken out\n/);
    assertEquals(calls(host), ["mcp remove --scope user tokenroom"]);
    await succeed(uninstall([], host), host);
    assertEquals(Deno.readTextFileSync(host.config.client), '{"mcpServers":{}}\n');
  });
});

Deno.test("install replaces a registration with another command and says which", async () => {
  await withClient(CLIENT, async (host) => {
    const server = { command: "node", args: ["/opt/tokenroom.mjs", "mcp"] };
    Deno.writeTextFileSync(
      host.config.client,
      JSON.stringify({ mcpServers: { tokenroom: server } }),
    );
    const out = await succeed(install([], host), host);
    assertStringIncludes(out, "in place of: node /opt/tokenroom.mjs mcp");
    assertEquals(calls(host).map((line) => line.split(" ")[1]), ["remove", "add"]);
  });
});

Deno.test("uninstall leaves a server of somebody else under our name", async () => {
  await withClient(CLIENT, async (host) => {
    const client = '{"mcpServers": {"tokenroom": {"command": "other", "args": ["x"]}}}';
    Deno.writeTextFileSync(host.config.client, client);
    assertStringIncludes(await succeed(uninstall([], host), host), "left alone: other x");
    assertEquals(Deno.readTextFileSync(host.config.client), client);
  });
});

Deno.test("install names the client's directory where it is not the default one", async () => {
  await withClient(CLIENT, async (host) => {
    await succeed(install([], host), host);
    const second = host.seal?.configs[1];
    assert(second !== undefined);
    assertStringIncludes(Deno.readTextFileSync(second.client), "bin/tokenroom");
    assertStringIncludes(Deno.readTextFileSync(host.config.client), "bin/tokenroom");
    await succeed(uninstall([], host), host);
    assertEquals(Deno.readTextFileSync(second.client), '{"mcpServers":{}}\n');
  }, { configs: 2 });
});

Deno.test("install uses hooks with a shell where the client is too old for the others", async () => {
  await withClient(CLIENT, async (host) => {
    await succeed(install([], host), host);
    const { hooks } = JSON.parse(settingsOf(host));
    assertEquals(hooks.SessionStart[0].hooks[0], {
      type: "command",
      command: `"${host.dir}/bin/tokenroom" hook session-start`,
      timeout: 5,
    });
    Deno.writeTextFileSync(join(host.dir, "bin/claude"), CLIENT.replace("2.1.138", "2.1.139"));
    await succeed(install([], host), host);
    const updated = JSON.parse(settingsOf(host)).hooks;
    assertEquals(updated.SessionStart[0].hooks[0].args, ["hook", "session-start"]);
    // A client that cannot be asked is no reason to change what is wired.
    Deno.removeSync(join(host.dir, "bin/claude"));
    assertStringIncludes(await succeed(install([], host), host), "already wired");
  });
});

Deno.test("install wires one event for tools: a batch of them where the client is known to tell it", async () => {
  await withClient(CLIENT, async (host) => {
    const wiredFor = async (version: string) => {
      Deno.writeTextFileSync(join(host.dir, "bin/claude"), CLIENT.replace("2.1.138", version));
      await succeed(install([], host), host);
      const { hooks } = JSON.parse(settingsOf(host));
      return Object.keys(hooks).filter((event) => event.startsWith("PostTool"));
    };
    write(host, MINE.replace("// mine", ""));
    const before = settingsOf(host);
    assertEquals(await wiredFor("2.1.329"), ["PostToolUse"]);
    assertEquals(await wiredFor("2.1.330"), ["PostToolBatch"]);
    assertEquals(await wiredFor("no version"), ["PostToolBatch"]);
    assertEquals(await wiredFor("2.1.200"), ["PostToolUse"]);
    assertEquals(await wiredFor("no version"), ["PostToolUse"]);
    await succeed(uninstall([], host), host);
    assertEquals(settingsOf(host), before);
    assertEquals(await wiredFor("no version"), ["PostToolUse"]);
  });
});

Deno.test("install keeps its list of hooks short, a dry run names them in the difference", async () => {
  await withFakeHost({}, async (host) => {
    const planned = await succeed(install(["--dry-run"], host), host);
    assertMatch(planned, /^ {2}hooks {7}10 events wired$/m);
    for (const { event, matcher } of WIRED_EVENTS.filter(({ standIn }) => standIn === undefined)) {
      assertMatch(planned, new RegExp(`^\\+ +"${event}": \\[$`, "m"));
      if (matcher !== null) assertStringIncludes(planned, `"matcher": "${matcher}"`);
    }
    const out = await succeed(install([], host), host);
    assertMatch(out, /^ {2}hooks {7}10 events wired$/m);
    assertEquals(/PreToolUse|StopFailure/.test(out), false);
  });
});

Deno.test("install succeeds without a working client and gives the line to run", async () => {
  const line = (host: FakeHost) =>
    `claude mcp add --scope user tokenroom -- "${host.dir}/bin/tokenroom" mcp\n`;
  await withFakeHost({}, async (host) => {
    const out = await succeed(install([], host), host);
    assertStringIncludes(out, "no claude on the PATH");
    assertStringIncludes(out, line(host));
  });
  await withClient("#!/bin/sh\necho sorry >&2; exit 1\n", async (host) => {
    assertStringIncludes(await succeed(install([], host), host), line(host));
    await succeed(uninstall([], host), host);
  });
});

Deno.test("install leaves the client's damaged file alone", async () => {
  await withClient(CLIENT, async (host) => {
    Deno.writeTextFileSync(host.config.client, '{"mcpServers": {');
    assertStringIncludes(await succeed(install([], host), host), "cannot be read");
    assertEquals(calls(host), []);
    assertEquals(Deno.readTextFileSync(host.config.client), '{"mcpServers": {');
  });
});

Deno.test("a dry run only names the lines that it would run", async () => {
  await withClient(CLIENT, async (host) => {
    const out = await succeed(install(["--dry-run"], host), host);
    assertStringIncludes(out, "would run: claude mcp add --scope user tokenroom -- ");
    assertEquals(calls(host), []);
  });
});

// ---- any settings --------------------------------------------------------------------------------

Deno.test("install then uninstall gives the same bytes for any settings", async () => {
  const settings = fc.record({
    model: fc.string(),
    env: fc.dictionary(fc.string(), fc.string()),
    statusLine: fc.oneof(
      fc.jsonValue(),
      fc.record({ type: fc.constant("command"), command: fc.string(), padding: fc.nat() }),
    ),
    hooks: fc.dictionary(
      fc.constantFrom(...WIRED_EVENTS.flatMap(namesOf), "Stop"),
      fc.array(fc.record({
        matcher: fc.constantFrom("", "*", "Bash", "auto"),
        hooks: fc.array(fc.record({ command: fc.string() })),
      }, { requiredKeys: ["hooks"] })),
    ),
  }, { requiredKeys: [] });
  const layout = fc.record({
    indent: fc.constantFrom("", "  ", "    ", "\t"),
    eol: fc.constantFrom("\n", "\r\n"),
    mark: fc.constantFrom("", "\uFEFF"),
    end: fc.constantFrom("", "\n", "\n\n// end"),
  });
  await fc.assert(
    fc.asyncProperty(settings, layout, async (value, { indent, eol, mark, end }) => {
      const text = mark + (JSON.stringify(value, null, indent) + end).replaceAll("\n", eol);
      await withFakeHost({}, async (host) => {
        write(host, text);
        await succeed(install([], host), host);
        await succeed(uninstall([], host), host);
        assertEquals(settingsOf(host), text);
      });
    }),
    { numRuns: 60 },
  );
});
