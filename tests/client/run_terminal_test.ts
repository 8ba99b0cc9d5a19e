// `tokenroom run` from a person's shell: job control and the exit code are the client's.

import { assertStringIncludes } from "@std/assert";
import { openBench, terminalTest } from "./support/bench.ts";
import { shellQuote } from "./support/home.ts";
import { openTerminal } from "./support/terminal.ts";
import { sealTokenroom } from "./support/tokenroom.ts";
import { pause } from "./support/waiting.ts";

const HAS_STATUS_BAR = /manual mode on|auto mode on/;
const TWO_PRESSES_MS = 400;

terminalTest(
  "a client under run is suspended and brought back by the shell, and ends with its code",
  async () => {
    await using bench = openBench({ script: [] });
    const executable = await sealTokenroom(bench.home);
    // A shell that asks as the client does, so that the harness finds where to type.
    const shell = { ...bench.home, client: "bash", env: { ...bench.home.env, PS1: "❯ " } };
    const terminal = await openTerminal(shell, { args: ["--norc", "--noprofile", "-i"] });
    await terminal.submit(`${shellQuote(executable)} run -- --permission-mode default`);
    await terminal.waitFor((screen) => HAS_STATUS_BAR.test(screen));
    terminal.press("C-z");
    await terminal.waitFor((screen) => /Stopped .*run/.test(screen));
    await terminal.submit("echo $((20 + 1)) at the shell");
    await terminal.waitFor((screen) => screen.includes("21 at the shell"));
    await terminal.submit("fg");
    await terminal.waitFor((screen) => HAS_STATUS_BAR.test(screen));
    terminal.press("C-c");
    await pause(TWO_PRESSES_MS);
    terminal.press("C-c");
    await terminal.waitFor((screen) => !HAS_STATUS_BAR.test(screen) && /\n❯$/.test(screen));
    await terminal.submit("echo ended with $?");
    const screen = await terminal.waitFor((now) => now.includes("ended with 0"));
    assertStringIncludes(screen, "ended with 0");
    await terminal.close();
  },
);
