import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  listTree,
  NOBODY,
  openMachine,
  pathWith,
  runInstaller,
  writeProgram,
} from "./support/machine.ts";
import type { Machine, RunOptions } from "./support/machine.ts";
import { readSlotsOf, writeStandIn } from "./support/stand_in.ts";

function install(machine: Machine, args: string[] = [], options: RunOptions = {}) {
  const from = writeStandIn(join(machine.root, "built"));
  return runInstaller(machine, ["--from", from, ...args], options);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const PLACES: readonly [string, string[], Record<string, string>, string][] = [
  ["~/.local/bin by default", [], {}, "home/.local/bin"],
  ["XDG_BIN_HOME", [], { XDG_BIN_HOME: "@/xdg" }, "xdg"],
  ["TOKENROOM_INSTALL_DIR before XDG_BIN_HOME", [], {
    TOKENROOM_INSTALL_DIR: "@/own dir",
    XDG_BIN_HOME: "@/xdg",
  }, "own dir"],
  ["--bin-dir before all", ["--bin-dir", "@/a/b"], { TOKENROOM_INSTALL_DIR: "@/own" }, "a/b"],
  ["a relative --bin-dir", ["--bin-dir=rel"], {}, "rel"],
  ["~/.local/bin when variables are empty", [], {
    TOKENROOM_INSTALL_DIR: "",
    XDG_BIN_HOME: "",
  }, "home/.local/bin"],
];

for (const [what, args, env, expected] of PLACES) {
  Deno.test(`the executable goes to ${what}`, async () => {
    using machine = openMachine();
    const real = (text: string): string => text.replace("@", machine.root);
    const values = Object.entries(env).map(([name, value]) => [name, real(value)]);
    const { code } = await install(machine, args.map(real), { env: Object.fromEntries(values) });
    assertEquals(code, 0);
    assert(isFile(join(machine.root, expected, "tokenroom")));
    const found = listTree(machine.root).filter((line) => line.includes("tokenroom 755"));
    assertEquals(found.length, 2, "the one that was built, and one more");
  });
}

Deno.test("the state goes to --state-dir before TOKENROOM_DIR", async () => {
  using machine = openMachine();
  const { root } = machine;
  const bin = join(machine.home, ".local/bin/tokenroom");
  await install(machine, [], { env: { TOKENROOM_DIR: `${root}/variable` } });
  assertEquals(readSlotsOf(bin)["state"], `${root}/variable`);
  await install(machine, ["--state-dir", `${root}/option`], {
    env: { TOKENROOM_DIR: `${root}/variable` },
  });
  assertEquals(readSlotsOf(bin)["state"], `${root}/option`);
});

Deno.test("a directory with a person's own files is refused as the state", async () => {
  using machine = openMachine();
  const documents = join(machine.root, "documents");
  Deno.mkdirSync(documents);
  Deno.writeTextFileSync(join(documents, "novel.txt"), "chapter one");
  const { code, err } = await install(machine, ["--state-dir", documents]);
  assertEquals(code, 1);
  assertMatch(err, /^tokenroom install: the state directory .* already holds other files[^\n]*\n$/);
  assertEquals(listTree(machine.home), []);
});

const BAD_PLACES: readonly [string, (machine: Machine) => string[], RegExp][] = [
  [
    "inside the state directory",
    (m) => ["--bin-dir", `${m.home}/.tokenroom/bin`],
    /rewrite itself/,
  ],
  ["with a dollar sign", (m) => ["--bin-dir", `${m.root}/a$b`], /dollar sign or a backquote/],
  ["with a double quote", (m) => ["--bin-dir", `${m.root}/a"b`], /double quote/],
  ["below a file", (m) => ["--bin-dir", `${m.root}/built/tokenroom/bin`], /not a directory/],
];

for (const [what, args, why] of BAD_PLACES) {
  Deno.test(`a place ${what} is refused for the executable`, async () => {
    using machine = openMachine();
    const { code, err } = await install(machine, args(machine));
    assertEquals(code, 1);
    assertMatch(err, why);
    assertMatch(err, /^tokenroom install: [^\n]+\n$/);
    assertEquals(listTree(machine.home), []);
  });
}

Deno.test("a directory of the name tokenroom is refused and kept", async () => {
  using machine = openMachine();
  Deno.mkdirSync(join(machine.home, ".local/bin/tokenroom"), { recursive: true });
  const { code, err } = await install(machine);
  assertEquals(code, 1);
  assertMatch(err, /is a directory: move it away/);
});

Deno.test("a link of the name tokenroom is replaced, and what it points to is kept", async () => {
  using machine = openMachine();
  const bin = join(machine.home, ".local/bin");
  Deno.mkdirSync(bin, { recursive: true });
  Deno.writeTextFileSync(join(machine.root, "tokenroom.mjs"), "the original");
  Deno.symlinkSync(join(machine.root, "tokenroom.mjs"), join(bin, "tokenroom"));
  assertEquals((await install(machine)).code, 0);
  assert(!Deno.lstatSync(join(bin, "tokenroom")).isSymlink);
  assertEquals(Deno.readTextFileSync(join(machine.root, "tokenroom.mjs")), "the original");
});

Deno.test("without HOME everything must be named, and then works", async () => {
  using machine = openMachine();
  const env = { HOME: null };
  const { code, err } = await install(machine, [], { env });
  assertEquals(code, 1);
  assertMatch(err, /^tokenroom install: HOME is not set: [^\n]*\n$/);
  const dirs = ["bin", "state", "config"].flatMap((n) => [`--${n}-dir`, `${machine.root}/my-${n}`]);
  assertEquals((await install(machine, dirs, { env })).code, 0);
  assertEquals(
    readSlotsOf(`${machine.root}/my-bin/tokenroom`)["config1"],
    `${machine.root}/my-config`,
  );
});

Deno.test("a home that cannot be written is refused with one sentence and left as it was", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  Deno.chmodSync(machine.root, 0o755);
  Deno.chmodSync(machine.tmp, 0o777);
  Deno.chmodSync(machine.home, 0o555);
  const piped = Deno.readTextFileSync(new URL("../../install.sh", import.meta.url));
  const user = Deno.uid() === 0 ? { uid: NOBODY } : {};
  const { code, err } = await runInstaller(machine, ["--from", from], { piped, ...user });
  assertEquals(code, 1);
  assertMatch(err, /^tokenroom install: cannot create the state directory [^\n]* --state-dir\n$/);
  assertEquals(listTree(machine.home), []);
});

