// `tokenroom run` as a person starts it: another program stands in for the client.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { sealProgram } from "../support/program.ts";
import { aPayload } from "../support/reports.ts";

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());

const bin = join(program.home, "bin");
const PATH = `${bin}:/usr/bin:/bin`;

function standIn(script: string): void {
  Deno.writeTextFileSync(join(bin, "claude"), `#!/bin/sh\n${script}\n`);
  Deno.chmodSync(join(bin, "claude"), 0o755);
}

const ECHO = 'echo "dir=$CLAUDE_CONFIG_DIR own=$OWN_VARIABLE args=$*"; cat; echo oops >&2; exit 7';

Deno.test("run gives the client its arguments, input, output, environment and exit code", async () => {
  standIn(ECHO);
  const env = { PATH, OWN_VARIABLE: "kept" };
  const args = ["run", "--", "-p", "two words", "--help"];
  assertEquals(await outcome(args, { env, input: "typed\n" }), {
    code: 7,
    out: "dir= own=kept args=-p two words --help\ntyped\n",
    err: "oops\n",
  });
});

Deno.test("run launches under the directory of the account with most left, or of the named one", async () => {
  standIn(ECHO);
  const now = program.now();
  const other = join(program.home, ".claude-work");
  const report = async (dir: string, session: string, usedPct: number, weekResetsAt: number) => {
    const place = { now: program.now, config: { dir } };
    const payload = aPayload(place, { session, usedPct, weekResetsAt });
    await program.run(["tap"], { input: JSON.stringify(payload) });
  };
  await report(other, "w", 10, now + 200_000);
  assertEquals((await program.run(["account", "label", "work"])).code, 0);
  await report(program.config.dir, "h", 90, now + 400_000);
  assertEquals((await program.run(["account", "label", "home"])).code, 0);
  const dirOf = async (...args: string[]) =>
    /dir=(.*) own/.exec((await outcome(args, { env: { PATH } })).out)?.[1];
  assertEquals(await dirOf("run"), other);
  // The default directory is the client's own default: naming it would move the client's state.
  assertEquals(await dirOf("run", "--profile", "home"), "");
  const inherited = { env: { PATH, CLAUDE_CONFIG_DIR: other } };
  assertStringIncludes((await outcome(["run", "--profile", "home"], inherited)).out, "dir= own=");
  const dry = await outcome(["run", "--dry-run", "--", "-p", "a b"], { env: { PATH } });
  assertEquals(dry.out, `work: CLAUDE_CONFIG_DIR='${other}' claude -p 'a b'\n`);
});

Deno.test("run passes a signal on and ends as the client does", async () => {
  standIn('trap "echo caught; exit 9" TERM; echo ready; while :; do sleep 0.05; done');
  const child = new Deno.Command(program.executable, {
    args: ["run"],
    clearEnv: true,
    env: { HOME: program.home, PATH },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = (await reader.read()).value ?? "";
  child.kill("SIGTERM");
  for (let next = await reader.read(); !next.done; next = await reader.read()) said += next.value;
  assertEquals([said, (await child.status).code], ["ready\ncaught\n", 9]);
});

Deno.test("run tells a client that a signal ended by the code that shells use", async () => {
  standIn("kill -KILL $$");
  assertEquals((await outcome(["run"], { env: { PATH } })).code, 137);
});

Deno.test("run says in a sentence that there is no client, or that the seal starts nothing here", async () => {
  Deno.removeSync(join(bin, "claude"));
  const absent = await outcome(["run"], { env: { PATH } });
  assertEquals([absent.code, absent.err], [127, "tokenroom: there is no claude on the PATH\n"]);
  standIn(ECHO);
  const preloaded = await outcome(["run"], { env: { PATH, LD_LIBRARY_PATH: "/nowhere" } });
  assertEquals(preloaded.code, 126);
  assertStringIncludes(preloaded.err, "unset them, or start claude itself");
});

async function outcome(
  args: readonly string[],
  options: Parameters<typeof program.run>[1],
): Promise<{ code: number; out: string; err: string }> {
  const { code, out, err } = await program.run(args, options);
  return { code, out, err };
}
