import { assertEquals, assertMatch } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));
const BUILT = join(ROOT, "dist", "linux-arm64");
const LIBRARIES = "/usr/aarch64-linux-gnu";

/** Why the executable cannot be started here, or null when it can. */
function obstacle(): string | null {
  if (!exists(join(BUILT, "tokenroom"))) {
    return "not built: .ci/deno task build --target linux-arm64";
  }
  if (Deno.build.arch === "aarch64") return null;
  if (!exists("/usr/bin/qemu-aarch64-static")) return "no qemu-aarch64-static (qemu-user-static)";
  if (!exists(join(LIBRARIES, "lib", "ld-linux-aarch64.so.1"))) {
    return "no arm64 libraries (libc6-arm64-cross and two more, see .ci/run)";
  }
  return null;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path) !== null;
  } catch {
    return false;
  }
}

/** Runs a program that sees nothing of this environment but a search path and a home. */
function start(command: string, args: string[], home: string, input = "") {
  const process = new Deno.Command(command, {
    args,
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", HOME: home },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  const written = writer.write(new TextEncoder().encode(input)).then(() => writer.close());
  return Promise.all([process.output(), written.catch(() => {})]).then((
    [{ code, stdout, stderr }],
  ) => ({
    code,
    stdout: new TextDecoder().decode(stdout),
    stderr: new TextDecoder().decode(stderr),
  }));
}

const reason = obstacle();
if (reason !== null) {
  console.error(`SKIPPED: the linux-arm64 executable was not started: ${reason}`);
}

Deno.test({
  name: "the linux-arm64 executable answers --version and renders a payload once it is sealed",
  ignore: reason !== null,
  async fn() {
    const home = Deno.realPathSync(Deno.makeTempDirSync());
    const sealed = join(home, "tokenroom");
    const sealing = await start("sh", [
      join(ROOT, "install.sh"),
      ...["--seal-only", "--from", BUILT, "--out", sealed],
      ...["--state-dir", join(home, "state"), "--config-dir", join(home, "config")],
    ], home);
    assertEquals(sealing.code, 0, sealing.stderr);
    const emulated = (args: string[], input?: string) =>
      Deno.build.arch === "aarch64"
        ? start(sealed, args, home, input)
        : start("/usr/bin/qemu-aarch64-static", ["-L", LIBRARIES, sealed, ...args], home, input);
    const version = await emulated(["--version"]);
    assertMatch(version.stdout, /^tokenroom \d+\.\d+\.\d+ \(\S+, linux-arm64\)\n$/);
    const payload = join(ROOT, "tests", "fixtures", "statusline-subscription.json");
    const tap = await emulated(["tap"], Deno.readTextFileSync(payload));
    assertEquals([tap.code, tap.stderr], [0, ""]);
    assertMatch(tap.stdout, /ctx \d+%/);
  },
});
