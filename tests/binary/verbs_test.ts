// The compiled, sealed program as the client and a person run it.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { BUILT, type Outcome, runProgram, sealProgram } from "../support/program.ts";
import { anEvent, aPayload } from "../support/reports.ts";
import { modeOf } from "../support/scratch.ts";

const program = await sealProgram();
addEventListener("unload", () => program[Symbol.dispose]());

let stores = 0;
/** A store of its own, inside the seal. */
const freshStore = () => ({ TOKENROOM_DIR: join(program.state, `store-${stores++}`) });

const payload = (parts = {}) => JSON.stringify(aPayload(program, parts));
const prompt = () => JSON.stringify(anEvent(program, "UserPromptSubmit"));

function assertOneRow({ code, out, err }: Outcome, hint = ""): void {
  assertEquals([code, err], [0, ""], hint);
  assertMatch(out, /^[^\n]+\n$/, hint);
}

function assertSilent({ code, out, err }: Outcome, hint = ""): void {
  assertEquals([code, out, err], [0, "", ""], hint);
}

Deno.test("what tap stores, hook tells the agent, and line and status the person", async () => {
  const env = { ...freshStore(), NO_COLOR: "1" };
  const tap = await program.run(["tap"], { input: payload(), env });
  assertMatch(tap.out, /^⛶ 60% left ↻\d\d:\d\d · ctx 89% \(867k\) · \$1\.00\n$/);
  const hook = await program.run(["hook", "user-prompt-submit"], { input: prompt(), env });
  const { additionalContext } = JSON.parse(hook.out).hookSpecificOutput;
  assertMatch(additionalContext, /^\[tokenroom\] now .* Asia\/Tokyo · quota — 5h: 60% left, /);
  const line = await program.run(["line"], { env });
  assertMatch(line.out, /^5h 60% ↻(2h 59m|3h) · 7d 70% · ctx 89% · \$1\.00\n$/);
  const status = await program.run(["status", "--json"], { env });
  const published = JSON.parse(Deno.readTextFileSync(`${env.TOKENROOM_DIR}/state.json`));
  assertEquals({ ...JSON.parse(status.out), written_at: 0 }, { ...published, written_at: 0 });
  for (const { code, err } of [tap, hook, line, status]) assertEquals([code, err], [0, ""]);
});

Deno.test("everything in the state directory is for its owner only", async () => {
  const env = freshStore();
  await program.run(["tap", "--capture"], { input: payload(), env });
  await program.run(["hook", "session-start"], {
    input: JSON.stringify(anEvent(program, "SessionStart-startup")),
    env,
  });
  const open: string[] = [];
  const walk = (dir: string) => {
    for (const entry of Deno.readDirSync(dir)) {
      const path = join(dir, entry.name);
      if (modeOf(path) !== (entry.isDirectory ? "700" : "600")) open.push(path);
      if (entry.isDirectory) walk(path);
    }
  };
  walk(env.TOKENROOM_DIR);
  assertEquals(open, []);
  assertEquals(modeOf(env.TOKENROOM_DIR), "700");
});

Deno.test("tap prints one row and hook nothing, whatever they are fed", async () => {
  const megabytes = `{"session_id":"s","padding":"${"x".repeat(10 * 1024 * 1024)}"}`;
  const inputs: Record<string, string | Uint8Array | undefined> = {
    nothing: "",
    "no standard input": undefined,
    text: "garbage",
    bytes: Uint8Array.from({ length: 5_000 }, (_, n) => n * 31 & 0xff),
    "half of a payload": payload().slice(0, 300),
    "10 MB": megabytes,
    "10 MB of garbage": "[".repeat(10 * 1024 * 1024),
    "20 MB": megabytes + megabytes,
  };
  const env = freshStore();
  for (const [name, input] of Object.entries(inputs)) {
    const fed = input === undefined ? { env } : { env, input };
    assertOneRow(await program.run(["tap"], fed), name);
    assertSilent(await program.run(["hook", "user-prompt-submit"], fed), name);
    assertSilent(await program.run(["hook", "no-such-event"], fed), name);
    assertSilent(await program.run(["hook"], fed), name);
  }
});

/** Runs a shell line in which $0 is the program. */
function shell(line: string, env: Readonly<Record<string, string | undefined>>): Promise<Outcome> {
  const base = { HOME: program.home, PATH: "/usr/bin:/bin" };
  return runProgram("/bin/sh", ["-c", line, program.executable], base, { env, input: payload() });
}

