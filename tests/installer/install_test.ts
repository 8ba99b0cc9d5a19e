import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  INSTALL_SH,
  listTree,
  openMachine,
  pathWith,
  runInstaller,
  SHELLS,
  writeProgram,
} from "./support/machine.ts";
import type { Machine, RunOptions } from "./support/machine.ts";
import { readCalls, readSlotsOf, writeStandIn } from "./support/stand_in.ts";

const binOf = (machine: Machine): string => join(machine.home, ".local/bin/tokenroom");
const stateOf = (machine: Machine): string => join(machine.home, ".tokenroom");

/** Installs the stand-in of a version from a directory. */
function install(
  machine: Machine,
  args: string[] = [],
  options: RunOptions = {},
  version = "1.0.0",
) {
  const from = writeStandIn(join(machine.root, `built-${version}`), version);
  return runInstaller(machine, ["--from", from, ...args], options);
}

for (const shell of SHELLS) {
  Deno.test(`${shell.join(" ")} seals, places, wires, demonstrates and says what is next`, async () => {
    using machine = openMachine("o'brien's höme 日本");
    const { code, out, err } = await install(machine, [], { shell });
    assertEquals({ code, err }, { code: 0, err: "" });
    assertEquals(readSlotsOf(binOf(machine))["state"], stateOf(machine));
    assertEquals(readCalls(stateOf(machine)), ["install", "demo"]);
    const order = ["stand-in install", "stand-in demo", "Next: start claude", "doctor", "PATH"];
    const places = order.map((text) => out.indexOf(text));
    assertEquals(places, [...places].sort((a, b) => a - b));
    assert(places.every((place) => place >= 0), out);
    assertEquals([...Deno.readDirSync(machine.tmp)], []);
  });
}

Deno.test("the commands that are printed can be pasted into a shell, whatever the home is called", async () => {
  using machine = openMachine("it's a home");
  const { out } = await install(machine);
  const line = out.split("\n").find((text) => text.startsWith("  uninstall: ")) ?? "";
  const { code } = await runInstaller(machine, [], {
    shell: ["sh", "-c", line.replace("  uninstall: ", "")],
  });
  assertEquals(code, 0);
  assertEquals([...Deno.readDirSync(join(machine.home, ".local/bin"))], []);
  assertEquals(readCalls(stateOf(machine)), ["install", "demo", "uninstall"]);
});

Deno.test("--no-wire leaves the client alone and says how to wire later", async () => {
  using machine = openMachine();
  const { code, out } = await install(machine, ["--no-wire"]);
  assertEquals(code, 0);
  assertEquals(readCalls(stateOf(machine)), ["demo"]);
  assertStringIncludes(out, "tokenroom install --dry-run");
  assert(!listTree(machine.home).some((line) => line.startsWith(".claude")));
});

Deno.test("--hud is handed on, and checked before anything happens", async () => {
  using machine = openMachine();
  await install(machine, ["--hud", "own"]);
  assertEquals(readCalls(stateOf(machine)), ["install --hud own", "demo"]);
  const { code, err } = await install(machine, ["--hud=loud"]);
  assertEquals(code, 1);
  assertMatch(err, /--hud is both, own or tokenroom, not 'loud'/);
});

Deno.test("--quiet prints nothing and shows no demonstration; --yes changes nothing", async () => {
  using machine = openMachine();
  const { code, out, err } = await install(machine, ["--quiet", "--yes"]);
  assertEquals({ code, out, err }, { code: 0, out: "", err: "" });
  assertEquals(readCalls(stateOf(machine)), ["install"]);
});

Deno.test("the program runs in the person's own locale", async () => {
  using machine = openMachine();
  assertStringIncludes((await install(machine)).out, "stand-in demo, LC_ALL unset");
  const { out } = await install(machine, [], { env: { LC_ALL: "de_DE.UTF-8" } });
  assertStringIncludes(out, "stand-in demo, LC_ALL de_DE.UTF-8");
});

