// deno task build [--target T ...] [--release]: see HELP.

import { parseArgs } from "@std/cli/parse-args";
import { basename, dirname, fromFileUrl, join, resolve } from "@std/path";
import type { BuildInfo } from "../../src/io/host.ts";
import { allSlots, placeholder } from "../../src/io/seal.ts";
import { bundle, embedFiles, entryChunk } from "./bundle.ts";
import { type Compilation, compile } from "./compile.ts";
import { flatten } from "./flatten.ts";
import { foreignComplaints, hotLoads, sizeComplaints } from "./gate.ts";
import { run } from "./processes.ts";
import { release } from "./release.ts";
import { findSlots, renderManifest } from "./slots.ts";
import { asTarget, executableName, type Target, targetOfTriple, TARGETS } from "./targets.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

const HELP = `deno task build [--target TARGET ...] [--release]

  --target TARGET  ${TARGETS.join(", ")}, or all; this machine's by default
  --release        also pack dist/release/tokenroom-TARGET.tar.gz and its SHA256SUMS
  --entry FILE     the program to build, main.ts by default
  --out DIR        where to write, dist by default`;

interface Options {
  readonly targets: readonly Target[];
  readonly release: boolean;
  readonly entry: string;
  readonly dist: string;
}

async function build(options: Options): Promise<void> {
  const version = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json"))).version;
  const commit = await commitName();
  Deno.mkdirSync(options.dist, { recursive: true });
  // A directory of its own for each run, so that two builds at once do not mix their files.
  const workshop = Deno.makeTempDirSync({ dir: options.dist, prefix: "build-" });
  try {
    const chunks = join(workshop, "chunks");
    const entry = await bundleAndGate(options.entry, chunks);
    const embedded = embedFiles(ROOT, chunks);
    for (const target of options.targets) {
      const made = await buildTarget({ version, commit, target }, target, {
        chunks,
        entry,
        embedded,
      });
      place(made, target, options.dist);
    }
  } finally {
    Deno.removeSync(workshop, { recursive: true });
  }
  if (!options.release) return;
  for (const path of await release(options.dist, options.targets)) console.log(path);
}

async function bundleAndGate(entryFile: string, chunkDir: string): Promise<string> {
  const readable = await bundle(ROOT, entryFile, `${chunkDir}-readable`, "readable");
  const entry = entryChunk(entryFile);
  const split = await bundle(ROOT, entryFile, chunkDir, "shipped");
  const shipped = await flatten(split, entry, chunkDir);
  const found = hotLoads(readable, entry).flatMap(foreignComplaints);
  for (const load of hotLoads(shipped, entry)) {
    const { verb, event, bytes, limitBytes } = load;
    const name = event === null ? verb : `${verb} (most: ${event})`;
    console.log(`hot path: ${name} loads ${bytes} of at most ${limitBytes} bytes`);
    found.push(...sizeComplaints(load));
  }
  if (found.length > 0) throw new Error(found.join("; "));
  return entry;
}

/** Builds beside the chunks and returns the paths of the executable and its manifest. */
async function buildTarget(
  build: BuildInfo,
  target: Target,
  parts: Pick<Compilation, "chunks" | "entry" | "embedded">,
): Promise<string[]> {
  const directory = join(dirname(parts.chunks), target);
  Deno.mkdirSync(directory);
  const output = join(directory, executableName(target));
  const manifest = join(directory, "tokenroom.slots");
  const denort = await denortFor(target);
  await compile({ ...parts, target, denort, output, build });
  const occurrences = findSlots(Deno.readFileSync(output), allSlots(), placeholder);
  Deno.writeTextFileSync(
    manifest,
    renderManifest(`tokenroom ${build.version} ${target}`, occurrences),
  );
  return [output, manifest];
}

/** Puts both files into place by renames, the one right after the other, when both are whole. */
function place(files: readonly string[], target: Target, dist: string): void {
  const directory = join(dist, target);
  Deno.mkdirSync(directory, { recursive: true });
  for (const file of files) Deno.renameSync(file, join(directory, basename(file)));
  console.log(join(directory, executableName(target)));
}

async function denortFor(target: Target): Promise<string> {
  const toolchain = join(ROOT, ".ci", "toolchain");
  const { success, stdout } = await run("sh", [toolchain, "denort", target], { cwd: ROOT });
  if (!success) throw new Error(`no denort for ${target}: not built`);
  return stdout;
}

/** Short commit, `-dirty` when the tree differs from it, `unknown` outside a repository. */
async function commitName(): Promise<string> {
  const git = async (...args: string[]) => {
    try {
      return await run("git", ["--no-optional-locks", ...args], { cwd: ROOT, stderr: "null" });
    } catch (cause) {
      // No git on this machine: the same as no repository.
      if (cause instanceof Deno.errors.NotFound) return { success: false, stdout: "" };
      throw cause;
    }
  };
  const head = await git("rev-parse", "--short", "--verify", "--quiet", "HEAD");
  if (!head.success) return "unknown";
  const changes = await git("status", "--porcelain");
  return changes.stdout === "" ? head.stdout : `${head.stdout}-dirty`;
}

function readOptions(args: string[]): Options | null {
  const parsed = parseArgs(args, {
    boolean: ["release", "help"],
    string: ["entry", "out", "target"],
    collect: ["target"],
    default: { entry: "main.ts", out: "dist" },
    unknown: (arg) => {
      throw new Error(`unknown argument ${arg}`);
    },
  });
  if (parsed.help === true) return null;
  const targets = readTargets(parsed.target as string[]);
  if (targets.length > 1 && Deno.env.get("DENORT_BIN")) {
    throw new Error("DENORT_BIN serves one target only; build them one by one");
  }
  return {
    targets,
    release: parsed.release === true,
    entry: resolve(ROOT, String(parsed.entry)),
    dist: resolve(ROOT, String(parsed.out)),
  };
}

function readTargets(names: readonly string[]): readonly Target[] {
  if (names.includes("all")) return TARGETS;
  const wanted = names.length > 0
    ? names
    : [targetOfTriple(Deno.build.target) ?? Deno.build.target];
  return wanted.map((name) => {
    const target = asTarget(name);
    if (target === null) throw new Error(`no target ${name}; there are ${TARGETS.join(", ")}`);
    return target;
  });
}

try {
  const options = readOptions(Deno.args);
  if (options === null) console.log(HELP);
  else await build(options);
} catch (cause) {
  console.error(`build: ${cause instanceof Error ? cause.message : cause}`);
  Deno.exit(1);
}