Deno.test("a home where a file stands in the way is refused with one sentence", async () => {
  using machine = openMachine();
  Deno.writeTextFileSync(join(machine.home, ".local"), "");
  const before = listTree(machine.home);
  const { code, err } = await install(machine);
  assertEquals(code, 1);
  assertMatch(err, /^tokenroom install: the directory for the executable [^\n]*not a directory\n$/);
  assertEquals(listTree(machine.home), before);
});

Deno.test("a place that is not in PATH gets a line to add, and no profile is touched", async () => {
  using machine = openMachine();
  Deno.writeTextFileSync(join(machine.home, ".profile"), "# mine\n");
  const { out } = await install(machine);
  assertStringIncludes(out, `  export PATH="${machine.home}/.local/bin:$PATH"\n`);
  assertEquals(Deno.readTextFileSync(join(machine.home, ".profile")), "# mine\n");
});

Deno.test("a place that is in PATH gets no line, and another tokenroom before it is named", async () => {
  using machine = openMachine();
  const bin = join(machine.home, ".local/bin");
  const { out } = await install(machine, [], { env: { PATH: pathWith(bin) } });
  assert(!out.includes("is not in your PATH"), out);
  assertStringIncludes(out, "check:     tokenroom doctor");
  writeProgram(join(machine.root, "other"), "tokenroom", "");
  const PATH = `${machine.root}/other:${pathWith(bin)}`;
  const shadowed = await install(machine, [], { env: { PATH } });
  assertStringIncludes(
    shadowed.out,
    `finds another tokenroom first: ${machine.root}/other/tokenroom`,
  );
});

const PROFILES: readonly [string, string, string][] = [
  ["/bin/bash", ".bashrc", "export PATH="],
  ["/usr/bin/zsh", ".zshrc", "export PATH="],
  ["/bin/dash", ".profile", "export PATH="],
  ["/usr/bin/fish", ".config/fish/conf.d/tokenroom.fish", "fish_add_path --global "],
];

for (const [SHELL, profile, start] of PROFILES) {
  Deno.test(`--modify-path adds one line to ${profile} for ${SHELL}, once`, async () => {
    using machine = openMachine();
    const path = join(machine.home, profile);
    Deno.mkdirSync(join(path, ".."), { recursive: true });
    Deno.writeTextFileSync(path, "# mine, without an end of line");
    await install(machine, ["--modify-path"], { env: { SHELL } });
    await install(machine, ["--modify-path"], { env: { SHELL } });
    const lines = Deno.readTextFileSync(path).split("\n");
    assertEquals(lines.length, 3);
    assertEquals(lines[0], "# mine, without an end of line");
    assertEquals(lines[1]?.startsWith(`${start}"${machine.home}/.local/bin`), true, lines[1]);
  });
}

Deno.test("the line of --modify-path makes a new shell find tokenroom", async () => {
  using machine = openMachine("a 'home' of ü");
  await install(machine, ["--modify-path"]);
  const { out } = await runInstaller(machine, [], {
    shell: ["sh", "-c", '. "$HOME/.profile"; command -v tokenroom'],
  });
  assertEquals(out, `${machine.home}/.local/bin/tokenroom\n`);
});

Deno.test("TOKENROOM_NO_MODIFY_PATH outweighs --modify-path", async () => {
  using machine = openMachine();
  await install(machine, ["--modify-path"], { env: { TOKENROOM_NO_MODIFY_PATH: "1" } });
  assert(!listTree(machine.home).some((line) => line.startsWith(".profile")));
});
