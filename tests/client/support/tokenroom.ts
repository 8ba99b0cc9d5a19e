// The program as a person has it: the built executable, sealed to the private HOME by the installer
// and wired by its own command.

import { fromFileUrl, join } from "@std/path";
import { hostTarget } from "./client.ts";
import type { Home } from "./home.ts";
import { type Finished, runInHome } from "./print_mode.ts";

const ROOT = fromFileUrl(new URL("../../..", import.meta.url));

/**
 * Seals the built executable into the HOME and returns its path; throws when it is not built.
 * `configDirs`: configuration directories to serve, the default one unless given.
 */
export async function sealTokenroom(
  home: Home,
  configDirs: readonly string[] = [],
): Promise<string> {
  const built = join(ROOT, "dist", hostTarget());
  try {
    Deno.statSync(join(built, "tokenroom.slots"));
  } catch {
    throw new Error(`${built} holds no tokenroom: run the build first (.ci/deno task build)`);
  }
  const executable = join(home.bin, "tokenroom");
  const installer = join(ROOT, "install.sh");
  const served = configDirs.flatMap((dir) => ["--config-dir", dir]);
  const seal = ["--seal-only", "--from", built, "--out", executable, ...served];
  succeeded("install.sh", await runInHome(home, ["sh", installer, ...seal]));
  return executable;
}

/** Seals the executable and wires it by `tokenroom install`; throws with its words on failure. */
export async function installTokenroom(
  home: Home,
  configDirs: readonly string[] = [],
): Promise<string> {
  const executable = await sealTokenroom(home, configDirs);
  succeeded("tokenroom install", await runInHome(home, [executable, "install"]));
  return executable;
}

/** Unwires by `tokenroom uninstall`; throws with its words on failure. */
export async function uninstallTokenroom(home: Home): Promise<void> {
  const executable = join(home.bin, "tokenroom");
  succeeded("tokenroom uninstall", await runInHome(home, [executable, "uninstall"]));
}

function succeeded(what: string, { code, stdout, stderr }: Finished): void {
  if (code !== 0) throw new Error(`${what} exited with ${code}: ${stdout}${stderr}`);
}
