// The client without a terminal: one prompt in print mode, or one of its management commands.

import type { Home } from "./home.ts";
import { killProcessesOf } from "./processes.ts";
import { HANG_LIMIT_MS } from "./waiting.ts";

/** What a finished run left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a print-mode run may vary. */
export interface PrintOptions {
  /** Further options of the client, after `-p PROMPT`. */
  readonly args?: readonly string[];
  /** Added to the HOME's environment for this run. */
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
}

/** Gives the client one prompt in print mode, Bash allowed. */
export function printMode(
  home: Home,
  prompt: string,
  options: PrintOptions = {},
): Promise<Finished> {
  const args = ["-p", prompt, "--allowedTools", "Bash", ...(options.args ?? [])];
  return runClient(home, args, options);
}

/** How one hook ended, in the client's own words. */
export interface HookRun {
  readonly event: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Gives the client one prompt in print mode and tells which hooks it ran, in their order. */
export async function printModeHooks(home: Home, prompt: string): Promise<HookRun[]> {
  const args = ["--output-format", "stream-json", "--verbose", "--include-hook-events"];
  const { code, stdout, stderr } = await printMode(home, prompt, { args });
  if (code !== 0) throw new Error(`the client exited with ${code}: ${stderr}`);
  return stdout.trim().split("\n")
    .map((line) => JSON.parse(line))
    .filter((event) => event.subtype === "hook_response")
    .map((event) => ({
      event: event.hook_event,
      exitCode: event.exit_code,
      stdout: event.stdout,
      stderr: event.stderr,
    }));
}

/** Runs the client with these arguments to its end, or throws after the limit. */
export function runClient(
  home: Home,
  args: readonly string[],
  options: Omit<PrintOptions, "args"> = {},
): Promise<Finished> {
  return runInHome(home, [home.client, ...args], options);
}

/** Runs any command in the HOME's project to its end, or throws after the limit. */
export async function runInHome(
  home: Home,
  [command, ...args]: readonly [string, ...string[]],
  options: Omit<PrintOptions, "args"> & { readonly input?: string } = {},
): Promise<Finished> {
  const child = new Deno.Command(command, {
    args,
    cwd: home.project,
    clearEnv: true,
    env: { ...home.env, ...options.env },
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const limitMs = options.limitMs ?? HANG_LIMIT_MS;
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    killProcessesOf(home.dir);
  }, limitMs);
  try {
    if (options.input !== undefined) await feed(child, options.input);
    const { code, stdout, stderr } = await child.output();
    const finished = { code, stdout: text(stdout), stderr: text(stderr) };
    if (!hung) return finished;
    const said = `${finished.stdout}${finished.stderr}`;
    throw new Error(`${command} ${args.join(" ")} hung for ${limitMs / 1000} s and said: ${said}`);
  } finally {
    clearTimeout(timer);
  }
}

async function feed(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
