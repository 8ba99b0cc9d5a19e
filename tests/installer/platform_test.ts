import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { listTree, openMachine, pathWith, runInstaller, writeProgram } from "./support/machine.ts";
import type { Machine } from "./support/machine.ts";

/** What a pretended system answers; programs that are left out fail. */
interface System {
  readonly kernel: string;
  readonly machine: string;
  readonly ldd?: string;
  readonly getconf?: string;
  readonly sysctl?: string;
}

const GLIBC = "ldd (Debian GLIBC 2.36-9+deb12u9) 2.36";

async function dryRunOn(machine: Machine, system: System) {
  const fakes = join(machine.root, "fakes");
  const { kernel, ldd, getconf = "exit 1", sysctl } = system;
  writeProgram(fakes, "uname", `[ "$1" = -m ] && echo '${system.machine}' || echo '${kernel}'`);
  writeProgram(fakes, "ldd", ldd === undefined ? "exit 127" : `echo '${ldd}' >&2; exit 1`);
  writeProgram(fakes, "getconf", getconf);
  writeProgram(fakes, "sysctl", sysctl === undefined ? "exit 1" : `echo '${sysctl}'`);
  const before = listTree(machine.root);
  const result = await runInstaller(machine, ["--from-release", "--dry-run"], {
    env: { PATH: pathWith(fakes) },
  });
  assertEquals(listTree(machine.root), before);
  return result;
}

const SERVED: readonly [string, System, string][] = [
  ["Linux on x86-64", { kernel: "Linux", machine: "x86_64", ldd: GLIBC }, "linux-x64"],
  [
    "Linux on ARM",
    { kernel: "Linux", machine: "aarch64", ldd: "ldd (GNU libc) 2.38" },
    "linux-arm64",
  ],
  ["Linux without ldd", {
    kernel: "Linux",
    machine: "amd64",
    getconf: '[ "$1" = GNU_LIBC_VERSION ] && echo glibc 2.39 || echo 64',
  }, "linux-x64"],
  ["a Mac with Apple silicon", { kernel: "Darwin", machine: "arm64" }, "darwin-arm64"],
  ["a Mac with Intel", { kernel: "Darwin", machine: "x86_64", sysctl: "0" }, "darwin-x64"],
  ["a Mac under Rosetta", { kernel: "Darwin", machine: "x86_64", sysctl: "1" }, "darwin-arm64"],
];

for (const [what, system, target] of SERVED) {
  Deno.test(`${what} gets the release of ${target}`, async () => {
    using machine = openMachine();
    const { code, out } = await dryRunOn(machine, system);
    assertEquals(code, 0);
    assertStringIncludes(
      out,
      "https://github.com/tokenroom-dev/tokenroom/releases/latest/download/" +
        `tokenroom-${target}.tar.gz`,
    );
  });
}

const REFUSED: readonly [string, System, RegExp][] = [
  ["musl", { kernel: "Linux", machine: "x86_64", ldd: "musl libc (x86_64)" }, /musl C library/],
  ["Git Bash", { kernel: "MINGW64_NT-10.0-22631", machine: "x86_64" }, /Windows .*inside WSL/],
  ["Cygwin", { kernel: "CYGWIN_NT-10.0", machine: "x86_64" }, /Windows .*inside WSL/],
  ["MSYS", { kernel: "MSYS_NT-10.0", machine: "x86_64" }, /Windows .*inside WSL/],
  ["RISC-V", { kernel: "Linux", machine: "riscv64", ldd: GLIBC }, /for Linux on riscv64/],
  ["32-bit ARM", { kernel: "Linux", machine: "armv7l", ldd: GLIBC }, /for Linux on armv7l/],
  ["a 32-bit system on a 64-bit kernel", {
    kernel: "Linux",
    machine: "x86_64",
    ldd: GLIBC,
    getconf: "echo 32",
  }, /for Linux on x86_64.*64-bit/],
  ["FreeBSD", { kernel: "FreeBSD", machine: "amd64" }, /for FreeBSD on amd64/],
];

for (const [what, system, why] of REFUSED) {
  Deno.test(`${what} is refused by name, with what to do`, async () => {
    using machine = openMachine();
    const { code, out, err } = await dryRunOn(machine, system);
    assertEquals({ code, out }, { code: 1, out: "" });
    assertMatch(err, why);
    assertMatch(err, /^tokenroom install: [^\n]+: [^\n]+\n$/);
  });
}
