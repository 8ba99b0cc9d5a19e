import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { listTree, openMachine, SHELLS } from "./support/machine.ts";
import type { Machine } from "./support/machine.ts";
import {
  ARCHIVE,
  bytesOf,
  installFrom,
  makeRelease,
  packFiles,
  writeSums,
} from "./support/release.ts";
import type { ReleaseFiles } from "./support/release.ts";
import { readCalls, readSlotsOf, writeStandIn } from "./support/stand_in.ts";

const slotsOf = (machine: Machine) => readSlotsOf(join(machine.home, ".local/bin/tokenroom"));

for (const shell of SHELLS) {
  Deno.test(`piped into ${shell.join(" ")} a release is downloaded, verified and installed`, async () => {
    using machine = openMachine();
    const { code, out, err, requests } = await installFrom(machine, await makeRelease(), [], {
      shell,
    });
    assertEquals({ code, err }, { code: 0, err: "" });
    const folder = "/releases/latest/download";
    assertEquals(requests, [`${folder}/SHA256SUMS`, `${folder}/${ARCHIVE}`]);
    assertEquals(slotsOf(machine)["state"], `${machine.home}/.tokenroom`);
    assertEquals(readCalls(`${machine.home}/.tokenroom`), ["install", "demo"]);
    assertStringIncludes(out, "tokenroom 9.9.9 (");
    assertEquals(listTree(machine.tmp), []);
  });
}

type Spoil = (files: ReleaseFiles) => void | Promise<void>;

const text = (files: ReleaseFiles, name: string) => new TextDecoder().decode(files.get(name));

/** Repacks the archive from a stand-in that was changed, with a hash that is right. */
async function repack(files: ReleaseFiles, change: (dir: string) => readonly string[]) {
  const dir = Deno.makeTempDirSync({ prefix: "tokenroom-release-" });
  try {
    writeStandIn(dir);
    files.set(ARCHIVE, await packFiles(dir, change(dir)));
    await writeSums(files);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

const SPOILED: readonly [string, Spoil, RegExp][] = [
  ["a wrong hash", (files) => {
    const sums = text(files, "SHA256SUMS");
    files.set("SHA256SUMS", bytesOf((sums[0] === "0" ? "1" : "0") + sums.slice(1)));
  }, /does not have the SHA-256/],
  ["an archive cut short", (files) => {
    files.set(ARCHIVE, files.get(ARCHIVE)!.slice(0, -100));
  }, /does not have the SHA-256/],
  ["an archive cut short whose hash is right", async (files) => {
    files.set(ARCHIVE, files.get(ARCHIVE)!.slice(0, -100));
    await writeSums(files);
  }, /cannot unpack/],
  ["an empty archive", (files) => void files.set(ARCHIVE, bytesOf("")), /is empty/],
  ["an empty list of hashes", (files) => void files.set("SHA256SUMS", bytesOf("")), /is empty/],
  ["a missing entry", (files) => {
    files.set("SHA256SUMS", bytesOf(text(files, "SHA256SUMS").replace(ARCHIVE, `x${ARCHIVE}`)));
  }, /has no hash for/],
  ["an entry without a hash", (files) => {
    files.set("SHA256SUMS", bytesOf(`  ${ARCHIVE}\n`));
  }, /has no hash for/],
  ["a hash cut short", (files) => {
    files.set("SHA256SUMS", bytesOf(text(files, "SHA256SUMS").slice(20)));
  }, /has no hash for/],
  ["two entries", (files) => {
    const sums = text(files, "SHA256SUMS");
    files.set("SHA256SUMS", bytesOf(sums + sums));
  }, /names \S+ twice/],
  ["a page instead of hashes", (files) => {
    files.set("SHA256SUMS", bytesOf("<!doctype html>\n<title>hello</title>\n"));
  }, /has no hash for/],
  [
    "no list of hashes",
    (files) => void files.delete("SHA256SUMS"),
    /cannot download \S+SHA256SUMS/,
  ],
  ["no archive", (files) => void files.delete(ARCHIVE), /cannot download \S+tar\.gz/],
  ["an archive without its manifest", (files) => repack(files, () => ["tokenroom"]), /cannot unp/],
  ["an archive that holds a link", (files) =>
    repack(files, (dir) => {
      Deno.removeSync(join(dir, "tokenroom"));
      Deno.symlinkSync("/bin/sh", join(dir, "tokenroom"));
      return ["tokenroom", "tokenroom.slots"];
    }), /holds no file tokenroom/],
  ["an archive with another program", (files) =>
    repack(files, (dir) => {
      Deno.writeTextFileSync(join(dir, "tokenroom"), "#!/bin/sh\necho hello\n");
      return ["tokenroom", "tokenroom.slots"];
    }), /does not start here \(hello\)/],
];

for (const [what, spoil, why] of SPOILED) {
  Deno.test(`a release with ${what} is refused with one sentence and leaves nothing`, async () => {
    using machine = openMachine();
    const files = await makeRelease();
    await spoil(files);
    const { code, err } = await installFrom(machine, files);
    assertEquals(code, 1);
    assertMatch(err, why);
    assertMatch(err, /^tokenroom install: [^\n]+\n$/);
    assertEquals([listTree(machine.home), listTree(machine.tmp)], [[], []]);
  });
}

Deno.test("an installed tokenroom survives a release that is refused", async () => {
  using machine = openMachine();
  const files = await makeRelease();
  await installFrom(machine, files);
  const before = listTree(machine.home);
  files.set(ARCHIVE, bytesOf("not what was promised"));
  assertEquals((await installFrom(machine, files)).code, 1);
  assertEquals(listTree(machine.home), before);
});

Deno.test("a mirror that serves another version than the one asked for is refused", async () => {
  using machine = openMachine();
  const { code, err } = await installFrom(machine, await makeRelease({ version: "9.9.8" }), [
    "--version",
    "9.9.9",
  ]);
  assertEquals(code, 1);
  assertMatch(err, /calls itself tokenroom 9\.9\.8 \(.* not 9\.9\.9/);
  assertEquals(listTree(machine.home), []);
});
