import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import {
  BASIC_PROGRAMS,
  linkPrograms,
  listTree,
  locate,
  openMachine,
  pathWith,
  writeProgram,
} from "./support/machine.ts";
import type { Machine } from "./support/machine.ts";
import { ARCHIVE, bytesOf, installFrom, makeRelease } from "./support/release.ts";

function wgetOnly(machine: Machine): string {
  return linkPrograms(machine, "wget-only", [...BASIC_PROGRAMS, "sha256sum", "wget"]);
}

const hasGnuWget = locate("wget") !== null &&
  new TextDecoder().decode(new Deno.Command("wget", { args: ["--version"] }).outputSync().stdout)
    .includes("GNU Wget");

Deno.test({ name: "wget serves where there is no curl", ignore: !hasGnuWget }, async () => {
  using machine = openMachine();
  const PATH = wgetOnly(machine);
  const files = await makeRelease();
  const { code, err } = await installFrom(machine, files, [], { env: { PATH } });
  assertEquals({ code, err }, { code: 0, err: "" });
  assert(!listTree(machine.home).some((line) => line.includes("wget")));
  files.delete("SHA256SUMS");
  const missing = await installFrom(machine, files, [], { env: { PATH } });
  assertMatch(
    missing.err,
    /^tokenroom install: cannot download \S+SHA256SUMS \([^\n]*404[^\n]*\n$/,
  );
});

Deno.test({ name: "curl from snap is passed over for wget", ignore: !hasGnuWget }, async () => {
  using machine = openMachine();
  const snap = join(machine.root, "snap/bin");
  writeProgram(snap, "curl", "echo confined >&2; exit 23");
  const PATH = pathWith(snap);
  assertEquals((await installFrom(machine, await makeRelease(), [], { env: { PATH } })).code, 0);
});

Deno.test("with no program that downloads, the refusal names two", async () => {
  using machine = openMachine();
  const PATH = linkPrograms(machine, "none", [...BASIC_PROGRAMS, "sha256sum"]);
  writeProgram(PATH, "wget", 'echo "BusyBox v1.36 multi-call binary" >&2; exit 1');
  const { code, err, requests } = await installFrom(machine, await makeRelease(), [], {
    env: { PATH },
  });
  assertEquals(code, 1);
  assertMatch(err, /^tokenroom install: a download needs curl [^\n]* or GNU wget: [^\n]+\n$/);
  assertEquals(requests, []);
});

for (const hasher of ["sha256sum", "shasum", "openssl"]) {
  Deno.test({
    name: `${hasher} alone verifies a download, and refuses a wrong one`,
    ignore: locate(hasher) === null,
  }, async () => {
    using machine = openMachine();
    const programs = [...BASIC_PROGRAMS, "curl", hasher, "perl"];
    const env = { PATH: linkPrograms(machine, "programs", programs) };
    const files = await makeRelease();
    assertEquals((await installFrom(machine, files, [], { env })).code, 0);
    files.set(ARCHIVE, bytesOf("something else"));
    assertMatch((await installFrom(machine, files, [], { env })).err, /does not have the SHA-256/);
  });
}

Deno.test("without a program that hashes nothing is downloaded", async () => {
  using machine = openMachine();
  const PATH = linkPrograms(machine, "programs", [...BASIC_PROGRAMS, "curl"]);
  const { code, err, requests } = await installFrom(machine, await makeRelease(), [], {
    env: { PATH },
  });
  assertEquals(code, 1);
  assertMatch(err, /nothing here can compute SHA-256/);
  assertEquals(requests, []);
});

Deno.test("a program that hashes wrongly or not at all is no verification", async () => {
  for (const body of ["exit 1", "echo", "echo 'd41d8cd98f00b204e9800998ecf8427e  -'"]) {
    using machine = openMachine();
    const fakes = join(machine.root, "fakes");
    writeProgram(fakes, "sha256sum", body);
    const env = { PATH: pathWith(fakes) };
    const { code, err } = await installFrom(machine, await makeRelease(), [], { env });
    assertEquals(code, 1);
    assertMatch(err, /sha256sum could not compute SHA-256/);
    assertEquals(listTree(machine.home), []);
  }
});

Deno.test("a temporary directory that cannot be written is named in the refusal", async () => {
  using machine = openMachine();
  const env = { TMPDIR: join(machine.root, "missing") };
  const { code, err } = await installFrom(machine, await makeRelease(), [], { env });
  assertEquals(code, 1);
  assertMatch(err, /cannot create a temporary directory in \S+missing: set TMPDIR/);
});
