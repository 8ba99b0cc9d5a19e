import { assert, assertEquals, assertMatch } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { bundle } from "../../tools/build/bundle.ts";
import { staticImports } from "../../tools/build/chunks.ts";
import { flatten } from "../../tools/build/flatten.ts";
import { hotWaves } from "../../tools/build/gate.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

/** A small program of the same shape, inside the repository, since what lies outside is foreign. */
function aProgram(tap: string): string {
  Deno.mkdirSync(join(ROOT, "dist"), { recursive: true });
  const directory = Deno.makeTempDirSync({ dir: join(ROOT, "dist"), prefix: "program-" });
  const files = {
    "main.ts":
      'const verbs = { tap: () => import("./tap.ts"), hook: () => import("./hook.ts") };\n' +
      "console.log(verbs);\n",
    "hook.ts": "export const run = () => 0;\n",
    "tap.ts": tap,
  };
  for (const [name, text] of Object.entries(files)) {
    Deno.writeTextFileSync(join(directory, name), text);
  }
  return directory;
}

async function build(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", join(ROOT, "tools", "build", "main.ts"), ...args],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("the build fails when tap loads a package, and names it", async () => {
  const program = aProgram(
    'import { join } from "npm:deno-std@1.4.0/path/mod.js";\nconsole.log(join("a"));\n',
  );
  try {
    const { code, stderr } = await build("--entry", join(program, "main.ts"), "--out", program);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^build: tap loads what is not the program's own: npm:deno-std@1\.4\.0$/m,
    );
  } finally {
    Deno.removeSync(program, { recursive: true });
  }
});

Deno.test("what a hot verb loads at once is one file, and what it loads on need is another", async () => {
  const program = aProgram(
    'import { shared } from "./shared.ts";\n' +
      'export const run = async () => shared + (await import("./later.ts")).later;\n',
  );
  const write = (name: string, text: string) =>
    Deno.writeTextFileSync(join(program, name), `${text}\n`);
  write(
    "shared.ts",
    "export const shared = Math.trunc(Math.random()) + 2;\nexport const unused = 1;",
  );
  write("later.ts", 'import { shared } from "./shared.ts";\nexport const later = shared + 3;');
  write("hook.ts", 'import { shared } from "./shared.ts";\nexport const run = () => shared;');
  const chunks = join(program, "chunks");
  try {
    const split = await bundle(ROOT, join(program, "main.ts"), chunks, "shipped");
    const flat = await flatten(split, "main.js", chunks);
    assertEquals(hotWaves(split, "main.js").flat().map((name) => staticImports(flat, name)), [
      [],
      [],
      [],
    ]);
    assertEquals(
      [...flat.keys()].sort(),
      [...Deno.readDirSync(chunks)].map(({ name }) => name).sort(),
    );
    assert(![...flat.values()].some((text) => text.includes("unused")));
    const { run } = await import(`file://${join(chunks, "tap.js")}`);
    assertEquals(await run(), 7);
  } finally {
    Deno.removeSync(program, { recursive: true });
  }
});

Deno.test("the build gives the same executable for the same sources, and a manifest for it", async () => {
  const program = aProgram("export const run = () => 0;\n");
  try {
    const outs = [join(program, "first"), join(program, "second")];
    const sums: string[] = [];
    for (const out of outs) {
      const built = await build("--entry", join(program, "main.ts"), "--out", out);
      assertEquals(built.code, 0, built.stderr);
      const path = built.stdout.trim().split("\n").at(-1) ?? "";
      const digest = await crypto.subtle.digest("SHA-256", Deno.readFileSync(path));
      sums.push(
        new Uint8Array(digest).toHex() +
          Deno.readTextFileSync(join(dirname(path), "tokenroom.slots")),
      );
    }
    assertEquals(sums[0], sums[1]);
    assertMatch(sums[0] ?? "", /\nstate \d+ 400\n[^]*\n# end\n$/);
  } finally {
    Deno.removeSync(program, { recursive: true });
  }
});

Deno.test("the build refuses a target and an argument that it does not know", async () => {
  const target = await build("--target", "plan9-x64");
  assertEquals(target.code, 1);
  assertMatch(target.stderr, /^build: no target plan9-x64; there are linux-x64, /);
  const argument = await build("--relase");
  assertEquals(argument.code, 1);
  assertMatch(argument.stderr, /^build: unknown argument --relase/);
});
