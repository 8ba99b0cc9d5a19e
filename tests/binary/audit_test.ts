// audit --follow as a process of its own: what hooks write while it runs.

import { assert, assertMatch } from "@std/assert";
import { sealProgram } from "../support/program.ts";
import { anEvent, aPayload } from "../support/reports.ts";

/** Milliseconds after which it counts as hung. */
const HANG_MS = 60_000;

Deno.test("audit --follow tells what comes while it runs, and ends when it is interrupted", async () => {
  using program = await sealProgram();
  await program.run(["tap"], { input: JSON.stringify(aPayload(program)) });
  const child = new Deno.Command(program.executable, {
    args: ["audit", "--follow"],
    clearEnv: true,
    env: { HOME: program.home, PATH: "/usr/bin:/bin", TZ: "Asia/Tokyo" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), HANG_MS);
  let seen = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const until = async (pattern: RegExp) => {
    while (!pattern.test(seen)) {
      const { value, done } = await reader.read();
      if (done) return;
      seen += value;
    }
  };
  // The account's first figures are in the journal before it starts.
  await until(/account/);
  await program.run(["hook", "user-prompt-submit"], {
    input: JSON.stringify(anEvent(program, "UserPromptSubmit")),
  });
  await until(/stamp/);
  child.kill("SIGINT");
  const { signal } = await child.status;
  clearTimeout(timer);
  await reader.cancel();
  assertMatch(
    seen,
    /Asia\/Tokyo\n\d\d:\d\d {2}sess {2}account .*\n\d\d:\d\d {2}sess {2}stamp {7}quota — 5h: 60% left/,
  );
  assert(signal === "SIGINT");
});

Deno.test("audit --follow ends when whoever read it has gone", async () => {
  using program = await sealProgram();
  await program.run(["tap"], { input: JSON.stringify(aPayload(program)) });
  const command = `"$0" audit --follow | head -n 1; echo "\${PIPESTATUS[0]}"`;
  const child = new Deno.Command("bash", {
    args: ["-c", command, program.executable],
    clearEnv: true,
    env: { HOME: program.home, PATH: "/usr/bin:/bin", TZ: "Asia/Tokyo" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const ended = child.output();
  let isOver = false;
  ended.then(() => isOver = true);
  const hangsAt = Date.now() + HANG_MS;
  // It learns that nobody reads when it has something to tell.
  while (!isOver && Date.now() < hangsAt) {
    await program.run(["hook", "user-prompt-submit"], {
      input: JSON.stringify(anEvent(program, "UserPromptSubmit")),
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assertMatch(new TextDecoder().decode((await ended).stdout), /Asia\/Tokyo\n0\n$/);
});
