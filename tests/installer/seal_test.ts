import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { allSlots, CONFIG_SLOTS, SLOT_LENGTH } from "../../src/io/seal.ts";
import { INSTALL_SH, openMachine, runInstaller, SHELLS } from "./support/machine.ts";
import type { Machine, RunOptions, RunResult } from "./support/machine.ts";
import { readSlotsOf, writeStandIn } from "./support/stand_in.ts";

function seal(machine: Machine, args: string[] = [], options: RunOptions = {}): Promise<RunResult> {
  const from = writeStandIn(join(machine.root, "built"));
  return runInstaller(machine, ["--seal-only", "--from", from, "--out", outOf(machine), ...args], {
    ...options,
  });
}

const outOf = (machine: Machine): string => join(machine.root, "out/tokenroom");

/** Seals, expects that to work in silence, and returns what the slots hold then. */
async function sealedSlots(machine: Machine, args: string[] = [], options: RunOptions = {}) {
  const { code, out, err } = await seal(machine, args, options);
  assertEquals({ code, out, err }, { code: 0, out: "", err: "" });
  return readSlotsOf(outOf(machine));
}

Deno.test("install.sh knows the slots that the program is built with", () => {
  const text = Deno.readTextFileSync(INSTALL_SH);
  assert(text.includes(`\nslot_length=${SLOT_LENGTH}\n`));
  assert(text.includes(`\nmax_configs=${CONFIG_SLOTS}\n`));
});

Deno.test("the seal names the real paths of one configuration, and nothing for the others", async () => {
  using machine = openMachine();
  const slots = await sealedSlots(machine);
  const { home } = machine;
  const expected: Record<string, string> = {};
  for (const { name } of allSlots()) expected[name] = `${home}/.tokenroom/unused`;
  assertEquals(slots, {
    ...expected,
    state: `${home}/.tokenroom`,
    config1: `${home}/.claude`,
    settings1: `${home}/.claude/settings.json`,
    settings_new1: `${home}/.claude/settings.json.tokenroom-new`,
    memory1: `${home}/.claude/CLAUDE.md`,
    memory_new1: `${home}/.claude/CLAUDE.md.tokenroom-new`,
    skill1: `${home}/.claude/skills/tokenroom`,
    client1: `${home}/.claude.json`,
  });
});

Deno.test("sealing changes the slots of the executable and not one byte else", async () => {
  using machine = openMachine();
  await sealedSlots(machine);
  const before = Deno.readFileSync(join(machine.root, "built/tokenroom"));
  const after = Deno.readFileSync(outOf(machine));
  const manifest = Deno.readTextFileSync(join(machine.root, "built/tokenroom.slots"));
  for (const line of manifest.split("\n")) {
    const [name, offset] = line.split(" ");
    if (name === "#" || name === "") continue;
    before.fill(0, Number(offset), Number(offset) + SLOT_LENGTH);
    after.fill(0, Number(offset), Number(offset) + SLOT_LENGTH);
  }
  assertEquals(after, before);
});

Deno.test("a sealed executable has mode 755, and a new state directory 700", async () => {
  using machine = openMachine();
  await sealedSlots(machine);
  assertEquals((Deno.statSync(outOf(machine)).mode ?? 0) & 0o777, 0o755);
  assertEquals((Deno.statSync(`${machine.home}/.tokenroom`).mode ?? 0) & 0o777, 0o700);
  assertEquals([...Deno.readDirSync(join(machine.root, "out"))].length, 1);
});

