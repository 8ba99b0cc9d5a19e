import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { listTree, openMachine, runInstaller } from "./support/machine.ts";
import type { Machine, RunOptions } from "./support/machine.ts";
import { readCalls, writeStandIn } from "./support/stand_in.ts";

const stateOf = (machine: Machine): string => join(machine.home, ".tokenroom");

async function install(machine: Machine, args: string[] = [], options: RunOptions = {}) {
  const from = writeStandIn(join(machine.root, "built"));
  const { code } = await runInstaller(machine, ["--from", from, "--quiet", ...args], options);
  assertEquals(code, 0);
}

const paths = (machine: Machine): string[] =>
  listTree(machine.home).map((line) => line.split(" ")[0] ?? "");

Deno.test("--uninstall leaves the client first, removes the executable and keeps the state", async () => {
  using machine = openMachine();
  await install(machine);
  const { code, out, err } = await runInstaller(machine, ["--uninstall"]);
  assertEquals({ code, err }, { code: 0, err: "" });
  assertStringIncludes(out, "stand-in uninstall");
  assertEquals(paths(machine), [
    ".local/",
    ".local/bin/",
    ".tokenroom/",
    ".tokenroom/calls",
    ".tokenroom/seal",
  ]);
  assertEquals(readCalls(stateOf(machine)).at(-1), "uninstall");
});

Deno.test("--uninstall twice is the same as once, and before any installation it is nothing", async () => {
  using machine = openMachine();
  const first = await runInstaller(machine, ["--uninstall", "--purge"]);
  assertEquals([first.code, listTree(machine.home)], [0, []]);
  await install(machine);
  await runInstaller(machine, ["--uninstall"]);
  const before = listTree(machine.home);
  const { code, out } = await runInstaller(machine, ["--uninstall"]);
  assertEquals(code, 0);
  assertStringIncludes(out, "There is no tokenroom at ");
  assertEquals(listTree(machine.home), before);
});

Deno.test("--purge also removes the state, after saying so", async () => {
  using machine = openMachine();
  await install(machine);
  const { code, out } = await runInstaller(machine, ["--uninstall", "--purge"]);
  assertEquals(code, 0);
  assertStringIncludes(out, `${stateOf(machine)} and everything that tokenroom stored in it`);
  assertEquals(paths(machine), [".local/", ".local/bin/"]);
  assertEquals((await runInstaller(machine, ["--uninstall", "--purge"])).code, 0);
});

Deno.test("--purge follows a link to the state and takes the link with it", async () => {
  using machine = openMachine();
  Deno.mkdirSync(join(machine.root, "disk"));
  Deno.symlinkSync(join(machine.root, "disk"), stateOf(machine));
  await install(machine);
  assertEquals((await runInstaller(machine, ["--uninstall", "--purge"])).code, 0);
  assertEquals(paths(machine), [".local/", ".local/bin/"]);
  assertEquals([...Deno.readDirSync(machine.root)].some(({ name }) => name === "disk"), false);
});

Deno.test("--purge refuses a directory that tokenroom never filled", async () => {
  using machine = openMachine();
  const documents = join(machine.root, "documents");
  Deno.mkdirSync(documents);
  Deno.writeTextFileSync(join(documents, "novel.txt"), "chapter one");
  const args = ["--uninstall", "--purge", "--state-dir", documents];
  const { code, err } = await runInstaller(machine, args);
  assertEquals(code, 1);
  assertMatch(err, /does not look like a state directory of tokenroom/);
  assertEquals(Deno.readTextFileSync(join(documents, "novel.txt")), "chapter one");
});

Deno.test("--uninstall finds an executable that was installed elsewhere", async () => {
  using machine = openMachine();
  const bin = join(machine.root, "my bin");
  await install(machine, ["--bin-dir", bin]);
  assertEquals((await runInstaller(machine, ["--uninstall"])).code, 0);
  assertEquals([...Deno.readDirSync(bin)], []);
});

Deno.test("a client that cannot be left keeps the executable, so that nothing points nowhere", async () => {
  using machine = openMachine();
  await install(machine);
  const env = { STAND_IN_FAILS: "uninstall" };
  const { code, err } = await runInstaller(machine, ["--uninstall", "--purge"], { env });
  assertEquals(code, 1);
  assertMatch(
    err,
    /^stand-in: uninstall fails\ntokenroom install: [^\n]* was not removed: [^\n]+\n$/,
  );
  assertEquals(paths(machine).includes(".local/bin/tokenroom"), true);
  assertEquals(paths(machine).includes(".tokenroom/seal"), true);
});

Deno.test("a program of that name which is not tokenroom is not removed", async () => {
  using machine = openMachine();
  const bin = join(machine.home, ".local/bin");
  Deno.mkdirSync(bin, { recursive: true });
  Deno.writeTextFileSync(join(bin, "tokenroom"), "#!/bin/sh\necho mine\n", { mode: 0o755 });
  const { code, err } = await runInstaller(machine, ["--uninstall"]);
  assertEquals(code, 1);
  assertMatch(err, /does not answer like tokenroom, so nothing was removed/);
  assertEquals(paths(machine).includes(".local/bin/tokenroom"), true);
});

Deno.test("a configuration directory that install.sh made goes only when it is empty", async () => {
  using machine = openMachine();
  await install(machine);
  assertEquals(paths(machine)[0], ".claude/");
  Deno.writeTextFileSync(join(machine.home, ".claude/notes"), "");
  await runInstaller(machine, ["--uninstall"]);
  assertEquals(paths(machine)[1], ".claude/notes");
  await install(machine);
  Deno.removeSync(join(machine.home, ".claude/notes"));
  await runInstaller(machine, ["--uninstall"]);
  assertEquals(paths(machine)[0], ".local/");
});

Deno.test("the line of --modify-path is taken out again, and nothing else", async () => {
  using machine = openMachine();
  const env = { SHELL: "/bin/bash" };
  const profile = join(machine.home, ".bashrc");
  Deno.writeTextFileSync(profile, "# before\n\nexport EDITOR=vi\n");
  await install(machine, ["--modify-path"], { env });
  const grown = Deno.readTextFileSync(profile);
  Deno.writeTextFileSync(profile, `${grown}# after\n`);
  assertEquals((await runInstaller(machine, ["--uninstall"])).code, 0);
  assertEquals(Deno.readTextFileSync(profile), "# before\n\nexport EDITOR=vi\n# after\n");
});

Deno.test("--quiet uninstalls in silence", async () => {
  using machine = openMachine();
  await install(machine);
  const { code, out, err } = await runInstaller(machine, ["--uninstall", "--quiet"]);
  assertEquals({ code, out, err }, { code: 0, out: "", err: "" });
});
