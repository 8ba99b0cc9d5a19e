import { dirname, join } from "@std/path";
import { ENVIRONMENT } from "../../src/io/environment.ts";
import type { BuildInfo } from "../../src/io/host.ts";
import { allSlots, placeholder, slotArgument } from "../../src/io/seal.ts";
import { run } from "./processes.ts";
import { type Target, tripleOf } from "./targets.ts";

/** Programs that tokenroom may start. */
const PROGRAMS = ["git", "claude"];

/**
 * The runtime looks its programs up on the PATH before the first line of ours, and gives up where
 * there is none. This one holds then, and only then.
 */
const DEFAULT_PATH = "/usr/bin:/bin";

/**
 * Most of a start is JavaScript that runs once. Compiling each chunk whole, where V8 would look over
 * it first and compile function by function as they are called, and handing nothing to helper
 * threads, which only get in the way of so short a run, saved a tap a twelfth (D52).
 */
const V8_FLAGS = ["--no-lazy", "--single-threaded"];

/** Read to learn the name of the time zone; a link on every Unix. */
const ZONE_FILE = "/etc/localtime";

/** What one compilation needs. */
export interface Compilation {
  readonly target: Target;
  /** Path of the `denort` of the target. */
  readonly denort: string;
  /** The directory of the chunks, and the entry among them. */
  readonly chunks: string;
  readonly entry: string;
  /** A directory beside the chunks whose files the program reads. */
  readonly embedded: string;
  readonly output: string;
  readonly build: BuildInfo;
}

/** Compiles the chunks into one executable whose paths are still placeholders. */
export async function compile(compilation: Compilation): Promise<void> {
  const { target, denort, chunks, entry, embedded, output, build } = compilation;
  const defaults = join(dirname(output), "environment");
  Deno.writeTextFileSync(defaults, `PATH=${DEFAULT_PATH}\n`);
  const { success } = await run(Deno.execPath(), [
    "compile",
    // Quiet, so that the executable is quiet as well: a program of the run list that is not on the
    // PATH would otherwise be named on standard error at every start.
    "--quiet",
    "--no-config",
    "--no-prompt",
    // The cache would be a file at a predictable path in the shared temporary directory.
    "--no-code-cache",
    `--v8-flags=${V8_FLAGS.join(",")}`,
    `--env-file=${defaults}`,
    ...["--include", embedded],
    ...permissions(),
    ...["--target", tripleOf(target), "--output", output, join(chunks, entry)],
    ...allSlots().map(({ name }) => slotArgument(name)),
    `--build=${build.version},${build.commit},${build.target}`,
  ], { cwd: chunks, env: { DENORT_BIN: denort } });
  if (!success) throw new Error(`deno compile for ${target} failed`);
}

function permissions(): string[] {
  const paths = (access: "read" | "write") =>
    allSlots()
      .filter((slot) => slot.access === access || slot.access === "read-write")
      .map(({ name }) => placeholder(name));
  return [
    `--allow-read=${[...paths("read"), ZONE_FILE].join(",")}`,
    `--allow-write=${paths("write").join(",")}`,
    `--allow-run=${PROGRAMS.join(",")}`,
    `--allow-env=${ENVIRONMENT.join(",")}`,
    "--deny-net",
    "--deny-ffi",
    "--deny-sys",
    "--deny-import",
  ];
}
