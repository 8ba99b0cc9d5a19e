// What install does with the notes, the block in CLAUDE.md and the skill of the Node original.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { dirname, join } from "@std/path";
import { run as install } from "../../src/commands/install.ts";
import { run as pins } from "../../src/commands/pins.ts";
import { run as resume } from "../../src/commands/resume.ts";
import { run as uninstall } from "../../src/commands/uninstall.ts";
import { run as unpin } from "../../src/commands/unpin.ts";
import { MEMORY_LINE } from "../../src/render/skill.ts";
import { DAY, HOUR } from "../../src/model/units.ts";
import { type FakeHost, NOW, withFakeHost } from "../support/fake_host.ts";
import { startSession } from "../support/hook.ts";

const SETTINGS = '{"statusLine":{"type":"command","command":"node /opt/tokenroom.mjs tap"}}';
const PINS = [
  { text: "no deploys", expires_at: NOW + DAY },
  "keep the API as it is",
  { text: "long over", expires_at: NOW - DAY },
  { text: "x".repeat(600) },
  { id: 7 },
];
const PLAN = {
  summary: "port the tokenizer",
  est_tokens: 40_000,
  queue: [{ task: "read it", est_tokens: null }, "write it"],
  blocked_on: "five_hour",
  windows: {},
  armed: true,
  created_at: NOW - 2 * HOUR,
  resume_at: NOW - HOUR,
};
const CAME = "brought over: 2 pins for every project, its plan (tokenroom resume)";

const read = (path: string) => Deno.readTextFileSync(path);
const noteOf = (host: FakeHost, name: string) => join(host.state, name);

function write(path: string, value: unknown): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== null;
  } catch {
    return false;
  }
}

/** A machine on which the Node original is installed, with its notes. */
function withOriginal(
  test: (host: FakeHost) => Promise<void>,
  { configs = 1, pins = PINS as unknown, plan = PLAN as unknown } = {},
): Promise<void> {
  return withFakeHost({ cwd: "/work", configs }, async (host) => {
    for (const config of host.seal?.configs ?? []) write(config.settings, SETTINGS);
    if (pins !== null) write(noteOf(host, "pins.json"), pins);
    if (plan !== null) write(noteOf(host, "resume.json"), plan);
    await test(host);
  });
}

/** What a command prints where it does what it is told. */
async function call(
  command: typeof install,
  host: FakeHost,
  ...args: string[]
): Promise<string> {
  host.clear();
  assertEquals([await command(args, host), host.errors()], [0, ""]);
  return host.out();
}

async function pinned(host: FakeHost): Promise<[string, string][]> {
  const { pins: held } = JSON.parse(await call(pins, host, "--json"));
  return held.map(({ text, scope }: Record<string, string>) => [text, scope]);
}

const planned = async (host: FakeHost) =>
  JSON.parse(await call(resume, host, "--json")).plans as Record<string, unknown>[];

// ---- pins and plan -------------------------------------------------------------------------------

Deno.test("install brings pins and plan over, for every project, and says what it left", () =>
  withOriginal(async (host) => {
    const out = await call(install, host);
    assertStringIncludes(
      out,
      `its notes   ${CAME}; not brought over: 2 pins without room or not understood\n`,
    );
    assertEquals(await pinned(host), [
      ["keep the API as it is", "everywhere"],
      ["no deploys", "everywhere"],
    ]);
    const [plan] = await planned(host);
    assertEquals([plan?.summary, plan?.queue, plan?.state, plan?.armed, plan?.project_dir], [
      PLAN.summary,
      ["read it", "write it"],
      "ready",
      false,
      null,
    ]);
    assertEquals(JSON.parse(read(noteOf(host, "pins.json"))), PINS);
    assertEquals(JSON.parse(read(noteOf(host, "resume.json"))), PLAN);
  }));

Deno.test("a plan that was brought over is told to the sessions of every project, once each", () =>
  withOriginal(async (host) => {
    await call(install, host);
    for (const [session_id, dir] of [["a-1", "/work"], ["b-2", "/other"]] as const) {
      host.setEnv({ CLAUDE_PROJECT_DIR: dir });
      const told = 'plan 1 ready since 23:12: \\"port the tokenizer\\"';
      assertStringIncludes(await startSession(host, { session_id, source: "startup" }), told);
      assert(!(await startSession(host, { session_id, source: "resume" })).includes("plan 1"));
    }
  }));

