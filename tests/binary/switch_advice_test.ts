// What a running server advises an agent whose account runs low, while the accounts of the person
// fill and empty beside it.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { DAY, HOUR } from "../../src/model/units.ts";
import { INITIALIZE, startServer, textOf } from "../support/mcp.ts";
import { sealProgram } from "../support/program.ts";
import { aPayload, type PayloadParts } from "../support/reports.ts";

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());

const NOW = Math.floor(Date.now() / 1000);
const WORK = { weekResetsAt: NOW + 2 * DAY, resetsAt: NOW + 2 * HOUR };
const HOME = { weekResetsAt: NOW + 5 * DAY, resetsAt: NOW + 4 * HOUR };
const JOB = { name: "fit_check", arguments: { est_tokens: 60_000, divisible: false } };

Deno.test("fit_check says to finish and switch where the other account has room, and to put off where both are thin", async () => {
  const env = {
    TOKENROOM_DIR: join(program.state, "switching"),
    CLAUDE_CODE_SESSION_ID: "session-w",
  };
  let costUsd = 1;
  const report = async (parts: PayloadParts) => {
    costUsd += 0.1;
    const input = JSON.stringify(aPayload(program, { costUsd, ...parts }));
    await program.run(["tap"], { input, env });
  };
  const label = async (name: string, session: string) => {
    const around = { ...env, CLAUDE_CODE_SESSION_ID: session };
    assertEquals((await program.run(["account", "label", name], { env: around })).code, 0);
  };
  await report({ session: "session-h", usedPct: 15, ...HOME });
  await report({ session: "session-w", usedPct: 97, ...WORK });
  await using server = startServer(program, env);
  await server.ask("initialize", INITIALIZE);
  const ask = async () => {
    const message = await server.ask("tools/call", JOB);
    return { text: textOf(message), data: message.result.structuredContent };
  };
  // Nobody could recognise an account without a name, so nobody is sent there.
  assertEquals((await ask()).data.overall, "defer");
  await label("home", "session-h");
  await label("work", "session-w");
  const roomy = await ask();
  assertEquals(roomy.data.overall, "exceeds");
  assertMatch(
    roomy.text,
    /'home' has 85% left: finish the unit in hand at full speed, then ask to switch/,
  );
  assert(!/plan_resume/.test(roomy.text), roomy.text);

  await report({ session: "session-h", usedPct: 70, ...HOME });
  const thin = await ask();
  assertEquals(thin.data.overall, "defer");
  assert(!thin.text.includes("home"), thin.text);
  assertStringIncludes(thin.text, "plan_resume");

  // The person switched: the session spends the other account from its next reply on.
  await report({ session: "session-h", usedPct: 10, ...HOME });
  await report({ session: "session-w", usedPct: 10, ...HOME });
  const switched = await ask();
  assertStringIncludes(switched.text, "90%");
  assert(!/switch|defer/.test(switched.text), switched.text);
});
