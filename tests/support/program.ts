// The compiled program, sealed to a scratch directory and run as a process of its own.

import { dirname, fromFileUrl, join } from "@std/path";
import { targetOfTriple } from "../../tools/build/targets.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

/** Where the build leaves the executable of this machine and the manifest of its slots. */
export const BUILT = join(ROOT, "dist", targetOfTriple(Deno.build.target) ?? "");

/** Milliseconds after which a run counts as hung. Generous: a loaded machine is slow, not broken. */
const HANG_MS = 120_000;

/** What one run left. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly outBytes: Uint8Array;
  readonly err: string;
}

/** How to run it. The environment is this and nothing else; `undefined` takes a variable away. */
export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** An executable sealed to directories of its own. */
export interface Program extends Disposable {
  /** Holds everything else; a home directory with a space in its name. */
  readonly home: string;
  readonly state: string;
  /** Its path, as tests of reports ask for it. */
  readonly config: { readonly dir: string };
  readonly executable: string;
  readonly now: () => number;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Outcome>;
}

/** Seals a copy of what lies in `built`, with the installer's own code. */
export async function sealProgram(built = BUILT): Promise<Program> {
  const home = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "tokenroom test " }));
  const executable = join(home, "bin", "tokenroom");
  const config = { dir: join(home, ".claude") };
  Deno.mkdirSync(config.dir);
  const { success, stderr } = await new Deno.Command("sh", {
    args: [join(ROOT, "install.sh"), "--seal-only", "--from", built, "--out", executable],
    clearEnv: true,
    env: { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin" },
    stdin: "null",
  }).output();
  if (!success) {
    throw new Error(`not sealed (is it built? .ci/deno task build): ${decode(stderr)}`);
  }
  const environment = { HOME: home, PATH: "/usr/bin:/bin", TZ: "Asia/Tokyo" };
  return {
    home,
    state: join(home, ".tokenroom"),
    config,
    executable,
    now: () => Math.floor(Date.now() / 1000),
    run: (args, options = {}) => runProgram(executable, args, environment, options),
    [Symbol.dispose]: () => Deno.removeSync(home, { recursive: true }),
  };
}

/** Runs an executable to its end. Throws when it hangs. */
export async function runProgram(
  executable: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Promise<Outcome> {
  const merged = Object.entries({ ...environment, ...options.env });
  const child = new Deno.Command(executable, {
    args: [...args],
    clearEnv: true,
    env: Object.fromEntries(
      merged.filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), HANG_MS);
  const fed = options.input === undefined ? Promise.resolve() : feed(child, options.input);
  const { code, signal, stdout, stderr } = await child.output();
  clearTimeout(timer);
  await fed;
  if (signal !== null) throw new Error(`${args.join(" ")} ended by ${signal}: ${decode(stderr)}`);
  return { code, out: decode(stdout), outBytes: stdout, err: decode(stderr) };
}

async function feed(child: Deno.ChildProcess, input: string | Uint8Array): Promise<void> {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  try {
    await new Blob([bytes.slice()]).stream().pipeTo(child.stdin);
  } catch (cause) {
    // A program need not read all it is given.
    if (!(cause instanceof Deno.errors.BrokenPipe)) throw cause;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
