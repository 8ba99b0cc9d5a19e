// Asking git as the tests do.

import { assert } from "@std/assert";
import { readFacts } from "../../src/io/git.ts";
import type { Facts } from "../../src/model/facts.ts";
import { GIT_ENVIRONMENT } from "./repository.ts";
import { openScratch } from "./scratch.ts";

/** Milliseconds that no repository of a test needs, on however loaded a machine. */
export const AMPLE_MS = 60_000;

/** What the asker's environment is: a home, and the way to git. */
export function environment(home: string, path = GIT_ENVIRONMENT.PATH) {
  return { PATH: path, HOME: home };
}

/** Runs a test in a directory that is also the home of whoever asks. */
export async function within(test: (dir: string) => Promise<void>): Promise<void> {
  using scratch = openScratch();
  await test(scratch.path);
}

/** The facts of a directory that has some. */
export async function facts(cwd: string, home: string): Promise<Facts> {
  const found = await readFacts(cwd, AMPLE_MS, environment(home));
  assert(found !== null);
  return found;
}
