// What waits for the disk, and who waits for whom while it is slow. strace tells and slows the syncs.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { readFaults } from "../../src/io/faults.ts";
import { appendEntry } from "../../src/io/store/entries.ts";
import { openStore } from "../../src/io/store/database.ts";
import { type Program, runProgram, sealProgram } from "../support/program.ts";
import { anEvent, aPayload } from "../support/reports.ts";

function straceWorks(): boolean {
  try {
    const args = ["-f", "-o", "/dev/null", "true"];
    const { success } = new Deno.Command("strace", { args, stderr: "null" }).outputSync();
    if (success) return true;
  } catch {
    // Not on the PATH; said below.
  }
  console.error("SKIPPED tests of a slow disk: strace is not installed, or may not trace here");
  return false;
}

const traceable = straceWorks();

function diskTest(name: string, test: (program: Program) => Promise<void>): void {
  const fn = async () => {
    using program = await sealProgram();
    await test(program);
  };
  Deno.test({ name, ignore: !traceable, fn });
}

/** What a traced run printed, and what it asked of the disk and of standard output, in its order. */
interface Traced {
  readonly code: number;
  readonly out: string;
  readonly calls: readonly ("sync" | "print")[];
}

/** Runs a verb with each sync of the disk taking this much longer. */
async function traced(
  program: Program,
  args: readonly string[],
  input: unknown,
  syncMs = 0,
): Promise<Traced> {
  const log = join(program.home, `trace-${crypto.randomUUID()}`);
  const slow = syncMs === 0 ? [] : ["-e", `inject=fsync,fdatasync:delay_enter=${syncMs * 1000}`];
  const strace = ["-f", "-qq", "-o", log, "-e", "trace=fsync,fdatasync,write", ...slow];
  const environment = { HOME: program.home, PATH: "/usr/local/bin:/usr/bin:/bin" };
  const { code, out } = await runProgram(
    "strace",
    [...strace, program.executable, ...args],
    environment,
    { input: JSON.stringify(input) },
  );
  const calls = Deno.readTextFileSync(log).split("\n").flatMap((line) => {
    const [, name, fd] = /^\d+ +(fsync|fdatasync|write)\((\d+)/.exec(line) ?? [];
    if (name === undefined) return [];
    if (name !== "write") return ["sync" as const];
    return fd === "1" ? ["print" as const] : [];
  });
  return { code, out, calls };
}

/** Leaves a write-ahead log of two megabytes, which the next tap finds too long. */
function lengthenLog(program: Program): void {
  const store = openStore(program.state, 60_000, program.now());
  const entry = { at: program.now(), kind: "stamp", sessionId: null, account: null } as const;
  const detail = { text: "x".repeat(2 * 1024 * 1024) };
  store.transaction(() => appendEntry(store, { ...entry, detail }));
}

const logBytes = (program: Program) => Deno.statSync(join(program.state, "tokenroom.db-wal")).size;

const tap = (program: Program, session = "session-1") => ({
  args: ["tap"],
  input: JSON.stringify(aPayload(program, { session })),
});

diskTest("the first tap of all creates the store without waiting for the disk", async (program) => {
  const { code, out, calls } = await traced(program, ["tap"], aPayload(program));
  assertMatch(out, /^⛶ 60% left/);
  assertEquals([code, calls], [0, ["print"]]);
  assertEquals(readFaults(program.state), []);
});

diskTest("a hook does not wait for the disk, however long the log is", async (program) => {
  const { args, input } = tap(program);
  await program.run(args, { input });
  lengthenLog(program);
  const event = anEvent(program, "UserPromptSubmit");
  const { code, calls } = await traced(program, ["hook", "user-prompt-submit"], event);
  assertEquals([code, calls], [0, ["print"]]);
});

diskTest(
  "a tap that tidies up on a slow disk has answered before, and holds up nobody",
  async (program) => {
    const { args, input } = tap(program);
    await program.run(args, { input });
    lengthenLog(program);
    // All the syncs of one tidying together are longer than anybody waits for a lock; one is not.
    const tidying = traced(program, ["tap"], aPayload(program, { session: "tidies" }), 600);
    const ended = tidying.then(() => true);
    const pause = () => new Promise<false>((resume) => setTimeout(() => resume(false), 50));
    // Another that comes before it has stored would tidy up in its place.
    const { db } = openStore(program.state, 60_000, program.now());
    const isStored = db.prepare("SELECT 1 FROM session WHERE id = 'tidies'");
    while (isStored.get() === undefined && !await Promise.race([ended, pause()]));
    const sessions: string[] = [];
    while (!await Promise.race([ended, pause()])) {
      const session = `other-${sessions.length}`;
      const other = tap(program, session);
      assertEquals((await program.run(other.args, { input: other.input })).code, 0);
      sessions.push(session);
    }
    const { code, calls } = await tidying;
    assertEquals(code, 0);
    assertEquals(calls[0], "print");
    assert(calls.length > 2, `it did not tidy up: ${calls}`);
    assertEquals(readFaults(program.state), []);
    const stored = db.prepare("SELECT id FROM session WHERE id LIKE 'other-%'").all();
    assertEquals(stored.length, sessions.length);
    await program.run(args, { input });
    assert(logBytes(program) < 1024 * 1024, `the log has ${logBytes(program)} bytes`);
  },
);