Deno.test("the program does not read what the installer is given as input", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  const { code, out } = await runInstaller(machine, [], {
    shell: ["sh", "-c", `echo secret | sh '${INSTALL_SH}' --from '${from}'`],
    env: { STAND_IN_READS: "1" },
  });
  assertEquals(code, 0);
  assert(!out.includes("secret"), out);
});

for (const [signal, expected] of [["HUP", 129], ["INT", 130], ["TERM", 143]] as const) {
  Deno.test(`SIG${signal} in the middle of sealing leaves nothing behind`, async () => {
    using machine = openMachine();
    const fakes = join(machine.root, "fakes");
    writeProgram(fakes, "chmod", `kill -${signal} $PPID`);
    const { code } = await install(machine, [], { env: { PATH: pathWith(fakes) } });
    assertEquals(code, expected);
    assertEquals([listTree(machine.home), listTree(machine.tmp)], [[], []]);
  });
}

Deno.test("a configuration directory that is missing is created before wiring, closed to others", async () => {
  using machine = openMachine();
  await install(machine, ["--config-dir", join(machine.home, "a/b")]);
  assertEquals((Deno.statSync(join(machine.home, "a/b")).mode ?? 0) & 0o777, 0o700);
});

Deno.test("installing again keeps the configuration directories of the first time", async () => {
  using machine = openMachine();
  const { home } = machine;
  await install(machine, ["--config-dir", `${home}/one two`, "--config-dir", `${home}/drei ü`]);
  await install(machine, [], {}, "2.0.0");
  const record = Deno.statSync(join(stateOf(machine), "seal"));
  assertEquals((record.mode ?? 0) & 0o777, 0o600);
  const slots = readSlotsOf(binOf(machine));
  assertEquals([slots["config1"], slots["config2"]], [`${home}/one two`, `${home}/drei ü`]);
  assertEquals(slots["config3"], `${stateOf(machine)}/unused`);
});

Deno.test("installing again adds CLAUDE_CONFIG_DIR, and refuses it as the fifth", async () => {
  using machine = openMachine();
  const { home } = machine;
  await install(machine);
  await install(machine, [], { env: { CLAUDE_CONFIG_DIR: `${home}/work` } });
  const slots = readSlotsOf(binOf(machine));
  assertEquals([slots["config1"], slots["config2"]], [`${home}/.claude`, `${home}/work`]);
  assertEquals(slots["client2"], `${home}/work/.claude.json`);
  await install(machine, [1, 2, 3, 4].flatMap((index) => ["--config-dir", `${home}/${index}`]));
  const fifth = await install(machine, [], { env: { CLAUDE_CONFIG_DIR: `${home}/work` } });
  assertEquals(fifth.code, 1);
  assertMatch(fifth.err, /^tokenroom install: 5 configuration directories .* at most 4/);
});

Deno.test("naming other configuration directories replaces the earlier ones and says so", async () => {
  using machine = openMachine();
  const { home } = machine;
  await install(machine);
  const { out } = await install(machine, ["--config-dir", `${home}/work`]);
  assertStringIncludes(out, `${home}/.claude is no longer served`);
  const slots = readSlotsOf(binOf(machine));
  assertEquals(slots["config1"], `${home}/work`);
  assertEquals(slots["config2"], `${stateOf(machine)}/unused`);
});

Deno.test("an upgrade replaces the executable while the old one goes on running", async () => {
  using machine = openMachine();
  await install(machine, ["--no-wire"]);
  const old = new Deno.Command(binOf(machine), { args: ["sleep"], stdout: "piped" }).spawn();
  const lines = old.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assertEquals((await lines.read()).value, "started\n");
  const { code, out } = await install(machine, [], {}, "2.0.0");
  assertEquals(code, 0);
  assertStringIncludes(out, "tokenroom 2.0.0 (");
  assertEquals((await lines.read()).value, "woke as 1.0.0\n");
  assertEquals((await old.status).code, 0);
  await lines.cancel();
});

