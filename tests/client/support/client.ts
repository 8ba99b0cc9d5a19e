// The real client, fetched once from npm at a pinned version. What is pinned is the tarball's
// hash: a registry, a proxy or a mirror that serves other bytes gives a refusal, not a test run.

import { join } from "@std/path";
import { cacheDirectory, isFile, NO_CACHE } from "../../support/cache.ts";

/** The version that every client test runs against. */
export const CLIENT_VERSION = "2.1.330";

const TARBALL_SHA512: Readonly<Record<string, string>> = {
  "linux-x64":
    "9Gn+V7DtJ8M1nztP9CeDVl9g3RtrepI7rOFTyPRRnZe8D6zebIHKmC7OvBauucuAP0X0k85SDN/LPVZyjsGezQ==",
  "linux-arm64":
    "V4yanAY5EA5UpwwRPtjSfqDbNqAlUJeVn3NYZw2AgmRHjdpSsLtHAzbxRXfkAnbjwTXzE0uedjQxUY02ARPcsA==",
  "darwin-x64":
    "XenTNj2zXaFrnLmf47n25vChfFhlfeyaAR/vW5SFsEnLGwd2U1vDUY97+5etHBZu3xWBnlK8HhBVxzRi9YTUDw==",
  "darwin-arm64":
    "rgzAjrRJJsIdZXGF9CCFFbURxKuJNobRr+krV3dNmqNJWIws74rLD0CABe4+nXlx/9WwRECTrveprWB96mubqw==",
};

/** `linux-x64` and the like, as npm and our own build name this machine. */
export function hostTarget(): string {
  const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  return `${Deno.build.os}-${arch}`;
}

/**
 * Absolute path of the client's executable, fetched where it is not cached yet; null where it
 * cannot be had, after one line on stderr that says why.
 */
export async function locateClient(): Promise<string | null> {
  const target = hostTarget();
  const expected = TARBALL_SHA512[target];
  if (expected === undefined) return skip(`no client is published for ${target}`);
  const cache = cacheDirectory();
  if (cache === null) return skip(NO_CACHE);
  const directory = join(cache, "client", CLIENT_VERSION);
  const executable = join(directory, "claude");
  if (isFile(executable)) return executable;
  try {
    await fetchClient({ target, expected, directory, executable });
    return executable;
  } catch (cause) {
    return skip(cause instanceof Error ? cause.message : String(cause));
  }
}

interface Fetch {
  readonly target: string;
  readonly expected: string;
  readonly directory: string;
  readonly executable: string;
}

async function fetchClient({ target, expected, directory, executable }: Fetch): Promise<void> {
  const name = `@anthropic-ai/claude-code-${target}@${CLIENT_VERSION}`;
  Deno.mkdirSync(directory, { recursive: true });
  // Inside the final directory, so that the rename below never crosses a file system.
  const scratch = Deno.makeTempDirSync({ dir: directory, prefix: "fetch-" });
  try {
    console.error(`client tests: fetching ${name} from npm, once (about 175 MB)`);
    await run("npm", ["pack", "--silent", "--pack-destination", scratch, name], scratch);
    const tarball = [...Deno.readDirSync(scratch)].find((entry) => entry.name.endsWith(".tgz"));
    if (tarball === undefined) throw new Error(`npm pack ${name} left no tarball`);
    const path = join(scratch, tarball.name);
    const actual = await sha512(path);
    if (actual !== expected) {
      throw new Error(`${name} has sha512 ${actual}, pinned is ${expected}: refused`);
    }
    await run("tar", ["-xzf", path, "package/claude"], scratch);
    Deno.chmodSync(join(scratch, "package/claude"), 0o755);
    Deno.renameSync(join(scratch, "package/claude"), executable);
  } finally {
    Deno.removeSync(scratch, { recursive: true });
  }
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, { args, cwd, stdin: "null" }).output();
  if (code === 0) return;
  const lastLine = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  throw new Error(`${command} ${args[0]} failed with code ${code}: ${lastLine}`);
}

async function sha512(path: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-512", Deno.readFileSync(path));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

function skip(reason: string): null {
  console.error(`SKIPPED client tests: ${reason}`);
  return null;
}