Deno.test("installing again doubles nothing and brings back nothing that was ended", () =>
  withOriginal(async (host) => {
    await call(install, host);
    await call(unpin, host, "1");
    await call(resume, host, "--done", "1");
    await call(install, host);
    // Uninstalling gives the original's settings back, so this replaces it once more.
    await call(uninstall, host);
    assert(!(await call(install, host)).includes("its notes"));
    assertEquals(await pinned(host), [["keep the API as it is", "everywhere"]]);
    assertEquals(await planned(host), []);
  }));

Deno.test("what the original noted since comes over with the next installation", () =>
  withOriginal(async (host) => {
    await call(install, host);
    await call(uninstall, host);
    write(noteOf(host, "pins.json"), { pins: [...PINS.slice(0, 2), "and no jokes"] });
    assertStringIncludes(await call(install, host), "brought over: 3 pins for every project\n");
    assertEquals((await pinned(host)).map(([text]) => text), [
      "and no jokes",
      "keep the API as it is",
      "no deploys",
    ]);
    assertEquals((await planned(host)).length, 1);
  }));

Deno.test("several directories that called the original have one set of notes", () =>
  withOriginal(async (host) => {
    for (const args of [["--dry-run"], []]) {
      const out = await call(install, host, ...args);
      assertEquals(out.split("its notes").length, 2);
      assertEquals(out.split("the Node tokenroom is replaced").length, 3);
    }
    assertEquals((await pinned(host)).length, 2);
  }, { configs: 2 }));

Deno.test("a dry run says what would come over and writes nothing", () =>
  withOriginal(async (host) => {
    assertStringIncludes(await call(install, host, "--dry-run"), CAME);
    const left = [...Deno.readDirSync(host.state)].map(({ name }) => name).toSorted();
    assertEquals(left, ["pins.json", "resume.json"]);
  }));

Deno.test("only as many pins come over as can be given back together", () =>
  withOriginal(async (host) => {
    const out = await call(install, host);
    assertStringIncludes(
      out,
      "brought over: 10 pins for every project; not brought over: 3 pins without room or not understood, " +
        "its plan, which is over\n",
    );
    assertEquals((await pinned(host)).length, 10);
    assertEquals(await planned(host), []);
  }, {
    pins: Array.from({ length: 13 }, (_, n) => `pin ${n}`),
    plan: { ...PLAN, created_at: NOW - 3 * DAY, resume_at: NOW - 2 * DAY },
  }));

const DAMAGED: readonly (readonly [string, unknown, unknown, string | null])[] = [
  ["no notes", null, null, null],
  ["empty files", "", "", "its pins, which are not understood, its plan, which is not understood"],
  ["other values", { pins: 7 }, [PLAN], "its pins, which are not understood, its plan, which is"],
  ["a list of nothing", [], null, null],
];

for (const [name, pins, plan, words] of DAMAGED) {
  Deno.test(`install replaces an original with ${name}`, () =>
    withOriginal(async (host) => {
      const out = await call(install, host);
      assertMatch(out, /^ {2}original +the Node tokenroom is replaced; its files stay/m);
      if (words === null) assert(!out.includes("its notes"), out);
      else assertStringIncludes(out, `its notes   not brought over: ${words}`);
      assertEquals([await pinned(host), await planned(host)], [[], []]);
    }, { pins, plan }));
}

Deno.test("without an original nobody's pins.json is read", () =>
  withOriginal(async (host) => {
    write(host.config.settings, "{}");
    write(join(host.config.dir, "skills", "headroom", "SKILL.md"), "somebody's");
    const out = await call(install, host);
    assert(!/original|its notes|headroom/.test(out), out);
    assertEquals(await pinned(host), []);
  }));

Deno.test("where the store cannot take the notes, all else is wired and a later try has them", () =>
  withOriginal(async (host) => {
    const path = join(host.state, "tokenroom.db");
    const newer = new DatabaseSync(path);
    newer.exec("PRAGMA user_version=999");
    newer.close();
    assertEquals(await install([], host), 1);
    assertMatch(host.errors(), /^tokenroom: the pins and the plan of the Node tokenroom [^\n]+\n$/);
    assertStringIncludes(read(host.config.settings), "bin/tokenroom");
    Deno.removeSync(path);
    await call(uninstall, host);
    assertStringIncludes(await call(install, host), CAME);
  }));

