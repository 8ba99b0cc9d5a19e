// The client in a terminal, as a person sees it: under tmux on a private socket.

import { join } from "@std/path";
import type { Home } from "./home.ts";
import { killProcessesOf, processesOf } from "./processes.ts";
import { HANG_LIMIT_MS, pause, until } from "./waiting.ts";

/** What a terminal session may vary. */
export interface TerminalOptions {
  /** Arguments of the client; Bash is allowed unless told otherwise. */
  readonly args?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
}

/** A running client in a terminal. */
export interface Terminal {
  /** The screen as text, trailing blanks of each row cut. */
  readonly screen: () => string;
  /** The screen with its colour sequences. */
  readonly colouredScreen: () => string;
  /** Types text literally. */
  readonly type: (text: string) => void;
  /** Presses one key, named as tmux names it: `Enter`, `Escape`, `C-c`. */
  readonly press: (key: string) => void;
  /** Types a prompt into the empty prompt box and sends it. */
  readonly submit: (prompt: string) => Promise<void>;
  /** The first screen that satisfies the predicate; throws with the last one after the limit. */
  readonly waitFor: (predicate: (screen: string) => boolean, limitMs?: number) => Promise<string>;
  /**
   * Ends the client as a closed window does, so that it puts its files in order and gives up its
   * locks, and then everything it left running.
   */
  readonly close: () => Promise<void>;
}

/** Whether terminal tests can run here; says why not, in one line on stderr. */
export function tmuxIsThere(): boolean {
  try {
    if (new Deno.Command("tmux", { args: ["-V"], stdout: "null" }).outputSync().success) {
      return true;
    }
  } catch {
    // Not on the PATH; said below.
  }
  console.error("SKIPPED client tests in a terminal: tmux is not installed");
  return false;
}

/** Starts the client in a terminal and waits for its prompt box. */
export async function openTerminal(home: Home, options: TerminalOptions = {}): Promise<Terminal> {
  const args = options.args ?? PLAIN_SESSION;
  const size = ["-x", String(options.columns ?? 140), "-y", String(options.rows ?? 40)];
  // `env -i`: tmux would add its own variables, which the client looks at.
  const environment = Object.entries(home.env).map(([name, value]) => `${name}=${value}`);
  const client = ["env", "-i", ...environment, home.client, ...args];
  tmux(home, ["-f", "/dev/null", "new-session", "-d", ...size, "-c", home.project, ...client]);
  // The client sets a non-breaking space after its prompt mark.
  const screen = () => tmux(home, ["capture-pane", "-p"]).replaceAll("\u00a0", " ").trimEnd();
  const waitFor: Terminal["waitFor"] = (predicate, limitMs = HANG_LIMIT_MS) =>
    until(
      () => {
        const now = screen();
        return predicate(now) ? now : null;
      },
      () => `the screen is not as expected:\n${screen()}`,
      limitMs,
    );
  const type = (text: string) => void tmux(home, ["send-keys", "-l", text]);
  const press = (key: string) => void tmux(home, ["send-keys", key]);
  const submit = async (prompt: string) => {
    type(prompt);
    await waitFor((now) => now.includes(`${PROMPT_MARK} ${prompt}`));
    // Enter that arrives together with text counts as pasted.
    await pause(KEYSTROKE_GAP_MS);
    press("Enter");
  };
  const close = async () => {
    tmux(home, ["kill-server"]);
    await waitForEnd(home);
    killProcessesOf(home.dir);
  };
  try {
    await waitFor((now) => PROMPT_BOX.test(now));
  } catch (cause) {
    await close();
    throw cause;
  }
  const colouredScreen = () => tmux(home, ["capture-pane", "-p", "-e"]);
  return { screen, colouredScreen, type, press, submit, waitFor, close };
}

/** Auto mode, the default, would ask a classifier of the service about each call. */
const PLAIN_SESSION = ["--permission-mode", "default", "--allowedTools", "Bash"];

/** In front of what is typed. */
const PROMPT_MARK = "❯";

/** At the left margin it is the prompt box; a dialog indents its own. */
const PROMPT_BOX = new RegExp(`^${PROMPT_MARK}`, "m");

const KEYSTROKE_GAP_MS = 150;

/** What a client that was hung up takes to leave; one that stays is killed. */
const LEAVE_MS = 20_000;

async function waitForEnd(home: Home): Promise<void> {
  const end = Date.now() + LEAVE_MS;
  while (processesOf(home.dir).length > 0 && Date.now() < end) await pause(KEYSTROKE_GAP_MS);
}

function tmux(home: Home, args: readonly string[]): string {
  const { code, stdout, stderr } = new Deno.Command("tmux", {
    args: ["-S", join(home.dir, "tmux.socket"), ...args],
    clearEnv: true,
    env: { ...home.env },
    stdin: "null",
  }).outputSync();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`tmux ${args[0]}: ${decoder.decode(stderr).trim()}`);
  return decoder.decode(stdout);
}
