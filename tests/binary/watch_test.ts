// The live pane as a process in a terminal: tmux is the terminal, and a shell under it tells whether
// the terminal was given back as it was.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Program, sealProgram } from "../support/program.ts";
import { aPayload } from "../support/reports.ts";
import { openShell, tmuxIsThere } from "../support/shell.ts";
import { fillWatchedDay } from "../support/watched_day.ts";

const hasTmux = tmuxIsThere();

/** A sealed program with an afternoon in its store. */
async function openDay(): Promise<Program> {
  const program = await sealProgram();
  fillWatchedDay(program.state, program.now(), { configDir: program.config.dir });
  return program;
}

function paneTest(name: string, body: (program: Program) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !hasTmux,
    fn: async () => {
      using program = await openDay();
      await body(program);
    },
  });
}

const SIZES = [[40, 12], [80, 24], [160, 50]] as const;

for (const [columns, rows] of SIZES) {
  paneTest(
    `watch fills a terminal of ${columns}x${rows}, answers keys and gives it back`,
    async (program) => {
      await using shell = await openShell(program.home, { columns, rows });
      const before = await shell.state();
      assert(!before.isAlternate);
      shell.run(program.executable, "watch");
      const screen = await shell.waitFor((text) => text.includes("q quit"));
      assertMatch(screen, /^TOKENROOM /);
      assertMatch(screen, /▸ 5h .* 42%/);
      assertMatch(screen, /7d .* 67%/);
      assertStringIncludes(screen, "parser");
      const lines = screen.split("\n");
      assert(lines.length <= rows, screen);
      // The last row holds the keys: nothing has scrolled.
      assertMatch(lines[rows - 1] ?? "", /^q quit · \? help/);
      const during = await shell.state();
      assert(during.isAlternate && !during.hasCursor && during.stty !== before.stty);

      shell.press("?");
      await shell.waitFor((text) => text.includes("any key: back"));
      shell.press("Escape");
      await shell.waitFor((text) => text.includes("q quit"));
      shell.press("Right");
      await shell.waitFor((text) => /▸ 7d/.test(text));
      shell.press("q");
      await shell.prompt();
      assertEquals(await shell.state(), before);
      assertEquals(await shell.lastCode(), 0);
    },
  );
}

for (const [signal, code] of [["TERM", 143], ["INT", 130], ["HUP", 129], ["QUIT", 131]] as const) {
  paneTest(`watch gives the terminal back when it is ended by SIG${signal}`, async (program) => {
    await using shell = await openShell(program.home, { columns: 80, rows: 24 });
    const before = await shell.state();
    shell.run(program.executable, "watch");
    await shell.waitFor((text) => text.includes("q quit"));
    shell.kill(signal);
    await shell.prompt();
    assertEquals(await shell.state(), before);
    assertEquals(await shell.lastCode(), code);
  });
}

paneTest("watch that was stopped takes the terminal again when it goes on", async (program) => {
  await using shell = await openShell(program.home, { columns: 80, rows: 24 });
  const before = await shell.state();
  shell.run(program.executable, "watch");
  await shell.waitFor((text) => text.includes("q quit"));
  // In raw mode no key stops a program, but a signal does.
  shell.kill("STOP");
  await shell.waitFor((text) => text.includes("ready>"));
  // The terminal is as the program had it: Enter is no end of a line there.
  for (const key of ["f", "g", "C-j"]) shell.press(key);
  // The screen is cleared before it is drawn: between the two a look sees nothing.
  const screen = await shell.waitFor((text) => !text.includes("ready>") && /\S/.test(text));
  assertMatch(screen, /^TOKENROOM · live/);
  const during = await shell.state();
  assert(during.isAlternate && !during.hasCursor && during.stty !== before.stty);
  shell.press("C-z");
  shell.press("?");
  await shell.waitFor((text) => text.includes("any key: back"));
  shell.press("Escape");
  shell.press("q");
  await shell.prompt();
  assertEquals(await shell.state(), before);
});

paneTest("watch is gone when its terminal is closed", async (program) => {
  const shell = await openShell(program.home, { columns: 80, rows: 24 });
  shell.run(program.executable, "watch");
  await shell.waitFor((text) => text.includes("q quit"));
  const pid = shell.childPid();
  await shell[Symbol.asyncDispose]();
  for (const end = Date.now() + 20_000; isAlive(pid);) {
    assert(Date.now() < end, "it runs without a terminal");
    await new Promise((resume) => setTimeout(resume, 50));
  }
});

paneTest("watch follows a terminal that changes its size", async (program) => {
  await using shell = await openShell(program.home, { columns: 80, rows: 24 });
  shell.run(program.executable, "watch");
  await shell.waitFor((text) => text.includes("q quit"));
  shell.resize(40, 12);
  const small = await shell.waitFor((text) =>
    text.split("\n").length === 12 && /^q quit/m.test(text)
  );
  for (const line of small.split("\n")) assert([...line].length <= 40, line);
  shell.resize(150, 40);
  await shell.waitFor((text) => /^q quit/.test(text.split("\n")[39] ?? ""));
  shell.press("C-c");
  await shell.prompt();
});

paneTest(
  "watch shows what a session reports while it runs, and writes nothing",
  async (program) => {
    await using shell = await openShell(program.home, { columns: 100, rows: 30 });
    shell.run(program.executable, "watch");
    await shell.waitFor((text) => text.includes("q quit"));
    const report = aPayload(program, { session: "fresh-session", costUsd: 77 });
    await program.run(["tap"], { input: JSON.stringify(report) });
    await shell.waitFor((text) => text.includes("$77.00"));
    const names = [...Deno.readDirSync(program.state)].map(({ name }) => name).sort();
    assert(!names.includes("faults.jsonl"), "a fault was recorded");
    shell.press("q");
    await shell.prompt();
  },
);

paneTest("watch is readable without colour and without Unicode", async (program) => {
  const env = { LANG: "C", NO_COLOR: "1" };
  await using shell = await openShell(program.home, { columns: 80, rows: 24, env });
  shell.run(program.executable, "watch");
  await shell.waitFor((text) => text.includes("q quit"));
  // deno-lint-ignore no-control-regex
  assertMatch(shell.coloured(), /^[\x0a\x20-\x7e]+$/);
  shell.press("q");
  await shell.prompt();
});

Deno.test("watch prints one frame where there is no terminal", async () => {
  using program = await openDay();
  const env = { COLUMNS: "72", LANG: "C.UTF-8" };
  for (const args of [["watch"], ["watch", "--once"]]) {
    const { code, out, err } = await program.run(args, { env });
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /^TOKENROOM · \d\d:\d\d:\d\d · data \d+s old\n/);
    assert(!out.includes("\x1b"));
    for (const line of out.split("\n")) assert([...line].length <= 72, line);
  }
});

Deno.test("watch before the first report says what to do, and makes no store", async () => {
  using program = await sealProgram();
  const { code, out } = await program.run(["watch"]);
  assertEquals(code, 0);
  assertStringIncludes(out, "No session has reported yet");
  const names = [...Deno.readDirSync(join(program.home, ".tokenroom"))];
  assertEquals(names, []);
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
