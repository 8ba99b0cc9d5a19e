// The executable that was really built. The other tests of the installer use a stand-in, because
// they are about the installer and shall run before there is a build.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { openMachine, runInstaller } from "./support/machine.ts";
import { HOST_TARGET } from "./support/stand_in.ts";

const BUILT = fromFileUrl(new URL(`../../dist/${HOST_TARGET}`, import.meta.url));

function isBuilt(): boolean {
  try {
    return Deno.statSync(join(BUILT, "tokenroom.slots")).isFile;
  } catch {
    return false;
  }
}

const ignore = !isBuilt();
if (ignore) console.warn(`SKIPPED: ${BUILT} is not built (.ci/deno task build)`);

async function ask(executable: string, args: string[], HOME: string) {
  const { code, stdout, stderr } = await new Deno.Command(executable, {
    args,
    clearEnv: true,
    env: { HOME, PATH: "/usr/bin:/bin", LANG: "C.UTF-8" },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

Deno.test(
  { name: "the built executable is sealed, answers and demonstrates", ignore },
  async () => {
    using machine = openMachine("o'home, ü 日本");
    const out = join(machine.root, "tokenroom");
    const sealed = await runInstaller(machine, ["--seal-only", "--from", BUILT, "--out", out]);
    assertEquals(sealed, { code: 0, out: "", err: "" });
    assertMatch((await ask(out, ["--version"], machine.home)).out, /^tokenroom \S+ \(.+\)\n$/);
    const demo = await ask(out, ["demo"], machine.home);
    assertEquals([demo.code, demo.err], [0, ""]);
    assert(demo.out.includes("left"), demo.out);
  },
);

Deno.test(
  { name: "the built executable is installed, wired and removed again", ignore },
  async () => {
    using machine = openMachine("a home");
    const installed = await runInstaller(machine, ["--from", BUILT]);
    assertEquals([installed.code, installed.err], [0, ""]);
    const settings = join(machine.home, ".claude/settings.json");
    const bin = join(machine.home, ".local/bin/tokenroom");
    assert(Deno.readTextFileSync(settings).includes(bin));
    const removed = await runInstaller(machine, ["--uninstall", "--purge"]);
    assertEquals([removed.code, removed.err], [0, ""]);
    assertEquals([...Deno.readDirSync(machine.home)].map(({ name }) => name), [".local"]);
  },
);
