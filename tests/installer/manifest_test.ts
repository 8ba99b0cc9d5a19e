import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { listTree, openMachine, runInstaller } from "./support/machine.ts";
import { writeStandIn } from "./support/stand_in.ts";

/** Seals a stand-in whose build directory was spoiled; expects a refusal that leaves no trace. */
async function expectDamage(spoil: (dir: string) => void, why: RegExp): Promise<void> {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  spoil(from);
  const before = listTree(machine.root);
  const args = ["--seal-only", "--from", from, "--out", join(machine.root, "new/dir/tokenroom")];
  const { code, out, err } = await runInstaller(machine, args);
  assertMatch(err, why);
  assertMatch(err, /^tokenroom install: [^\n]+\n$/);
  assertEquals({ code, out }, { code: 1, out: "" });
  assertEquals(listTree(machine.root), before);
}

const manifestOf = (dir: string): string => join(dir, "tokenroom.slots");

function edit(path: string, change: (text: string) => string): void {
  Deno.writeTextFileSync(path, change(Deno.readTextFileSync(path)));
}

const DAMAGES: readonly [string, (dir: string) => void, RegExp][] = [
  ["a manifest that is missing", (dir) => Deno.removeSync(manifestOf(dir)), /no tokenroom\.slots/],
  ["an executable that is missing", (dir) => Deno.removeSync(join(dir, "tokenroom")), /no tokenr/],
  ["a manifest without its end", (dir) => edit(manifestOf(dir), (t) => t.slice(0, -7)), /damaged/],
  ["a manifest cut in a number", (dir) => edit(manifestOf(dir), (t) => t.slice(0, 200)), /damaged/],
  ["an empty manifest", (dir) => edit(manifestOf(dir), () => ""), /damaged/],
  ["a manifest of an end only", (dir) => edit(manifestOf(dir), () => "# end\n"), /damaged/],
  ["lines after the end", (dir) => edit(manifestOf(dir), (t) => `${t}state 1 400\n`), /damaged/],
  [
    "another slot length",
    (dir) => edit(manifestOf(dir), (t) => t.replace(" 400", " 40")),
    /damaged/,
  ],
  ["a shell command as an offset", (dir) => {
    edit(manifestOf(dir), (text) => text.replace(/^state \d+/m, "state $(touch${IFS}x)"));
  }, /damaged/],
  ["a slot of a later version", (dir) => {
    edit(manifestOf(dir), (text) => text.replace(/^skill4/m, "shelf4"));
  }, /does not know \(shelf4\)/],
  ["one line too few", (dir) => {
    edit(manifestOf(dir), (text) => text.replace(/^memory2 .*\n/m, ""));
  }, /do not belong together/],
  ["offsets that are one too low", (dir) => {
    edit(
      manifestOf(dir),
      (text) => text.replace(/^([a-z_0-9]+) (\d+)/gm, (_, name, at) => `${name} ${Number(at) - 1}`),
    );
  }, /do not belong together/],
  ["an executable cut short", (dir) => {
    edit(join(dir, "tokenroom"), (text) => text.slice(0, -3000));
  }, /do not belong together/],
];

for (const [what, spoil, why] of DAMAGES) {
  Deno.test(`sealing refuses ${what}`, () => expectDamage(spoil, why));
}

Deno.test("sealing refuses an executable that is sealed already", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  const sealed = join(from, "tokenroom");
  const args = ["--seal-only", "--from", from, "--out", sealed];
  assertEquals((await runInstaller(machine, args)).code, 0);
  const before = listTree(machine.root);
  const again = await runInstaller(machine, args);
  assertEquals(again.code, 1);
  assertMatch(again.err, /is sealed already/);
  assertEquals(listTree(machine.root), before);
});

Deno.test("--seal-only without its two paths says so", async () => {
  using machine = openMachine();
  for (const args of [["--seal-only"], ["--seal-only", "--from", machine.root]]) {
    const { code, err } = await runInstaller(machine, args);
    assertEquals(code, 1);
    assertMatch(err, /needs --from DIR and --out FILE/);
  }
});

Deno.test("--seal-only replaces what is there, and refuses a directory", async () => {
  using machine = openMachine();
  const from = writeStandIn(join(machine.root, "built"));
  const out = join(machine.root, "tokenroom");
  Deno.writeTextFileSync(out, "old");
  const args = ["--seal-only", "--from", from, "--out", out];
  assertEquals((await runInstaller(machine, args)).code, 0);
  assertEquals(Deno.statSync(out).size, Deno.statSync(join(from, "tokenroom")).size);
  Deno.removeSync(out);
  Deno.mkdirSync(out);
  const { code, err } = await runInstaller(machine, args);
  assertEquals(code, 1);
  assertMatch(err, /is a directory: name the file/);
  assertEquals([...Deno.readDirSync(out)], []);
});
