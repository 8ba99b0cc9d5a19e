// A shell in a terminal of a chosen size: tmux on a private socket is the terminal.

import { join } from "@std/path";
import { until } from "../client/support/waiting.ts";

export { tmuxIsThere } from "../client/support/terminal.ts";

/** What a terminal is left in. */
export interface TerminalState {
  readonly isAlternate: boolean;
  readonly hasCursor: boolean;
  readonly wraps: boolean;
  /** What `stty -a` prints of it. */
  readonly stty: string;
}

/** What a shell may vary. */
export interface ShellOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** A shell in a terminal. */
export interface Shell extends AsyncDisposable {
  /** Types a command and sends it. */
  readonly run: (...words: readonly string[]) => void;
  /** Presses a key by tmux's name for it. */
  readonly press: (key: string) => void;
  readonly screen: () => string;
  readonly coloured: () => string;
  readonly waitFor: (predicate: (screen: string) => boolean) => Promise<string>;
  /** Waits until the shell asks for the next command. */
  readonly prompt: () => Promise<void>;
  readonly state: () => Promise<TerminalState>;
  readonly lastCode: () => Promise<number>;
  /** Sends a signal to what the shell runs. */
  readonly kill: (signal: string) => void;
  readonly childPid: () => number;
  readonly resize: (columns: number, rows: number) => void;
}

const PROMPT = "ready>";

/** Opens a shell in `home`. */
export async function openShell(home: string, options: ShellOptions): Promise<Shell> {
  const socket = join(home, "shell.socket");
  const env = {
    HOME: home,
    PATH: "/usr/local/bin:/usr/bin:/bin",
    TZ: "Asia/Tokyo",
    LANG: "C.UTF-8",
    PS1: PROMPT,
    ...options.env,
  };
  // tmux itself speaks UTF-8 whatever the shell under it is told.
  const tmux = (...args: string[]) => command("tmux", ["-u", "-S", socket, ...args], env);
  const size = ["-x", String(options.columns), "-y", String(options.rows)];
  const words = Object.entries({ ...env, TERM: "screen-256color" }).map(([key, value]) =>
    `${key}=${value}`
  );
  tmux("-f", "/dev/null", "new-session", "-d", ...size, "env", "-i", ...words, "/bin/sh");
  // The status line of tmux takes a row.
  tmux("set", "status", "off");
  tmux("resize-window", ...size);
  const screen = () => tmux("capture-pane", "-p").replace(/\n+$/, "");
  const show = (what: string) => tmux("display-message", "-p", what).trim();
  const tty = show("#{pane_tty}");
  const shellPid = Number(show("#{pane_pid}"));
  const waitFor: Shell["waitFor"] = (predicate) =>
    until(
      () => {
        const text = screen();
        return predicate(text) ? text : null;
      },
      () => `the screen is not as expected:\n${screen()}`,
    );
  const run = (...args: readonly string[]) => {
    tmux("send-keys", "-l", args.map((word) => `'${word}'`).join(" "));
    tmux("send-keys", "Enter");
  };
  const childPid = () => {
    const pid = Number(command("pgrep", ["-P", String(shellPid)], env).trim().split("\n")[0]);
    if (!(pid > 1)) throw new Error("the shell runs nothing");
    return pid;
  };
  const prompt = async () => {
    await waitFor((text) => text.trimEnd().endsWith(PROMPT));
  };
  const shell: Shell = {
    run,
    press: (key) => void tmux("send-keys", key),
    screen,
    coloured: () => tmux("capture-pane", "-p", "-e"),
    waitFor,
    prompt,
    state: () =>
      Promise.resolve({
        isAlternate: show("#{alternate_on}") === "1",
        hasCursor: show("#{cursor_flag}") === "1",
        wraps: show("#{wrap_flag}") === "1",
        stty: command("stty", ["-a", "-F", tty], env),
      }),
    lastCode: async () => {
      tmux("send-keys", "-l", "echo code=$?.");
      tmux("send-keys", "Enter");
      const text = await waitFor((shown) => /^code=\d+\.$/m.test(shown));
      return Number(/^code=(\d+)\.$/m.exec(text)?.[1]);
    },
    kill: (signal) => Deno.kill(childPid(), `SIG${signal}` as Deno.Signal),
    childPid,
    resize: (columns, rows) =>
      void tmux("resize-window", "-x", String(columns), "-y", String(rows)),
    [Symbol.asyncDispose]: () => {
      tmux("kill-server");
      return Promise.resolve();
    },
  };
  await prompt();
  return shell;
}

function command(name: string, args: string[], env: Record<string, string>): string {
  const { code, stdout, stderr } = new Deno.Command(name, {
    args,
    clearEnv: true,
    env,
    stdin: "null",
  })
    .outputSync();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`${name} ${args.join(" ")}: ${decoder.decode(stderr).trim()}`);
  return decoder.decode(stdout);
}