Deno.test("links are followed: directories, settings and memory, absolute, relative and dangling", async () => {
  using machine = openMachine();
  const { root, home } = machine;
  Deno.mkdirSync(`${root}/dots/claude`, { recursive: true });
  Deno.mkdirSync(`${root}/shared`);
  Deno.symlinkSync("../dots/claude", `${home}/.claude`);
  Deno.symlinkSync("../../shared/middle", `${root}/dots/claude/settings.json`);
  Deno.symlinkSync(`${root}/shared/settings.json`, `${root}/shared/middle`);
  Deno.symlinkSync(`${root}/shared/later/CLAUDE.md`, `${root}/dots/claude/CLAUDE.md`);
  Deno.mkdirSync(`${root}/disk`);
  Deno.symlinkSync(`${root}/disk`, `${home}/.tokenroom`);
  const slots = await sealedSlots(machine);
  assertEquals(slots["state"], `${root}/disk`);
  assertEquals(slots["config1"], `${root}/dots/claude`);
  assertEquals(slots["settings1"], `${root}/shared/settings.json`);
  assertEquals(slots["settings_new1"], `${root}/shared/settings.json.tokenroom-new`);
  assertEquals(slots["memory1"], `${root}/shared/later/CLAUDE.md`);
  assertEquals(slots["client1"], `${home}/.claude.json`);
});

Deno.test("the client's own file lies in the configuration directory that CLAUDE_CONFIG_DIR names", async () => {
  using machine = openMachine();
  const { home } = machine;
  const named = await sealedSlots(machine, [], { env: { CLAUDE_CONFIG_DIR: `${home}/work` } });
  assertEquals([named["config1"], named["client1"]], [`${home}/work`, `${home}/work/.claude.json`]);
  const same = await sealedSlots(machine, [], { env: { CLAUDE_CONFIG_DIR: `${home}/.claude` } });
  assertEquals(same["client1"], `${home}/.claude/.claude.json`);
});

Deno.test("several configuration directories are sealed in order, each once, up to four", async () => {
  using machine = openMachine();
  const { home } = machine;
  const dirs = [`${home}/.claude`, `${home}/b`, `${home}/c`, `${home}/d`];
  const args = [...dirs, `${home}/b/`].flatMap((dir) => ["--config-dir", dir]);
  const slots = await sealedSlots(machine, args);
  assertEquals([1, 2, 3, 4].map((index) => slots[`config${index}`]), dirs);
  assertEquals(slots["client1"], `${home}/.claude.json`);
  assertEquals(slots["client2"], `${home}/b/.claude.json`);
});

Deno.test("relative directories and the state variable are taken from where the person stands", async () => {
  using machine = openMachine();
  const { root } = machine;
  const slots = await sealedSlots(machine, ["--config-dir=./c/../new"], {
    env: { TOKENROOM_DIR: "state/" },
    cwd: (Deno.mkdirSync(`${root}/here/c`, { recursive: true }), `${root}/here`),
  });
  assertEquals([slots["state"], slots["config1"]], [`${root}/here/state`, `${root}/here/new`]);
});

for (const shell of SHELLS) {
  Deno.test(`${shell.join(" ")} counts bytes, not characters, in a home beyond ASCII`, async () => {
    using machine = openMachine("hö 'me, 日本 [*] $x");
    const slots = await sealedSlots(machine, [], {
      shell,
      env: { LANG: "C.UTF-8", LC_ALL: "C.UTF-8" },
    });
    assertEquals(slots["state"], `${machine.home}/.tokenroom`);
    assertEquals(slots["settings1"], `${machine.home}/.claude/settings.json`);
    const built = Deno.statSync(join(machine.root, "built/tokenroom")).size;
    assertEquals(Deno.statSync(outOf(machine)).size, built);
  });
}

Deno.test("a path of exactly 400 bytes is sealed, one of 401 is refused", async () => {
  using machine = openMachine();
  const longest = "/settings.json.tokenroom-new".length;
  const missing = SLOT_LENGTH - longest - machine.root.length - 2;
  const fits = `${machine.root}/${"a".repeat(200)}/${"b".repeat(missing - 200)}`;
  const slots = await sealedSlots(machine, ["--config-dir", fits]);
  assertEquals(slots["settings_new1"]?.length, SLOT_LENGTH);
  await expectRefusal(machine, ["--config-dir", `${fits}c`], {}, /longer than 400 bytes/);
});

