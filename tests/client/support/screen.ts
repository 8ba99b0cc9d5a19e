// What a command leaves on the screen of a terminal of a given size, under tmux.

import { join } from "@std/path";
import type { Home } from "./home.ts";
import { until } from "./waiting.ts";

/** Size of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

const DONE = "-- done --";

// A server of tmux's own for each: one that is told to end answers for a while longer.
let screens = 0;

/** The rows of the screen once the command has ended, colours left out unless asked for. */
export async function onScreen(
  home: Home,
  command: readonly string[],
  { columns, rows }: ScreenSize,
  isColoured = false,
): Promise<string[]> {
  const socket = join(home.dir, `screen-${screens++}.socket`);
  const tmux = (...args: string[]) => {
    const { stdout } = new Deno.Command("tmux", {
      args: ["-S", socket, ...args],
      clearEnv: true,
      env: { ...home.env, TERM: "xterm-256color" },
      stdin: "null",
      stderr: "null",
    }).outputSync();
    return new TextDecoder().decode(stdout);
  };
  const environment = Object.entries(home.env).map(([name, value]) => `${name}=${value}`);
  const script = `"$@"; echo "${DONE}"; exec sleep 600`;
  const size = ["-x", String(columns), "-y", String(rows)];
  const start = ["env", "-i", ...environment, "sh", "-c", script, "sh", ...command];
  tmux("-f", "/dev/null", "new-session", "-d", ...size, "-c", home.project, ...start);
  try {
    const look = () =>
      tmux("capture-pane", "-p", ...isColoured ? ["-e"] : []).trimEnd().split("\n");
    return await until(
      () => {
        const seen = look();
        const end = seen.findIndex((row) => row.includes(DONE));
        return end === -1 ? null : seen.slice(0, end);
      },
      () => `the command has not ended:\n${look().join("\n")}`,
    );
  } finally {
    tmux("kill-server");
  }
}
