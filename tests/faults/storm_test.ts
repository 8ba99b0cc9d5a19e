// Processes that are killed at any moment, and many of them at once, on one state directory.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { readFaults } from "../../src/io/faults.ts";
import { type Program, sealProgram } from "../support/program.ts";
import { anEvent, aPayload } from "../support/reports.ts";

/** One started tap or hook. */
interface Started {
  readonly session: string;
  readonly child: Deno.ChildProcess;
}

async function start(program: Program, session: string, hook = false): Promise<Started> {
  const input = hook
    ? anEvent(program, "SessionStart-startup", { session_id: session })
    : aPayload(program, { session, costUsd: 1 + Math.random() });
  const child = new Deno.Command(program.executable, {
    args: hook ? ["hook", "session-start"] : ["tap"],
    clearEnv: true,
    env: { HOME: program.home, PATH: "/usr/bin:/bin" },
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    await new Blob([JSON.stringify(input)]).stream().pipeTo(child.stdin);
  } catch {
    // Killed before it read its input.
  }
  return { session, child };
}

/** The state directory read with nothing of the product's own code. */
function inspect(program: Program) {
  const db = new DatabaseSync(join(program.state, "tokenroom.db"));
  const integrity = db.prepare("PRAGMA integrity_check").all();
  const sessions = db.prepare("SELECT id FROM session ORDER BY id").all().map((row) => row.id);
  const windows = db.prepare(
    `SELECT window_key AS key, round(100 - headroom_pct, 1) AS used_pct FROM window_sample
      WHERE id IN (SELECT max(id) FROM window_sample GROUP BY account_key, window_key)
      ORDER BY window_key`,
  ).all().map((row) => ({ ...row }));
  db.close();
  return { integrity: integrity.map((row) => ({ ...row })), sessions, windows };
}

/** A store as most processes find it: there already. What meets an empty directory is slow_disk_test's. */
async function primed(program: Program): Promise<void> {
  const { code } = await program.run(["tap"], {
    input: JSON.stringify(aPayload(program, { session: FIRST, usedPct: 0 })),
  });
  assertEquals(code, 0);
}

const FIRST = "a-first-one";

const INTACT = [{ integrity_check: "ok" }];

function stateFiles(program: Program): string[] {
  const accounts = join(program.state, "accounts");
  return [
    join(program.state, "state.json"),
    ...[...Deno.readDirSync(accounts)].map((entry) => join(accounts, entry.name, "state.json")),
  ];
}

Deno.test("200 taps of 200 sessions at once: each is stored once, none is lost, all is intact", async () => {
  using program = await sealProgram();
  await primed(program);
  const sessions = Array.from({ length: 200 }, (_, n) => `session-${String(n).padStart(3, "0")}`);
  const started = await Promise.all(sessions.map((session) => start(program, session)));
  const ends = await Promise.all(started.map(({ child }) => child.output()));
  const told = ends.map(({ stderr }) => new TextDecoder().decode(stderr)).join("");
  assertEquals([ends.filter(({ code }) => code !== 0).length, told], [0, ""]);
  assertEquals(readFaults(program.state), []);
  const { integrity, sessions: stored } = inspect(program);
  assertEquals(integrity, INTACT);
  assertEquals(stored, [FIRST, ...sessions]);
});

Deno.test("the public state that stays after many taps at once is the newest one stored", async () => {
  using program = await sealProgram();
  await primed(program);
  const used = Array.from({ length: 40 }, (_, n) => n + 1);
  await Promise.all(used.map((usedPct) => {
    const input = JSON.stringify(aPayload(program, { session: `s${usedPct}`, usedPct }));
    return program.run(["tap"], { input });
  }));
  assertEquals(readFaults(program.state), []);
  assertEquals(inspect(program).sessions.length, 1 + used.length);
  for (const path of stateFiles(program)) {
    const { windows } = JSON.parse(Deno.readTextFileSync(path));
    const figures = windows.map(({ key, used_pct }: Record<string, unknown>) => ({
      key,
      used_pct,
    }));
    assertEquals(figures, inspect(program).windows, path);
  }
  assertEquals(inspect(program).windows[0], { key: "five_hour", used_pct: 40 });
});

Deno.test("a tap or hook that is killed at any moment tears no file and loses nothing stored", async () => {
  using program = await sealProgram();
  await primed(program);
  const waveMs = await measureWave(program);
  // A torn file may only be seen while it lasts, so somebody reads all the time.
  let storming = true;
  let reads = 0;
  const reader = (async () => {
    while (storming) {
      for (const path of [join(program.state, "state.json")]) {
        const text = await Deno.readTextFile(path).catch(() => "{}");
        JSON.parse(text);
        reads++;
      }
      await new Promise((resume) => setTimeout(resume, 2));
    }
  })();
  const acknowledged: string[] = [];
  let killed = 0;
  for (let round = 0; round < 25; round++) {
    const wave = await Promise.all(
      Array.from({ length: 8 }, (_, n) => start(program, `storm-${round}-${n}`, n % 4 === 3)),
    );
    await Promise.all(wave.map(async ({ session, child }, n) => {
      // Up to where the slowest of eight at once is about to end; the first of them are spared.
      const timer = n < 2 ? 0 : setTimeout(() => kill(child), Math.random() * waveMs);
      const { success, signal } = await child.output();
      clearTimeout(timer);
      if (success) acknowledged.push(session);
      if (signal === "SIGKILL") killed++;
    }));
  }
  storming = false;
  await reader;
  assert(killed > 20, `${killed} killed`);
  assert(acknowledged.length >= 50, `${acknowledged.length} ended by themselves`);
  assert(reads > 100, `${reads} reads`);

  const { integrity, sessions } = inspect(program);
  assertEquals(integrity, INTACT);
  assertEquals(acknowledged.filter((session) => !sessions.includes(session)), []);
  assertEquals(readFaults(program.state), []);
  for (const path of stateFiles(program)) JSON.parse(Deno.readTextFileSync(path));
  const after = await program.run(["tap"], { input: JSON.stringify(aPayload(program)) });
  assertEquals([after.code, after.err], [0, ""]);
});

/** Milliseconds that eight at once take here. */
async function measureWave(program: Program): Promise<number> {
  const started = performance.now();
  const wave = await Promise.all(Array.from({ length: 8 }, () => start(program, FIRST)));
  await Promise.all(wave.map(({ child }) => child.output()));
  return performance.now() - started;
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It ended by itself a moment ago.
  }
}
