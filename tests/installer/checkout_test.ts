import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import {
  INSTALL_SH,
  listTree,
  openMachine,
  runInstaller,
  writeProgram,
} from "./support/machine.ts";
import type { Machine } from "./support/machine.ts";
import { HOST_TARGET, readCalls, readSlotsOf, writeStandIn } from "./support/stand_in.ts";

/** Makes what a checkout needs to be known as one; its build copies the stand-in. */
function makeCheckout(machine: Machine, name = "check out"): string {
  const root = join(machine.root, name);
  const built = writeStandIn(join(machine.root, "built"));
  writeProgram(
    join(root, ".ci"),
    "deno",
    `[ "$*" = "task build" ] || exit 9
[ -z "$BUILD_FAILS" ] || { echo "no such host" >&2; exit 1; }
echo building in "$PWD"
mkdir -p "dist/${HOST_TARGET}" && cp "${built}"/* "dist/${HOST_TARGET}"`,
  );
  for (const file of ["deno.json", "main.ts", ".ci/toolchain"]) {
    Deno.writeTextFileSync(join(root, file), "");
  }
  Deno.copyFileSync(INSTALL_SH, join(root, "install.sh"));
  return join(root, "install.sh");
}

Deno.test("inside a checkout install.sh builds for this machine, then installs", async () => {
  using machine = openMachine();
  const script = makeCheckout(machine);
  const { code, out, err } = await runInstaller(machine, [], { script });
  assertEquals({ code, err }, { code: 0, err: "" });
  assertStringIncludes(out, `  build     ${dirname(script)}/.ci/deno task build\n`);
  // What a build says is no news to whoever installs.
  assert(!out.includes("building in"), out);
  assertEquals(
    readSlotsOf(`${machine.home}/.local/bin/tokenroom`)["config1"],
    `${machine.home}/.claude`,
  );
  assertEquals(readCalls(`${machine.home}/.tokenroom`), ["install", "demo"]);
});

Deno.test("a checkout is known from every way of naming its install.sh", async () => {
  using machine = openMachine();
  const root = dirname(makeCheckout(machine));
  Deno.mkdirSync(join(root, "src"));
  const ways = [["install.sh", root], ["./install.sh", root], ["../install.sh", join(root, "src")]];
  for (const [script = "", cwd = ""] of ways) {
    const { code, out } = await runInstaller(machine, ["--dry-run"], { script, cwd });
    assertEquals(code, 0);
    assertStringIncludes(out, `${root}/.ci/deno task build`);
  }
});

Deno.test("--quiet builds in silence, and a build that fails installs nothing", async () => {
  using machine = openMachine();
  const script = makeCheckout(machine);
  const failed = await runInstaller(machine, ["--quiet"], { script, env: { BUILD_FAILS: "1" } });
  assertEquals([failed.code, failed.out], [1, ""]);
  assertMatch(failed.err, /^no such host\ntokenroom install: the build of .* failed: see above\n$/);
  assertEquals(listTree(machine.home), []);
  const { code, out, err } = await runInstaller(machine, ["--quiet"], { script });
  assertEquals({ code, out, err }, { code: 0, out: "", err: "" });
});

Deno.test("--from-release, --version and --base-url download even in a checkout", async () => {
  using machine = openMachine();
  const script = makeCheckout(machine);
  for (
    const args of [["--from-release"], ["--version", "1.2.3"], ["--base-url=https://m.example"]]
  ) {
    const { code, out } = await runInstaller(machine, ["--dry-run", ...args], { script });
    assertEquals(code, 0);
    assertMatch(out, /download +https:\/\//);
    assert(!out.includes("task build"));
  }
});

Deno.test("a script that is piped inside a checkout downloads", async () => {
  using machine = openMachine();
  const cwd = dirname(makeCheckout(machine));
  const piped = Deno.readTextFileSync(INSTALL_SH);
  // Through env the shell is called by its bare name, which then looks like a script beside it.
  const shell = ["env", "sh"];
  const { out } = await runInstaller(machine, ["--dry-run"], { shell, piped, cwd });
  assertMatch(out, /download +https:\/\//);
});

Deno.test("install.sh outside a checkout downloads, and --from-source refuses there", async () => {
  using machine = openMachine();
  const script = join(machine.root, "install.sh");
  Deno.copyFileSync(INSTALL_SH, script);
  assertMatch((await runInstaller(machine, ["--dry-run"], { script })).out, /download +https:/);
  const { code, err } = await runInstaller(machine, ["--dry-run", "--from-source"], { script });
  assertEquals(code, 1);
  assertMatch(err, /^tokenroom install: install\.sh does not lie in a checkout[^\n]+\n$/);
});
