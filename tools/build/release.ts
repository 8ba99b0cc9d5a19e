import { basename, join } from "@std/path";
import { tar } from "./tar.ts";
import { executableName, type Target } from "./targets.ts";

/** Name of the file of hashes, in the form that `sha256sum --check` reads. */
export const SUMS = "SHA256SUMS";

/** Packs what was built for each target below `dist` into `dist/release`, with the hashes. */
export async function release(dist: string, targets: readonly Target[]): Promise<string[]> {
  const directory = join(dist, "release");
  // Emptied first: an archive of an earlier run would have no hash in this run's list.
  Deno.mkdirSync(directory, { recursive: true });
  Deno.removeSync(directory, { recursive: true });
  Deno.mkdirSync(directory);
  const written: string[] = [];
  const sums: string[] = [];
  for (const target of targets) {
    const archive = await gzip(pack(join(dist, target), target));
    const path = join(directory, `tokenroom-${target}.tar.gz`);
    Deno.writeFileSync(path, archive);
    sums.push(`${await sha256(archive)}  ${basename(path)}\n`);
    written.push(path);
  }
  const sumsPath = join(directory, SUMS);
  Deno.writeTextFileSync(sumsPath, sums.sort().join(""));
  return [...written, sumsPath];
}

function pack(directory: string, target: Target): Uint8Array<ArrayBuffer> {
  const member = (name: string, mode: number) => ({
    name,
    mode,
    bytes: Deno.readFileSync(join(directory, name)),
  });
  return tar([member(executableName(target), 0o755), member("tokenroom.slots", 0o644)]);
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