Deno.test("tap and hook survive standard streams that are closed, full, or no streams", async () => {
  const env = freshStore();
  assertOneRow(await shell('"$0" tap <&-', env));
  assertOneRow(await shell('"$0" tap </', env));
  assertOneRow(await shell('"$0" tap 0>/dev/null', env));
  assertOneRow(await shell('"$0" tap 2>&-', env));
  for (const verb of ["tap", "hook user-prompt-submit", "hook session-start"]) {
    for (const streams of ["<&-", ">&-", ">/dev/full", "2>&-", "<&- >&- 2>&-", "</"]) {
      const { code, err } = await shell(`"$0" ${verb} ${streams}`, env);
      assertEquals([code, err], [0, ""], `${verb} ${streams}`);
    }
  }
});

Deno.test("an output that takes nothing fails a person's command, and is no fault for doctor", async () => {
  const env = freshStore();
  await program.run(["tap"], { input: payload(), env });
  for (const verb of ["status", "line", "pins"]) {
    const { code, err } = await shell(`"$0" ${verb} >/dev/full`, env);
    assertEquals(code, 1, verb);
    assertMatch(err, /^tokenroom: the output could not be written \([^\n]+\)\n$/);
  }
  const names = [...Deno.readDirSync(env.TOKENROOM_DIR)].map(({ name }) => name);
  assert(!names.includes("faults.jsonl"), names.join(" "));
});

Deno.test("a reader that goes away before the answer is no failure", async () => {
  const env = freshStore();
  await program.run(["tap"], { input: payload(), env });
  for (const verb of ["tap", "tap --tee", "hook user-prompt-submit", "line", "status", "demo"]) {
    const { code, err } = await shell(
      `{ sleep 0.1; cat; } | { "$0" ${verb}; echo $? >"$TOKENROOM_DIR/code"; } | :`,
      env,
    );
    assertEquals([code, err], [0, ""], verb);
    assertEquals(await codeWritten(env.TOKENROOM_DIR), "0", verb);
  }
});

/** Milliseconds after which a run counts as hung. */
const HANG_MS = 60_000;

