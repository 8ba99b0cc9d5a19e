import { fromFileUrl, join } from "@std/path";

/** The installer under test. */
export const INSTALL_SH = fromFileUrl(new URL("../../../install.sh", import.meta.url));

/** A directory tree of its own, with a home and a temporary directory in it. */
export interface Machine extends Disposable {
  readonly root: string;
  readonly home: string;
  readonly tmp: string;
}

/** Opens a fresh machine; `homeName` may be anything that a file system allows. */
export function openMachine(homeName = "home"): Machine {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "tokenroom-installer-" }));
  const home = join(root, homeName);
  const tmp = join(root, "tmp");
  for (const dir of [home, tmp]) Deno.mkdirSync(dir);
  return { root, home, tmp, [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }) };
}

/** How to run the installer, beside its arguments. */
export interface RunOptions {
  /** A shell with its own arguments; `sh` by default. */
  readonly shell?: readonly string[];
  /** Added to `HOME`, `PATH` and `TMPDIR`; null takes a variable away. */
  readonly env?: Readonly<Record<string, string | null>>;
  /** The installer to run, when it is not the one of this repository. */
  readonly script?: string;
  /** Text piped into the shell instead of naming a script. */
  readonly piped?: string | Uint8Array;
  readonly cwd?: string;
  /** The user to run as; only the superuser may set it. */
  readonly uid?: number;
}

export interface RunResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the installer with an environment of nothing but what is given here. */
export async function runInstaller(
  machine: Machine,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const env: Record<string, string> = {};
  const wanted = {
    HOME: machine.home,
    PATH: Deno.env.get("PATH") ?? "",
    TMPDIR: machine.tmp,
    ...options.env,
  };
  for (const [name, value] of Object.entries(wanted)) if (value !== null) env[name] = value;
  const [shell, ...shellArgs] = options.shell ?? ["sh"];
  const piped = options.piped;
  const script = piped === undefined ? [options.script ?? INSTALL_SH] : ["-s", "--"];
  const child = new Deno.Command(shell ?? "sh", {
    args: [...shellArgs, ...script, ...args],
    clearEnv: true,
    env,
    cwd: options.cwd ?? machine.root,
    stdin: piped === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  }).spawn();
  if (piped !== undefined) await feed(child.stdin, piped);
  const { code, stdout, stderr } = await child.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

async function feed(stdin: WritableStream<Uint8Array>, text: string | Uint8Array): Promise<void> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const writer = stdin.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
  } catch (cause) {
    // A shell that stops at a syntax error leaves the rest unread.
    if (!(cause instanceof Deno.errors.BrokenPipe)) throw cause;
  }
}

/** Every shell on this machine that the installer promises to run in. */
export const SHELLS: readonly (readonly string[])[] = [["sh"], ["dash"], ["bash"], [
  "busybox",
  "sh",
]].filter(answers);

function answers(shell: readonly string[]): boolean {
  const [program = "", ...args] = shell;
  try {
    return new Deno.Command(program, { args: [...args, "-c", "exit 0"] }).outputSync().success;
  } catch {
    return false;
  }
}

/** One line for each thing below a directory: path, mode, and what it holds. */
export function listTree(dir: string, below = ""): string[] {
  const lines: string[] = [];
  for (const entry of [...Deno.readDirSync(join(dir, below))].sort(byName)) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    const full = join(dir, path);
    const mode = ((Deno.lstatSync(full).mode ?? 0) & 0o7777).toString(8);
    if (entry.isSymlink) lines.push(`${path} -> ${Deno.readLinkSync(full)}`);
    else if (entry.isDirectory) lines.push(`${path}/ ${mode}`, ...listTree(dir, path));
    else lines.push(`${path} ${mode} ${fingerprint(Deno.readFileSync(full))}`);
  }
  return lines;
}

const byName = (a: Deno.DirEntry, b: Deno.DirEntry): number => a.name < b.name ? -1 : 1;

function fingerprint(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return `${bytes.length} ${hash.toString(16)}`;
}

/** Writes an executable shell script, to stand before the real program of its name on PATH. */
export function writeProgram(dir: string, name: string, body: string): void {
  Deno.mkdirSync(dir, { recursive: true });
  Deno.writeTextFileSync(join(dir, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

/** A PATH that puts a directory first. */
export const pathWith = (dir: string): string => `${dir}:${Deno.env.get("PATH") ?? ""}`;

/** A directory with links to the named programs only, to serve as a whole PATH. */
export function linkPrograms(machine: Machine, name: string, programs: readonly string[]): string {
  const dir = join(machine.root, name);
  Deno.mkdirSync(dir);
  for (const program of programs) {
    const found = locate(program);
    if (found !== null) Deno.symlinkSync(found, join(dir, program));
  }
  return dir;
}

/** Where PATH finds a program, or null. */
export function locate(program: string): string | null {
  for (const dir of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      if (Deno.statSync(join(dir, program)).isFile) return join(dir, program);
    } catch {
      continue;
    }
  }
  return null;
}

/** What the installer needs of a system, without anything that hashes or downloads. */
export const BASIC_PROGRAMS: readonly string[] = [
  ..."sh awk cat chmod cp dd getconf grep gzip iconv ldd ls mkdir mktemp mv readlink rm rmdir"
    .split(
      " ",
    ),
  ..."sed sleep tail tar tr uname wc".split(" "),
];

/** The user that owns nothing; permissions do not bind the superuser. */
export const NOBODY = 65534;
