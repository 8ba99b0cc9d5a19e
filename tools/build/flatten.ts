import { join } from "@std/path";
import { writeChunk } from "./bundle.ts";
import { type Chunks, dynamicImports, reachable, staticClosure } from "./chunks.ts";
import { hotWaves } from "./gate.ts";
import { run } from "./processes.ts";

/**
 * Puts what a hot chunk loads at once into that chunk, in the directory of the chunks, removes those
 * that nothing loads any more, and returns what is left. Code splitting leaves a run of `tap` three
 * dozen small files that export whatever any command needs; joined, a quarter of the bytes falls
 * away. What a chunk loads on need stays a file of its own and may bring a second copy of a module.
 */
export async function flatten(chunks: Chunks, entry: string, directory: string): Promise<Chunks> {
  const flat = new Map(chunks);
  for (const wave of hotWaves(chunks, entry)) {
    for (const [name, text] of await joined(chunks, wave, directory)) flat.set(name, text);
  }
  const used = reachable(flat, entry);
  for (const [name, text] of flat) {
    if (used.has(name)) writeChunk(directory, name, text);
    else Deno.removeSync(join(directory, name));
  }
  return new Map([...flat].filter(([name]) => used.has(name)));
}

/** Each of these chunks with its static imports inside. */
async function joined(chunks: Chunks, names: readonly string[], directory: string) {
  const later = [...staticClosure(chunks, names)].flatMap((name) => dynamicImports(chunks, name));
  const workshop = Deno.makeTempDirSync();
  try {
    const { success } = await run(Deno.execPath(), [
      ...["bundle", "--quiet", "--no-config", "--platform", "deno", "--minify"],
      ...[...new Set(later)].map((name) => `--external=./${name}`),
      ...["--outdir", workshop, ...names],
    ], { cwd: directory });
    if (!success) throw new Error(`deno bundle ${names.join(" ")} failed`);
    return names.map((name) => [name, Deno.readTextFileSync(join(workshop, name))] as const);
  } finally {
    Deno.removeSync(workshop, { recursive: true });
  }
}
