import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { say, type Usage } from "./support/answer.ts";
import { clientTest, openBench, terminalTest } from "./support/bench.ts";
import { nowSec } from "./support/expected.ts";
import type { Home } from "./support/home.ts";
import { limitsAt } from "./support/messages_api.ts";
import { runClient } from "./support/print_mode.ts";
import { contextsOf } from "./support/request.ts";
import { installTokenroom, uninstallTokenroom } from "./support/tokenroom.ts";

const USAGE: Usage = { input: 700, output: 300, cacheCreation: 6000, cacheRead: 20_000 };

clientTest("install and uninstall leave a HOME without settings without settings", async () => {
  await using bench = openBench({ script: [] });
  const before = filesOf(bench.home);
  assertEquals(before, {});
  await installTokenroom(bench.home);
  assert("settings.json" in filesOf(bench.home));
  await uninstallTokenroom(bench.home);
  assertEquals(filesOf(bench.home), before);
});

terminalTest("with a session in between, the person's files come back byte for byte", async () => {
  const limits = limitsAt(nowSec(), { utilization: 0.4, resetsInSec: 7200 });
  const script = [say("One.", USAGE), say("Two.", USAGE)];
  // Tabs, an odd order and no newline at the end: what a formatter would not give back.
  const settings = [
    '{"permissions":{"allow":[ "Bash" ] },',
    '\t"hooks": {"UserPromptSubmit":[{"hooks":[{"type":"command","command":"echo theirs"}]}]},',
    '\t"env"  : {"A": "1"} }',
  ].join("\n");
  await using bench = openBench({ script, limits, settings });
  const memory = join(bench.home.dir, ".claude", "CLAUDE.md");
  Deno.writeTextFileSync(memory, "Speak plainly.");
  const skills = join(bench.home.dir, ".claude", "skills");
  Deno.mkdirSync(join(skills, "theirs"), { recursive: true });
  Deno.writeTextFileSync(join(skills, "theirs", "SKILL.md"), "---\nname: theirs\n---\nText");
  const before = filesOf(bench.home);
  await installTokenroom(bench.home);
  assert("skills/tokenroom/SKILL.md" in filesOf(bench.home));
  assert(filesOf(bench.home)["CLAUDE.md"] !== before["CLAUDE.md"]);
  const terminal = await bench.terminal();
  await terminal.submit("First.");
  await terminal.waitFor((screen) => screen.includes("⛶ 60% left"));
  await terminal.submit("Second.");
  assertEquals(contextsOf(await bench.turn(1), "UserPromptSubmit").length, 1);
  await terminal.close();
  await uninstallTokenroom(bench.home);
  assertEquals(filesOf(bench.home), before);
});

terminalTest(
  "a person's own statusline shows beside the HUD, and alone after uninstall",
  async () => {
    const settings = {
      statusLine: { type: "command", command: "cat > /dev/null; echo their own row" },
    };
    await using bench = openBench({ script: [], settings });
    const before = filesOf(bench.home);
    await installTokenroom(bench.home);
    const terminal = await bench.terminal();
    await terminal.waitFor((screen) => screen.includes("their own row") && screen.includes("⛶"));
    await terminal.close();
    await uninstallTokenroom(bench.home);
    assertEquals(filesOf(bench.home), before);
    const after = await bench.terminal();
    const screen = await after.waitFor((now) => now.includes("their own row"));
    assertEquals(screen.includes("⛶"), false);
  },
);

clientTest("the client's own command knows the MCP server until uninstall", async () => {
  await using bench = openBench({ script: [] });
  const executable = await installTokenroom(bench.home);
  const known = await runClient(bench.home, ["mcp", "get", "tokenroom"]);
  assertEquals(known.code, 0);
  assertStringIncludes(known.stdout, "Scope: User config");
  assertStringIncludes(known.stdout, "Connected");
  assertStringIncludes(known.stdout, `Command: ${executable}\n`);
  assertStringIncludes(known.stdout, "Args: mcp\n");
  await uninstallTokenroom(bench.home);
  const forgotten = await runClient(bench.home, ["mcp", "get", "tokenroom"]);
  assertEquals(forgotten.code, 1);
  assertStringIncludes(forgotten.stderr, 'No MCP server named "tokenroom"');
});

clientTest("installing twice is the same as installing once", async () => {
  await using bench = openBench({ script: [] });
  await installTokenroom(bench.home);
  const once = filesOf(bench.home);
  await installTokenroom(bench.home);
  assertEquals(filesOf(bench.home), once);
  await uninstallTokenroom(bench.home);
  assertEquals(filesOf(bench.home), {});
});

/** The person's configuration by path; what the client writes on its own account is left out. */
function filesOf(home: Home): Record<string, string> {
  const root = join(home.dir, ".claude");
  const files: Record<string, string> = {};
  const visit = (relative: string) => {
    for (const entry of entriesOf(join(root, relative))) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (relative === "" && KEPT_BY_CLIENT.includes(entry.name)) continue;
      if (entry.isDirectory) visit(path);
      else files[path] = Deno.readTextFileSync(join(root, path));
    }
  };
  visit("");
  return files;
}

/** What the client keeps in its directory, tokenroom or not. */
const KEPT_BY_CLIENT = [
  "backups",
  "history.jsonl",
  "plugins",
  "projects",
  "session-env",
  "sessions",
  "shell-snapshots",
];

function entriesOf(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw cause;
  }
}
