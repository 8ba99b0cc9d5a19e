// The seal is tried from inside: a program compiled and sealed like the product tries every way out.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { targetOfTriple } from "../../tools/build/targets.ts";
import { buildProbe } from "../support/probe.ts";
import { type Program, sealProgram } from "../support/program.ts";
import { openScratch } from "../support/scratch.ts";

const target = targetOfTriple(Deno.build.target);

/** What the product needs; without these the rest would prove nothing. */
const MEANT = [
  "writes in the state directory",
  "reads in the state directory",
  "keeps a database in the state directory",
  "writes the settings file",
  "reads the configuration directory",
  "starts git",
];

/**
 * What this version of the runtime lets through; docs/SECURITY.md tells it. Links that already stand
 * in the state directory are followed (the program cannot make one). Sockets with a path count as
 * files, so one can be opened in the state directory. `import()` reads a local module of JavaScript
 * or JSON wherever it lies, which is why the product has no computed import.
 */
const NOT_COVERED = [
  "writes through a link to a file outside",
  "writes through a link to a directory outside",
  "reads through a link to a file outside",
  "listens on a unix socket in the state directory",
  "imports a file outside",
];

/** A place outside of the seal with things to steal, and ears for what should not get out. */
class Outside implements Disposable {
  readonly path: string;
  readonly port: number;
  visitors = 0;
  readonly #listeners: Deno.Listener[];

  constructor(program: Program) {
    this.path = join(program.home, "outside");
    Deno.mkdirSync(this.path);
    Deno.writeTextFileSync(join(this.path, "secret"), "secret", { mode: 0o600 });
    Deno.writeTextFileSync(join(this.path, "code.js"), "export {};");
    Deno.writeTextFileSync(join(this.path, "git"), "#!/bin/sh\ntrue\n", { mode: 0o755 });
    const network = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = network.addr.port;
    const local = Deno.listen({ transport: "unix", path: join(this.path, "socket") });
    this.#listeners = [network, local as unknown as Deno.Listener];
    for (const listener of this.#listeners) void this.#count(listener);
  }

  async #count(listener: Deno.Listener): Promise<void> {
    for await (const visitor of listener) {
      this.visitors++;
      visitor.close();
    }
  }

  names(): string[] {
    return [...Deno.readDirSync(this.path)].map((entry) => entry.name).sort();
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listeners) listener.close();
  }
}

async function outcomes(program: Program, outside: Outside): Promise<Record<string, string>> {
  Deno.writeTextFileSync(join(program.config.dir, "readable"), "");
  const { code, out, err } = await program.run([outside.path, String(outside.port)], {
    env: { SECRET: "x" },
  });
  assertEquals([code, err], [0, ""]);
  return JSON.parse(out);
}

Deno.test("a sealed program does what it is for, and no other way out is open", async () => {
  assert(target !== null);
  using built = openScratch();
  await buildProbe(built.path, target);
  using program = await sealProgram(built.path);
  using outside = new Outside(program);
  const before = outside.names();
  const found = await outcomes(program, outside);

  const done = Object.keys(found).filter((name) => found[name] === "done");
  // The links that only the person could have made do not stand there yet.
  const closed = NOT_COVERED.filter((name) => !name.includes("through a link"));
  assertEquals(done, [...MEANT, ...closed]);
  assertEquals(Object.entries(found).filter(([, outcome]) => outcome === "late"), []);

  assertEquals(outside.names(), before);
  assertEquals(Deno.readTextFileSync(join(outside.path, "secret")), "secret");
  assertEquals((Deno.statSync(join(outside.path, "secret")).mode ?? 0) & 0o777, 0o600);
  assertEquals(outside.visitors, 0);
  const home = [...Deno.readDirSync(program.home)].map((entry) => entry.name).sort();
  assertEquals(home, [".claude", ".tokenroom", "bin", "outside"]);
  assertEquals([...Deno.readDirSync(program.config.dir)].map((entry) => entry.name).sort(), [
    "readable",
    "settings.json",
  ]);

  Deno.symlinkSync(join(outside.path, "secret"), join(program.state, "to-file"));
  Deno.symlinkSync(outside.path, join(program.state, "to-dir"));
  const linked = await outcomes(program, outside);
  const opened = Object.keys(linked).filter((name) => linked[name] === "done");
  assertEquals(opened.filter((name) => !MEANT.includes(name)).sort(), [...NOT_COVERED].sort());
});

Deno.test("the product has no import() of a computed path: the runtime would not check it", () => {
  const computed: string[] = [];
  for (const path of sources(new URL("../../src/", import.meta.url))) {
    const text = Deno.readTextFileSync(path);
    if (/\bimport\((?!\s*"\.\.?\/[^"]+"\s*\))/.test(text)) computed.push(path.pathname);
  }
  assertEquals(computed, []);
});

function* sources(dir: URL): Generator<URL> {
  for (const entry of Deno.readDirSync(dir)) {
    if (entry.isDirectory) yield* sources(new URL(`${entry.name}/`, dir));
    else if (entry.name.endsWith(".ts")) yield new URL(entry.name, dir);
  }
}
