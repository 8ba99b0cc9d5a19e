import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { runClient } from "../../src/io/client_process.ts";

// Far more than a shell script needs, far less than the sleepers sleep.
const LIMIT_MS = 60_000;

async function withClient(
  script: string | null,
  test: (env: { PATH: string; HOME: string; TERM: string }, dir: string) => Promise<void>,
): Promise<void> {
  const dir = Deno.makeTempDirSync();
  if (script !== null) {
    Deno.writeTextFileSync(join(dir, "claude"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  try {
    await test(
      { PATH: script === null ? dir : `${dir}:/usr/bin:/bin`, HOME: dir, TERM: "dumb" },
      dir,
    );
  } finally {
    for (const pid of sleepersIn(dir)) Deno.kill(pid, "SIGKILL");
    Deno.removeSync(dir, { recursive: true });
  }
}

/** A line of a script that sleeps beside it, and writes down who. */
const SLEEPER = 'sleep 300 & echo $! >>"$HOME/sleepers"';

function sleepersIn(dir: string): number[] {
  try {
    return Deno.readTextFileSync(join(dir, "sleepers")).trim().split("\n").map(Number);
  } catch {
    // Killed before it had one, or a script without.
    return [];
  }
}

Deno.test("runClient() gives the client a minimal environment and no input", async () => {
  Deno.env.set("TOKENROOM_TEST_SECRET", "leaked");
  await withClient("cat; /usr/bin/env; echo problem >&2; exit 3", async (env, dir) => {
    const run = await runClient(["x"], "/home/ada/.claude-2", env, LIMIT_MS);
    assert(run.kind === "ended");
    assertEquals([run.code, run.errors], [3, "problem\n"]);
    const set = run.output.trim().split("\n").map((line) => line.split("=")[0] ?? "")
      .filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name)).toSorted();
    assertEquals(set, [
      "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
      "CLAUDE_CONFIG_DIR",
      "DISABLE_AUTOUPDATER",
      "HOME",
      "PATH",
      "TERM",
    ]);
    assertStringIncludes(run.output, `HOME=${dir}\n`);
  });
  Deno.env.delete("TOKENROOM_TEST_SECRET");
});

Deno.test("runClient() passes arguments on without a shell", async () => {
  await withClient('printf "[%s]" "$@"', async (env) => {
    const run = await runClient(["a b", "$HOME", "`id`", '"', ""], null, env, LIMIT_MS);
    assert(run.kind === "ended");
    assertEquals(run.output, '[a b][$HOME][`id`]["][]');
  });
});

Deno.test("runClient() says when there is no client", async () => {
  await withClient(null, async (env) => {
    assertEquals(await runClient(["--version"], null, env, LIMIT_MS), { kind: "absent" });
  });
});

Deno.test("runClient() ends a client that hangs", async () => {
  for (const script of ["exec sleep 300", `${SLEEPER}; wait`]) {
    await withClient(script, async (env) => {
      const start = performance.now();
      assertEquals(await runClient([], null, env, 300), { kind: "timeout" });
      assert(performance.now() - start < LIMIT_MS);
    });
  }
});

Deno.test("runClient() does not wait for a process that the client left running", async () => {
  await withClient(`${SLEEPER}; echo started`, async (env) => {
    const start = performance.now();
    const run = await runClient([], null, env, 300_000);
    assertEquals(run, { kind: "ended", code: 0, output: "started\n", errors: "" });
    assert(performance.now() - start < LIMIT_MS);
  });
});

Deno.test("runClient() reads a flood to its end and keeps the beginning", async () => {
  await withClient("yes | head -c 3000000", async (env) => {
    const run = await runClient([], null, env, LIMIT_MS);
    assert(run.kind === "ended");
    assertEquals(run.output.length, 4096);
  });
});
