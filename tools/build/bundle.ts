import { basename, join } from "@std/path";
import { portable } from "./chunks.ts";
import { run } from "./processes.ts";

/** Modification time given to every embedded file, so that the hour of a build is not in its bytes. */
const BUILD_TIME = new Date("2020-01-01T00:00:00Z");

/**
 * Bundles the program below `entry` into `outdir`, one chunk a verb and a hook event, and returns
 * the chunks. What ships is minified: half the bytes to parse. What is inspected is not: only there
 * do comments tell which module a line came from.
 */
export async function bundle(
  root: string,
  entry: string,
  outdir: string,
  form: "shipped" | "readable",
): Promise<Map<string, string>> {
  const { success } = await run(Deno.execPath(), [
    ...["bundle", "--quiet", "--platform", "deno", "--code-splitting", "--outdir", outdir],
    ...(form === "shipped" ? ["--minify", entry] : [entry]),
  ], { cwd: root });
  if (!success) throw new Error(`deno bundle ${entry} failed`);
  const raw = new Map<string, string>();
  for (const { name } of Deno.readDirSync(outdir)) {
    raw.set(name, Deno.readTextFileSync(join(outdir, name)));
    Deno.removeSync(join(outdir, name));
  }
  const chunks = portable(raw);
  for (const [name, text] of chunks) writeChunk(outdir, name, text);
  return chunks;
}

/** Writes a chunk so that neither it nor its directory tells when. */
export function writeChunk(directory: string, name: string, text: string): void {
  const path = join(directory, name);
  Deno.writeTextFileSync(path, text);
  for (const touched of [path, directory]) Deno.utimeSync(touched, BUILD_TIME, BUILD_TIME);
}

/** Files that the program reads when it needs them: where they lie, and beside the chunks. */
const EMBEDDED = { from: join("src", "io", "store", "schema"), to: "schema" } as const;

/** Puts the files that the program reads beside its chunks and returns the name of their directory. */
export function embedFiles(root: string, chunks: string): string {
  const directory = join(chunks, EMBEDDED.to);
  Deno.mkdirSync(directory, { recursive: true });
  for (const { name } of Deno.readDirSync(join(root, EMBEDDED.from))) {
    const path = join(directory, name);
    Deno.copyFileSync(join(root, EMBEDDED.from, name), path);
    Deno.utimeSync(path, BUILD_TIME, BUILD_TIME);
  }
  Deno.utimeSync(directory, BUILD_TIME, BUILD_TIME);
  return EMBEDDED.to;
}

/** Name of the chunk that `bundle` makes of an entry file. */
export function entryChunk(entry: string): string {
  return basename(entry).replace(/\.tsx?$/, ".js");
}
