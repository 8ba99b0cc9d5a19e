// Builds tests/binary/probe.ts exactly as the product is built: same flags, same slots.

import { dirname, fromFileUrl, join } from "@std/path";
import { allSlots, placeholder } from "../../src/io/seal.ts";
import { bundle, embedFiles, entryChunk } from "../../tools/build/bundle.ts";
import { compile } from "../../tools/build/compile.ts";
import { run } from "../../tools/build/processes.ts";
import { findSlots, renderManifest } from "../../tools/build/slots.ts";
import { executableName, type Target } from "../../tools/build/targets.ts";

const ROOT = dirname(dirname(dirname(fromFileUrl(import.meta.url))));
const ENTRY = join(ROOT, "tests", "binary", "probe.ts");

/** Leaves the probe and its manifest in `directory`, ready to be sealed. */
export async function buildProbe(directory: string, target: Target): Promise<void> {
  const chunks = join(directory, "chunks");
  const output = join(directory, executableName(target));
  await bundle(ROOT, ENTRY, chunks, "shipped");
  const { stdout: denort } = await run("sh", [join(ROOT, ".ci", "toolchain"), "denort", target], {
    cwd: ROOT,
  });
  const build = { version: "0.0.0", commit: "probe", target };
  const parts = { chunks, entry: entryChunk(ENTRY), embedded: embedFiles(ROOT, chunks) };
  await compile({ ...parts, target, denort, output, build });
  const slots = findSlots(Deno.readFileSync(output), allSlots(), placeholder);
  Deno.writeTextFileSync(join(directory, "tokenroom.slots"), renderManifest("probe", slots));
}
