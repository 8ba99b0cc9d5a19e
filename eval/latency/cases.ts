import { join } from "@std/path";
import type { Program } from "../../tests/support/program.ts";
import { anEvent, aPayload } from "../../tests/support/reports.ts";
import type { Empty } from "./empty_program.ts";
import type { Case } from "./measure.ts";

/** The session that all rounds report for. */
export const SESSION = "session-1";

/** Everything that is measured, the floor first and the empty program second. */
export function casesFor(program: Program, empty: Empty): Case[] {
  const env = environmentOf(program);
  const prompt = JSON.stringify(anEvent(program, "UserPromptSubmit", { session_id: SESSION }));
  const certificates = Deno.env.get("NODE_EXTRA_CA_CERTS");
  const node = { command: "node", args: ["-e", "0"], input: () => "" };
  return [
    { name: "/bin/true", command: "/bin/true", args: [], env, input: () => "" },
    { name: "empty program", command: empty.executable, args: [], env, input: () => prompt },
    { name: "node -e 0", ...node, env },
    ...(certificates === undefined ? [] : [{
      name: "node -e 0, with NODE_EXTRA_CA_CERTS",
      ...node,
      env: { ...env, NODE_EXTRA_CA_CERTS: certificates },
    }]),
    { name: "tap", command: program.executable, args: ["tap"], env, input: payloads(program) },
    {
      name: "hook user-prompt-submit",
      command: program.executable,
      args: ["hook", "user-prompt-submit"],
      env,
      input: () => prompt,
    },
    { name: "line", command: program.executable, args: ["line"], env, input: () => "" },
  ];
}

/** Runs each verb often enough that nothing of it is new. */
export async function warmUp(program: Program): Promise<void> {
  const next = payloads(program);
  for (let turn = 0; turn < 3; turn++) {
    await program.run(["tap"], { input: next() });
    await program.run(["hook", "user-prompt-submit"], {
      input: JSON.stringify(anEvent(program, "UserPromptSubmit", { session_id: SESSION })),
    });
    await program.run(["line"]);
  }
}

// Each payload differs from the one before, so that each is stored: the dearest case.
function payloads(program: Program): () => string {
  let costUsd = 1;
  let contextTokens = 100_000;
  return () => {
    costUsd += 0.01;
    contextTokens += 10;
    return JSON.stringify(aPayload(program, { session: SESSION, costUsd, contextTokens }));
  };
}

function environmentOf(program: Program): Record<string, string> {
  Deno.writeTextFileSync(join(program.config.dir, "settings.json"), '{"model":"sonnet"}\n');
  return { HOME: program.home, PATH: "/usr/local/bin:/usr/bin:/bin", TZ: "Asia/Tokyo" };
}
