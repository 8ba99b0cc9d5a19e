// What happens to the state directory behind the program's back.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { type Program, runProgram, sealProgram } from "../support/program.ts";
import { anEvent, aPayload } from "../support/reports.ts";
import { modeOf } from "../support/scratch.ts";

const payload = (program: Program) => JSON.stringify(aPayload(program));
const prompt = (program: Program) => JSON.stringify(anEvent(program, "UserPromptSubmit"));

Deno.test("a state directory that was deleted after the sealing is made again", async () => {
  using program = await sealProgram();
  Deno.removeSync(program.state, { recursive: true });
  const hook = await program.run(["hook", "user-prompt-submit"], { input: prompt(program) });
  assertEquals([hook.code, hook.out, hook.err], [0, "", ""]);
  Deno.removeSync(program.state, { recursive: true });
  const { code, out, err } = await program.run(["tap"], {
    input: payload(program),
    env: { NO_COLOR: "1" },
  });
  assertEquals([code, err], [0, ""]);
  assertStringIncludes(out, "60% left");
  assertEquals(modeOf(program.state), "700");
  assert(Deno.statSync(join(program.state, "state.json")).isFile);
});

Deno.test("a file in the place of the state directory costs the store, not the row", async () => {
  using program = await sealProgram();
  Deno.removeSync(program.state, { recursive: true });
  Deno.writeTextFileSync(program.state, "");
  const { code, out, err } = await program.run(["tap"], {
    input: payload(program),
    env: { NO_COLOR: "1" },
  });
  assertEquals([code, err], [0, ""]);
  assertStringIncludes(out, "60% left");
});

/** Nobody, to whom root's rights do not apply. */
const NOBODY = 65_534;

Deno.test("in a state directory that cannot be written tap and hook still tell the figures", async () => {
  using program = await sealProgram();
  await program.run(["tap"], { input: payload(program) });
  const asRoot = Deno.uid() === 0;
  const harden = (path: string) => {
    for (const entry of Deno.statSync(path).isDirectory ? Deno.readDirSync(path) : []) {
      harden(join(path, entry.name));
    }
    if (asRoot) Deno.chownSync(path, NOBODY, NOBODY);
    Deno.chmodSync(path, 0o500);
  };
  harden(program.home);
  const [command, ...before] = asRoot
    ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", program.executable]
    : [program.executable];
  const run = (args: string[], input: string) =>
    runProgram(command ?? "", [...before, ...args], {
      HOME: program.home,
      PATH: "/usr/bin:/bin",
      NO_COLOR: "1",
    }, { input });
  const tap = await run(["tap"], payload(program));
  assertEquals([tap.code, tap.err], [0, ""]);
  assertStringIncludes(tap.out, "60% left");
  const hook = await run(["hook", "user-prompt-submit"], prompt(program));
  assertEquals([hook.code, hook.err], [0, ""]);
  assertStringIncludes(hook.out, "60% left");
  // Whoever asks is told, with the place.
  const doctor = await run(["doctor"], "");
  assertStringIncludes(doctor.out, "nothing can be stored: ~/.tokenroom, or a file in it,");
  assert(!doctor.out.includes("Nothing needs you."));
  const pin = await run(["pin", "a", "--project", "/p"], "");
  assertEquals([pin.code, pin.out], [1, ""]);
  assertStringIncludes(
    pin.err,
    `tokenroom: nothing can be stored: ${program.state}, or a file in it, cannot be written; make`,
  );
  // So that what is left can be removed by whoever made it.
  const soften = (path: string) => {
    Deno.chmodSync(path, 0o700);
    for (const entry of Deno.statSync(path).isDirectory ? Deno.readDirSync(path) : []) {
      soften(join(path, entry.name));
    }
  };
  soften(program.home);
});

Deno.test("a path with quotes, spaces and letters of many scripts can be sealed and used", async () => {
  using program = await sealProgram();
  const odd = join(program.state, "it's a 名前 ünïcode $HOME `x` (1)");
  const env = { TOKENROOM_DIR: odd };
  assertEquals((await program.run(["tap"], { input: payload(program), env })).code, 0);
  assert(Deno.statSync(join(odd, "tokenroom.db")).isFile);
});

Deno.test("a lock that is stuck costs the store, not the row and not the stamp", async () => {
  using program = await sealProgram();
  const env = { NO_COLOR: "1" };
  await program.run(["tap"], { input: payload(program), env });
  const stuck = new DatabaseSync(join(program.state, "tokenroom.db"));
  stuck.exec("BEGIN IMMEDIATE");
  const started = performance.now();
  const tap = await program.run(["tap"], { input: payload(program), env });
  const hook = await program.run(["hook", "user-prompt-submit"], { input: prompt(program), env });
  const tookMs = performance.now() - started;
  stuck.close();
  assertEquals([tap.code, tap.err], [0, ""]);
  assertStringIncludes(tap.out, "60% left");
  assertEquals([hook.code, hook.err], [0, ""]);
  assertStringIncludes(hook.out, "60% left");
  // A second each, and generously more for a machine that is busy.
  assert(tookMs < 60_000, `${tookMs} ms`);
});
