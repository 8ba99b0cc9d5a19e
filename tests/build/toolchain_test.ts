import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

const TOOLCHAIN = fromFileUrl(import.meta.resolve("../../.ci/toolchain"));

/** What the script needs of every machine; all that fetches is stood in for. */
const UTILITIES = "cat chmod cut dirname grep gzip head mkdir mktemp mv node rm sh sha256sum tar tr"
  .split(" ");

/** Programs by name, each a shell script. */
type Programs = Readonly<Record<string, string>>;

const OUT_OF_REACH = { curl: "exit 6" };

/** `npm pack` of a package whose executables are not what the hashes say. */
const WRONG_PACKAGE = {
  npm: "mkdir -p package/bin; echo wrong >package/deno; echo wrong >package/bin/steady; " +
    "tar -czf package.tgz package",
};

/** sha256 of `denort`, without a line end: what the stand-in for Deno's site gives. */
const SERVED_SHA256 = "bfba9863552b2d0818154a6e25433847377b3f14180a6935fef2d5eea83735d6";

/** Deno's site with a matching or another published hash, and an unzip for its "archive". */
function site(published: string): Programs {
  return {
    curl: 'while [ "$1" != --output ]; do shift; done; case $3 in ' +
      `*.sha256sum) printf '%s  denort.zip\\n' ${published} >"$2" ;; *) printf denort >"$2" ;; esac`,
    unzip: 'cp "$2" "$5/$3"',
    cp: 'cat "$1" >"$2"',
  };
}

interface Machine {
  readonly bin: string;
  readonly cache: string;
}

