// `tokenroom forget` through the sealed program: what the seal allows SQLite differs from a test's.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { sealProgram } from "../support/program.ts";
import { aPayload } from "../support/reports.ts";

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());

Deno.test("forget succeeds as it is sealed, and leaves no byte of what it deleted", async () => {
  for (const session of ["gone-1", "keep-1"]) {
    for (const costUsd of [1, 2]) {
      const payload = aPayload(program, { session, costUsd });
      await program.run(["tap"], { input: JSON.stringify(payload) });
    }
  }
  assert(isStored("gone-1"));
  const { code, out, err } = await program.run(["forget", "--session", "gone-1"]);
  assertEquals([code, err], [0, ""]);
  assertStringIncludes(out, "context_sample");
  assert(!isStored("gone-1") && isStored("keep-1"));
  assertEquals((await program.run(["forget", "--all"])).code, 0);
  assert(!isStored("keep-1"));
});

function isStored(text: string): boolean {
  return [...Deno.readDirSync(program.state)].filter(({ isFile }) => isFile).some(({ name }) =>
    new TextDecoder("latin1").decode(Deno.readFileSync(join(program.state, name))).includes(text)
  );
}
