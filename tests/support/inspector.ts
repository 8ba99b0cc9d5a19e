// The official MCP Inspector in its command line mode, fetched once from npm at a pinned version and
// kept outside the repository. Only tests use it.

import { join } from "@std/path";
import { cacheDirectory, isFile, NO_CACHE } from "./cache.ts";

/** The version that the tools are inspected with. */
export const INSPECTOR_VERSION = "2.12.0";

const PACKAGE = `@modelcontextprotocol/inspector@${INSPECTOR_VERSION}`;
const FETCH_MS = 180_000;
// A hang, not slowness.
const RUN_MS = 120_000;

/** Path of its executable; null where it cannot be had, after one line on stderr that says why. */
export async function locateInspector(): Promise<string | null> {
  const cache = cacheDirectory();
  if (cache === null) return skip(NO_CACHE);
  const directory = join(cache, "inspector", INSPECTOR_VERSION);
  const executable = join(directory, "node_modules", ".bin", "mcp-inspector");
  if (isFile(executable)) return executable;
  try {
    await fetchInto(directory);
    return executable;
  } catch (cause) {
    return skip(cause instanceof Error ? cause.message : String(cause));
  }
}

// Built beside its place and renamed there, so that nobody finds half of it.
async function fetchInto(directory: string): Promise<void> {
  Deno.mkdirSync(join(directory, ".."), { recursive: true });
  const scratch = Deno.makeTempDirSync({ dir: join(directory, ".."), prefix: "fetch-" });
  try {
    console.error(`inspector test: fetching ${PACKAGE} from npm, once (about 110 MB)`);
    const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
    await run("npm", ["install", "--prefix", scratch, ...quiet, PACKAGE], {}, FETCH_MS);
    if (isFile(join(directory, "node_modules", ".bin", "mcp-inspector"))) return;
    Deno.renameSync(scratch, directory);
  } finally {
    // Where it was renamed, nothing is left to remove.
    await Deno.remove(scratch, { recursive: true }).catch(() => {});
  }
}

/** What the inspector prints about a server, parsed. Throws with its words where it fails. */
export async function inspect(
  inspector: string,
  server: readonly string[],
  home: string,
  args: readonly string[],
): Promise<unknown> {
  const env = { HOME: home, MCP_CATALOG_PATH: join(home, "inspector.json") };
  const out = await run(inspector, ["--cli", ...server, ...args], env, RUN_MS);
  return JSON.parse(out);
}

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  limitMs: number,
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    env,
    stdin: "null",
    signal: AbortSignal.timeout(limitMs),
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (code === 0) return decode(stdout);
  throw new Error(`${command} ended with code ${code}: ${decode(stderr).trim().slice(-600)}`);
}

function skip(reason: string): null {
  console.error(`SKIPPED inspector test: ${reason}`);
  return null;
}