/** A Linux x64 machine with the utilities, these programs, and an empty cache. */
function aMachine(programs: Programs): Machine {
  const bin = Deno.makeTempDirSync();
  for (const name of UTILITIES) {
    const found = new Deno.Command("sh", { args: ["-c", `command -v ${name}`] }).outputSync();
    Deno.symlinkSync(new TextDecoder().decode(found.stdout).trim(), join(bin, name));
  }
  const uname = "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac";
  for (const [name, script] of Object.entries({ uname, ...programs })) {
    Deno.writeTextFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return { bin, cache: join(Deno.makeTempDirSync(), "cache") };
}

async function toolchain(machine: Machine, args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(join(machine.bin, "sh"), {
    args: [TOOLCHAIN, ...args],
    clearEnv: true,
    env: { PATH: machine.bin, TOKENROOM_CACHE: machine.cache, ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Paths of all files below the cache. */
function cachedFiles(directory: string): string[] {
  return [...Deno.readDirSync(directory)].flatMap(({ name, isDirectory }) =>
    isDirectory ? cachedFiles(join(directory, name)).map((path) => join(name, path)) : [name]
  ).sort();
}

Deno.test("toolchain deno refuses a package whose executable is not the pinned one", async () => {
  const machine = aMachine({ ...OUT_OF_REACH, ...WRONG_PACKAGE });
  const { code, stdout, stderr } = await toolchain(machine, ["deno"]);
  assertEquals(code, 1);
  assertEquals(stdout, "");
  assertMatch(stderr, /refused: sha256 of this deno is [0-9a-f]{64}, pinned is [0-9a-f]{64}/);
  assertEquals(cachedFiles(machine.cache), []);
});

Deno.test("toolchain deno says in one sentence that npm is missing", async () => {
  const { code, stderr } = await toolchain(aMachine(OUT_OF_REACH), ["deno"]);
  assertEquals(code, 1);
  assertEquals(stderr.match(/npm is not on PATH/g)?.length, 1);
  assertMatch(stderr, /no Deno \S+ for linux-x64 could be had; install it .* TOKENROOM_DENO\n$/);
});

Deno.test("toolchain deno takes an own Deno only of the pinned version", async () => {
  const deno = (version: string) => `echo "deno ${version} (stable)"; echo "v8 14"`;
  const pinned = /^VERSION=(\S+)$/m.exec(Deno.readTextFileSync(TOOLCHAIN))?.[1] ?? "";
  const same = aMachine({ deno: deno(pinned) });
  assertEquals((await toolchain(same, ["deno"])).stdout, `${join(same.bin, "deno")}\n`);
  const other = aMachine({ deno: deno(`${pinned}1`), ...OUT_OF_REACH });
  assertEquals((await toolchain(other, ["deno"])).code, 1);
});

Deno.test("toolchain uses the files that the environment names and fetches nothing", async () => {
  const machine = aMachine({ mine: "echo deno 9.9.9" });
  const mine = join(machine.bin, "mine");
  const deno = await toolchain(machine, ["deno"], { TOKENROOM_DENO: mine });
  assertEquals(deno.stdout, `${mine}\n`);
  assertStringIncludes(deno.stderr, "is not Deno");
  const denort = await toolchain(machine, ["denort", "linux-x64"], { DENORT_BIN: mine });
  assertEquals(denort.stdout, `${mine}\n`);
  assertEquals(denort.stderr, "");
});

Deno.test("toolchain refuses a file of the environment that is not there", async () => {
  const machine = aMachine({});
  const env = { TOKENROOM_DENO: "/nowhere/deno", DENORT_BIN: "/nowhere/denort" };
  assertMatch((await toolchain(machine, ["deno"], env)).stderr, /\/nowhere\/deno/);
  assertEquals((await toolchain(machine, ["denort", "linux-x64"], env)).code, 1);
});

Deno.test("toolchain denort names each source that it tries, in their order", async () => {
  const machine = aMachine({ ...OUT_OF_REACH, unzip: "exit 1", ...WRONG_PACKAGE });
  const { code, stderr } = await toolchain(machine, ["denort", "linux-x64"]);
  assertEquals(code, 1);
  const sources = stderr.split("\n").filter((line) => line.includes("fetching"));
  assertEquals(sources.length, 2);
  assertMatch(sources[0] ?? "", /^toolchain: fetching denort for linux-x64: https:\/\/\S+\.zip$/);
  assertMatch(sources[1] ?? "", /^toolchain: fetching denort for linux-x64: npm package \S+$/);
  assertMatch(stderr, /refused: sha256 of this denort is/);
});

Deno.test("toolchain denort keeps a download with its published hash and serves it from then on", async () => {
  const machine = aMachine(site(SERVED_SHA256));
  const first = await toolchain(machine, ["denort", "darwin-arm64"]);
  assertEquals(first.code, 0, first.stderr);
  assertEquals(Deno.readTextFileSync(first.stdout.trim()), "denort");
  Deno.removeSync(join(machine.bin, "curl"));
  const second = await toolchain(machine, ["denort", "darwin-arm64"]);
  assertEquals(second, { code: 0, stdout: first.stdout, stderr: "" });
});

Deno.test("toolchain denort refuses a download whose published hash is another", async () => {
  const machine = aMachine(site("0".repeat(64)));
  const { code, stdout, stderr } = await toolchain(machine, ["denort", "darwin-arm64"]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /refused \S+\.zip: its sha256 is not the published one/);
  assertEquals(cachedFiles(machine.cache), []);
});

Deno.test("toolchain denort refuses a download for a pinned target that has another hash", async () => {
  const machine = aMachine(site(SERVED_SHA256));
  const { code, stderr } = await toolchain(machine, ["denort", "linux-x64"]);
  assertEquals(code, 1);
  assertMatch(stderr, /refused: sha256 of this denort is/);
});

Deno.test("toolchain denort fetches a damaged file again", async () => {
  const machine = aMachine(site(SERVED_SHA256));
  const path = (await toolchain(machine, ["denort", "darwin-arm64"])).stdout.trim();
  Deno.writeTextFileSync(path, "denor");
  const { code, stderr } = await toolchain(machine, ["denort", "darwin-arm64"]);
  assertEquals(code, 0);
  assertMatch(stderr, /denort is damaged: fetching it again/);
  assertEquals(Deno.readTextFileSync(path), "denort");
});

Deno.test("toolchain gives no damaged file away when it cannot be fetched again", async () => {
  const machine = aMachine(OUT_OF_REACH);
  const place = join(machine.cache, "denort-2.7.11-linux-x64");
  Deno.mkdirSync(place, { recursive: true });
  Deno.writeTextFileSync(join(place, "denort"), "damaged");
  const { code, stdout, stderr } = await toolchain(machine, ["denort", "linux-x64"]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /is damaged: fetching it again/);
});

Deno.test("toolchain serves two runs at once and leaves nothing but the file and its hash", async () => {
  const machine = aMachine(site(SERVED_SHA256));
  const runs = [1, 2, 3].map(() => toolchain(machine, ["denort", "darwin-x64"]));
  for (const { code, stderr } of await Promise.all(runs)) assertEquals(code, 0, stderr);
  assertEquals(cachedFiles(machine.cache).map((path) => path.split("/").at(-1)), [
    "denort",
    "denort.sha256",
  ]);
});

Deno.test("toolchain says what is wrong with its arguments and its surroundings", async () => {
  const machine = aMachine({});
  assertMatch((await toolchain(machine, ["denort", "plan9-x64"])).stderr, /usage: /);
  const homeless = await toolchain(machine, ["cache"], { TOKENROOM_CACHE: "" });
  assertMatch(homeless.stderr, /HOME is not set/);
  Deno.removeSync(join(machine.bin, "sha256sum"));
  const { code, stderr } = await toolchain(machine, ["deno"]);
  assertEquals(code, 1);
  assertMatch(stderr, /nothing can be verified/);
  assertNotMatch(stderr, /fetching/);
});