// ---- the block in the memory and the skill -------------------------------------------------------

const block = (name: string) =>
  `<!-- ${name}:compact-instructions:start -->\n## Compact Instructions\n\nKeep all.\n` +
  `<!-- ${name}:compact-instructions:end -->\n`;
const memoryOf = (name: string) => `Speak plainly.\n\n${block(name)}\nBe kind.`;

for (const name of ["tokenroom", "headroom"]) {
  for (const args of [[], ["--no-memory"]]) {
    Deno.test(`install ${args} takes the ${name} block out, uninstall gives it back`, () =>
      withOriginal(async (host) => {
        const { memory } = host.config;
        write(memory, memoryOf(name));
        const dry = await call(install, host, "--dry-run", ...args);
        assertMatch(dry, /^-## Compact Instructions$/m);
        assertEquals(read(memory), memoryOf(name));
        const out = await call(install, host, ...args);
        const after = read(memory);
        const rest = "Speak plainly.\n\n\nBe kind.";
        if (args.length === 0) {
          assertMatch(out, /CLAUDE\.md +our line is in, the Node tokenroom's block is out/);
          assert(after.startsWith(`${rest}\n\n<!-- tokenroom -->\n${MEMORY_LINE}\n`), after);
        } else {
          assertMatch(out, /CLAUDE\.md +the Node tokenroom's block is taken out/);
          assertEquals(after, rest);
        }
        const backup = /CLAUDE\.md .*\n {2}backup +(.+)/.exec(out)?.[1] ?? "";
        assertEquals(read(backup), memoryOf(name));
        await call(install, host, ...args);
        await call(install, host);
        assertEquals(read(memory), after);
        assertMatch(await call(uninstall, host), /CLAUDE\.md +the former file is back, byte for/);
        assertEquals(read(memory), memoryOf(name));
      }));
  }
}

Deno.test("changing one's mind about the line does not bring the original's block back", () =>
  withOriginal(async (host) => {
    const { memory } = host.config;
    write(memory, memoryOf("tokenroom"));
    for (const args of [["--memory"], ["--no-memory"], ["--memory"], ["--no-memory"]]) {
      await call(install, host, ...args);
      assertEquals(read(memory).includes(MEMORY_LINE), args[0] === "--memory");
      assert(!read(memory).includes("Compact"));
    }
    await call(uninstall, host);
    assertEquals(read(memory), memoryOf("tokenroom"));
  }));

Deno.test("what the person wrote after the block went stays at uninstall, and the block away", () =>
  withOriginal(async (host) => {
    const { memory } = host.config;
    for (const args of [["--memory"], ["--no-memory"]]) {
      write(memory, block("tokenroom"));
      await call(install, host, ...args);
      write(memory, `${read(memory)}Be brief.\n`);
      await call(install, host);
      await call(uninstall, host);
      assertEquals(read(memory), "Be brief.\n");
    }
  }));

Deno.test("a block of the original without its end is left to the person", () =>
  withOriginal(async (host) => {
    const { memory } = host.config;
    const text = "a\n<!-- headroom:compact-instructions:start -->\nb\n";
    write(memory, text);
    assertEquals(await install([], host), 0);
    assertStringIncludes(host.errors(), "CLAUDE.md, line 2: a tokenroom marker stands there");
    await call(install, host, "--no-memory");
    assertEquals(read(memory), text);
    await call(uninstall, host);
    assertEquals(read(memory), text);
  }));

Deno.test("install names the skill under the original's earlier name, and leaves it", () =>
  withOriginal(async (host) => {
    const skill = join(host.config.dir, "skills", "headroom");
    assert(!(await call(install, host, "--dry-run")).includes("its skill"));
    write(join(skill, "SKILL.md"), "theirs");
    const out = await call(install, host);
    assertStringIncludes(out, `its skill   ${skill} has its earlier name; delete it, unless it is`);
    assertEquals(exists(join(skill, "SKILL.md")), true);
  }));