/** Expects one sentence on stderr, and that nothing is left where the executable would be. */
async function expectRefusal(machine: Machine, args: string[], options: RunOptions, why: RegExp) {
  Deno.removeSync(join(machine.root, "out"), { recursive: true });
  const { code, out, err } = await seal(machine, args, options);
  assertMatch(err, why);
  assertMatch(err, /^tokenroom install: [^\n]+\n$/);
  assertEquals({ code, out }, { code: 1, out: "" });
  assertEquals(exists(join(machine.root, "out")), false);
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

const HOMELESS = { HOME: null };
const REFUSALS: readonly [string, (machine: Machine) => [string[], RunOptions, RegExp]][] = [
  ["a double quote", (m) => [["--state-dir", `${m.root}/a"b`], {}, /double quote or a backslash/]],
  ["a backslash", (m) => [["--config-dir", `${m.root}/a\\b`], {}, /double quote or a backslash/]],
  ["a newline", (m) => [["--config-dir", `${m.root}/a\nb`], {}, /control character/]],
  ["a newline at the end", (m) => [[], { env: { TOKENROOM_DIR: `${m.root}/a\n` } }, /control/]],
  ["a tab", (m) => [[], { env: { CLAUDE_CONFIG_DIR: `${m.root}/a\tb` } }, /control character/]],
  ["five configurations", (m) => [
    [1, 2, 3, 4, 5].flatMap((index) => ["--config-dir", `${m.root}/${index}`]),
    {},
    /at most 4/,
  ]],
  ["a configuration inside the state", (m) => [
    ["--config-dir", `${m.home}/.tokenroom/c`],
    {},
    /lies inside the state directory/,
  ]],
  ["the home as the state", (m) => [["--state-dir", m.home], {}, /holds your home/]],
  ["the root as the state", () => [["--state-dir", "/"], {}, /holds your home/]],
  ["the home as a configuration", (m) => [["--config-dir", m.home], {}, /no configuration/]],
  ["a file as the state", (m) => [["--state-dir", `${m.root}/built/tokenroom`], {}, /not a dir/]],
  ["dots below what does not exist", (m) => [["--state-dir", `${m.root}/no/../x`], {}, /dots/]],
  ["no home", () => [[], { env: HOMELESS }, /HOME is not set/]],
  ["a home that is not there", () => [[], { env: { HOME: "/nowhere/at all" } }, /not exist/]],
  ["a relative home", () => [[], { env: { HOME: "home" } }, /not an absolute path/]],
];

for (const [what, refusal] of REFUSALS) {
  Deno.test(`sealing refuses ${what} with one sentence and leaves nothing`, async () => {
    using machine = openMachine();
    await sealedSlots(machine);
    await expectRefusal(machine, ...refusal(machine));
  });
}

Deno.test("sealing refuses a circle of links", async () => {
  using machine = openMachine();
  await sealedSlots(machine);
  Deno.mkdirSync(`${machine.home}/.claude`);
  Deno.symlinkSync("settings.json", `${machine.home}/.claude/settings.json`);
  await expectRefusal(machine, [], {}, /circle of symbolic links/);
});

Deno.test("sealing refuses a path that is not UTF-8", async () => {
  using machine = openMachine();
  await sealedSlots(machine);
  const broken = ["sh", "-c", 'TOKENROOM_DIR=$(printf "$HOME/a\\377b") exec sh "$@"', "sh"];
  await expectRefusal(machine, [], { shell: broken }, /not valid UTF-8/);
});

Deno.test("sealing works without HOME when every directory is named", async () => {
  using machine = openMachine();
  const { root } = machine;
  const args = ["--state-dir", `${root}/s`, "--config-dir", `${root}/c`];
  const slots = await sealedSlots(machine, args, { env: HOMELESS });
  assertEquals([slots["state"], slots["client1"]], [`${root}/s`, `${root}/c/.claude.json`]);
});
