// The repair of a damaged store by the program itself, within what its seal allows.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { damageStore } from "../support/damage.ts";
import { sealProgram } from "../support/program.ts";
import { aPayload } from "../support/reports.ts";

Deno.test("doctor --fix begins a new store under the seal, and keeps pins and the damaged file", async () => {
  using program = await sealProgram();
  const tap = () => program.run(["tap"], { input: JSON.stringify(aPayload(program)) });
  await tap();
  assertEquals((await program.run(["pin", "--everywhere", "no deploys today"])).code, 0);
  damageStore(program.state);
  const { out } = await program.run(["doctor", "--fix"]);
  assertMatch(out, /mended {3}the damaged store: a new one is in its place\n/);
  assertMatch(out, /\n {9}taken over: 1 pin, 1 account\n/);
  const names = [...Deno.readDirSync(program.state)].map(({ name }) => name).sort();
  assertEquals(names.filter((name) => /\.corrupt-\d+$/.test(name)).length, 1);
  assertEquals(names.filter((name) => name.endsWith(".new")), []);
  assertStringIncludes((await program.run(["pins"])).out, "no deploys today");
  assertStringIncludes((await tap()).out, "60% left");
});
