// Where tests keep what they fetch once: outside the repository.

import { join } from "@std/path";

/** The directory; null where no variable of the environment names a place. */
export function cacheDirectory(): string | null {
  const own = Deno.env.get("TOKENROOM_CACHE");
  if (own) return own;
  const shared = Deno.env.get("XDG_CACHE_HOME");
  if (shared) return join(shared, "tokenroom");
  const home = Deno.env.get("HOME");
  return home ? join(home, ".cache", "tokenroom") : null;
}

/** What is said where there is no such directory. */
export const NO_CACHE = "neither TOKENROOM_CACHE, XDG_CACHE_HOME nor HOME is set";

/** Whether a file is there. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return false;
    throw cause;
  }
}
