import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { release } from "../../tools/build/release.ts";
import { tar } from "../../tools/build/tar.ts";

/** A directory of builds as `release()` finds it. */
function someBuilds(): string {
  const dist = Deno.makeTempDirSync();
  Deno.mkdirSync(join(dist, "linux-x64"));
  Deno.writeTextFileSync(join(dist, "linux-x64", "tokenroom"), "#!/bin/sh\necho it runs\n");
  Deno.writeTextFileSync(join(dist, "linux-x64", "tokenroom.slots"), "x".repeat(512));
  Deno.mkdirSync(join(dist, "windows-x64"));
  Deno.writeTextFileSync(join(dist, "windows-x64", "tokenroom.exe"), "MZ");
  Deno.writeTextFileSync(join(dist, "windows-x64", "tokenroom.slots"), "");
  return dist;
}

function output(command: string, args: string[], cwd: string): string {
  const { success, stdout } = new Deno.Command(command, { args, cwd }).outputSync();
  assertEquals(success, true);
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("release() packs an executable that runs after unpacking with tar", async () => {
  const dist = someBuilds();
  await release(dist, ["linux-x64"]);
  const directory = join(dist, "release");
  output("tar", ["-xzf", "tokenroom-linux-x64.tar.gz"], directory);
  assertEquals(output(join(directory, "tokenroom"), [], directory), "it runs");
  assertEquals(Deno.readTextFileSync(join(directory, "tokenroom.slots")), "x".repeat(512));
});

Deno.test("release() writes hashes that sha256sum confirms", async () => {
  const dist = someBuilds();
  await release(dist, ["linux-x64", "windows-x64"]);
  assertEquals(
    output("sha256sum", ["--check", "SHA256SUMS"], join(dist, "release")),
    "tokenroom-linux-x64.tar.gz: OK\ntokenroom-windows-x64.tar.gz: OK",
  );
});

Deno.test("release() gives the same bytes for the same builds", async () => {
  const [first, second] = [someBuilds(), someBuilds()];
  await release(first, ["linux-x64"]);
  await release(second, ["linux-x64"]);
  const sums = (dist: string) => Deno.readTextFileSync(join(dist, "release", "SHA256SUMS"));
  assertEquals(sums(first), sums(second));
});

Deno.test("tar() refuses a name that its header cannot hold", () => {
  const member = (name: string) => [{ name, mode: 0o644, bytes: new Uint8Array() }];
  assertThrows(() => tar(member("a".repeat(101))));
  assertThrows(() => tar(member("")));
});