Deno.test("a new version that does not start leaves the installed one in place", async () => {
  using machine = openMachine();
  await install(machine);
  const before = listTree(machine.home);
  const from = writeStandIn(join(machine.root, "built-3"), "3");
  const broken = join(from, "tokenroom");
  Deno.writeTextFileSync(broken, Deno.readTextFileSync(broken).replace("#!/bin/sh", "#!/bin/no"));
  const { code, out, err } = await runInstaller(machine, ["--from", from]);
  assertEquals(code, 1);
  assertMatch(err, /^tokenroom install: this tokenroom does not start here \([^\n]+\n$/);
  assert(!out.includes("place"));
  assertEquals(listTree(machine.home), before);
});

Deno.test("a failed first installation takes back the directories that it made", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  const text = Deno.readTextFileSync(join(from, "tokenroom"));
  Deno.writeTextFileSync(
    join(from, "tokenroom"),
    text.replace("--version) echo", "--version) nope"),
  );
  const { code } = await runInstaller(machine, ["--from", from]);
  assertEquals(code, 1);
  assertEquals(listTree(machine.home), []);
});

Deno.test("wiring that fails is an error that tells how to try again", async () => {
  using machine = openMachine();
  const { code, err } = await install(machine, [], { env: { STAND_IN_FAILS: "install" } });
  assertEquals(code, 1);
  assertMatch(
    err,
    /^stand-in: install fails\ntokenroom install: [^\n]* then run [^\n]*tokenroom install\n$/,
  );
  assertEquals(readCalls(stateOf(machine)), ["install"]);
});

Deno.test("what the client will not read is no success: the last words say what to do first", async () => {
  using machine = openMachine();
  const { code, out } = await install(machine, [], {
    env: { STAND_IN_SAYS: "NOT WORKING YET: x" },
  });
  assertEquals(code, 0);
  assertStringIncludes(out, "stand-in install, LC_ALL unset\nNOT WORKING YET: x\n");
  assertStringIncludes(
    out,
    "\nNOT WORKING YET: do what ATTENTION above says, then start claude.\n",
  );
  assert(!out.includes("Next: start claude"), out);
});

Deno.test("the way out is told with what it leaves and how that goes too", async () => {
  using machine = openMachine();
  const { out } = await install(machine);
  assertStringIncludes(
    out,
    `keeps what it stored in ${stateOf(machine)}; install.sh --uninstall --purge`,
  );
});

Deno.test("a demonstration that fails is an error", async () => {
  using machine = openMachine();
  const { code, err } = await install(machine, [], { env: { STAND_IN_FAILS: "demo" } });
  assertEquals(code, 1);
  assertStringIncludes(err, "its demonstration failed: run ");
});

Deno.test("on macOS the sealed copy is freed from quarantine and signed again before it is tried", async () => {
  using machine = openMachine();
  const { root } = machine;
  const fakes = join(root, "fakes");
  writeProgram(fakes, "uname", 'if [ "$1" = -m ]; then echo arm64; else echo Darwin; fi');
  writeProgram(fakes, "xattr", `echo "xattr $1 $2" >>"${root}/log"; exit 1`);
  const unsealed = "grep -c __tokenroom_unsealed_.*_000";
  writeProgram(fakes, "codesign", `echo "codesign $1 $2 $3 $(${unsealed} "$4")" >>"${root}/log"`);
  const PATH = `${fakes}:${Deno.env.get("PATH")}`;
  assertEquals((await install(machine, [], { env: { PATH } })).code, 0);
  assertEquals(
    Deno.readTextFileSync(join(root, "log")),
    "xattr -d com.apple.quarantine\ncodesign --force --sign - 0\n",
  );
  writeProgram(fakes, "codesign", "exit 1");
  const before = listTree(machine.home);
  const { code, err } = await install(machine, [], { env: { PATH } }, "2.0.0");
  assertEquals(code, 1);
  assertMatch(err, /codesign could not sign/);
  assertEquals(listTree(machine.home), before);
});