// The last command of a pipe ends it, so the program may still be running then.
async function codeWritten(dir: string): Promise<string> {
  for (const end = Date.now() + HANG_MS; Date.now() < end;) {
    try {
      const text = Deno.readTextFileSync(join(dir, "code")).trim();
      if (text !== "") {
        Deno.removeSync(join(dir, "code"));
        return text;
      }
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return "never ended";
}

Deno.test("tap and hook need no variable of the environment, and stand nonsense in each", async () => {
  const nonsense = ["", "/", "relative", "~", "/nowhere/at/all", "\u{1f600}", "x".repeat(100_000)];
  const names = ["TOKENROOM_DIR", "CLAUDE_CONFIG_DIR", "CLAUDE_PID", "TZ", "HOME", "COLUMNS"];
  const unset = Object.fromEntries(names.map((name) => [name, undefined]));
  assertOneRow(await program.run(["tap"], { input: payload(), env: unset }));
  for (const value of nonsense) {
    const env = Object.fromEntries(names.map((name) => [name, value]));
    assertOneRow(await program.run(["tap"], { input: payload(), env }), value.slice(0, 20));
    const hook = await program.run(["hook", "user-prompt-submit"], { input: prompt(), env });
    assertEquals([hook.code, hook.err], [0, ""], value.slice(0, 20));
  }
});

Deno.test("without a PATH, and with one that leads nowhere, every command works as ever", async () => {
  for (const PATH of [undefined, "", ":", "/nowhere"]) {
    const env = { ...freshStore(), PATH };
    assertOneRow(await program.run(["tap"], { input: payload(), env }), PATH);
    const hook = await program.run(["hook", "user-prompt-submit"], { input: prompt(), env });
    assertEquals([hook.code, hook.err], [0, ""], PATH);
    assertStringIncludes(hook.out, "60% left");
    assertOneRow(await program.run(["line"], { env }), PATH);
  }
});

Deno.test("a word that a command does not take is named, and nothing else happens", async () => {
  for (const verb of ["line", "mcp", "status", "demo", "doctor"]) {
    for (const [word, said] of [["x", 'does not take "x"'], ["--x", "has no option --x"]]) {
      const expected = [2, "", `tokenroom: ${verb} ${said} (see: tokenroom ${verb} --help)\n`];
      const { code, out, err } = await program.run([verb, word ?? ""]);
      assertEquals([code, out, err], expected);
    }
  }
});

Deno.test("a variable whose bytes are no text counts as unset", async () => {
  const bytes = `export TOKENROOM_DISABLE="$(printf '\\377')" CLAUDE_PID="$(printf '\\376')";`;
  const env = freshStore();
  assertOneRow(await shell(`${bytes} "$0" tap`, env));
  const { code, err } = await shell(`${bytes} "$0" line`, env);
  assertEquals([code, err], [0, ""]);
});

Deno.test("a TOKENROOM_DIR inside the seal that is no directory costs the store, not the row", async () => {
  const file = join(program.state, "a-file");
  Deno.writeTextFileSync(file, "");
  for (const dir of [file, join(file, "below")]) {
    const env = { TOKENROOM_DIR: dir, NO_COLOR: "1" };
    const tap = await program.run(["tap"], { input: payload(), env });
    assertOneRow(tap);
    assertStringIncludes(tap.out, "60% left");
    assertSilent(await program.run(["hook", "user-prompt-submit"], { input: prompt(), env }));
    const { code, out, err } = await program.run(["line"], { env });
    assertEquals([code, out], [1, ""]);
    assertMatch(err, /^tokenroom: [^\n]+\n$/);
  }
});

Deno.test("a command of a person fails with one sentence and never with a trace", async () => {
  const env = freshStore();
  await program.run(["tap"], { input: payload(), env });
  Deno.removeSync(join(env.TOKENROOM_DIR, "tokenroom.db"));
  Deno.mkdirSync(join(env.TOKENROOM_DIR, "tokenroom.db"));
  // The line stands on the published file alone.
  assertOneRow(await program.run(["line"], { env }));
  const failing = [["status"], ["status", "--json"], ["status", "--jsn"], ["stauts"]];
  for (const args of failing) {
    const { code, out, err } = await program.run(args, { env });
    assert(code === 1 || code === 2, `${args}: ${code}`);
    assertEquals(out, "");
    assertMatch(err, /^tokenroom: [^\n]+\n$/);
    assert(!/\bat \S+ \(|file:\/\/|Error:/.test(err), err);
  }
});

Deno.test("an executable that was never sealed answers --version and --help, and says why no more", async () => {
  const unsealed = join(BUILT, "tokenroom");
  const env = { HOME: program.home, PATH: "/usr/bin:/bin" };
  const run = (...args: string[]) => runProgram(unsealed, args, env, { input: payload() });
  assertMatch((await run("--version")).out, /^tokenroom \d+\.\d+\.\d+ \(.+, .+\)\n$/);
  assertStringIncludes((await run("--help")).out, "Usage: tokenroom");
  assertSilent(await run("hook", "user-prompt-submit"));
  const tap = await run("tap");
  assertOneRow(tap);
  assertStringIncludes(tap.out, "not sealed");
  for (const verb of ["status", "line", "doctor", "install", "mcp"]) {
    const { code, out, err } = await run(verb);
    assertEquals([code, out], [1, ""], verb);
    assertMatch(err, /^tokenroom: this executable is not sealed.*install\.sh[^\n]*\n$/);
  }
});

Deno.test("doctor shows what the commands may do, as the runtime tells it", async () => {
  // A program that is nowhere on the PATH cannot be granted.
  const bin = join(program.home, "bin");
  Deno.writeTextFileSync(join(bin, "claude"), "#!/bin/sh\n", { mode: 0o755 });
  const { out } = await program.run(["doctor", "--json"], {
    env: { ...freshStore(), PATH: `${bin}:/usr/bin:/bin` },
  });
  const { permissions } = JSON.parse(out);
  const of = (verb: string) =>
    permissions.find(({ commands }: { commands: string }) => commands.includes(verb));
  assertEquals(of("tap").writes, [program.state]);
  assertEquals([of("tap").runs, of("tap").network], [[], false]);
  const { dir } = program.config;
  assertEquals(
    of("install").writes.toSorted(),
    [
      join(dir, "CLAUDE.md"),
      join(dir, "CLAUDE.md.tokenroom-new"),
      join(dir, "settings.json"),
      join(dir, "settings.json.tokenroom-new"),
      join(dir, "skills", "tokenroom"),
      program.state,
    ].toSorted(),
  );
  assertEquals([of("install").runs, of("install").network], [["claude"], false]);
});
