/**
 * Removes the published states of accounts that are not known any more. One that another process took
 * meanwhile is no failure.
 */
export function sweepAccounts(stateDir: string, isKnown: (key: string) => boolean): void {
  for (const key of directoriesIn(`${stateDir}/accounts`)) {
    if (!isKnown(key)) removeTree(`${stateDir}/accounts/${key}`);
  }
}

function directoriesIn(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].filter(({ isDirectory }) => isDirectory)
      .map(({ name }) => name);
  } catch (cause) {
    // Nothing was published yet.
    if (cause instanceof Deno.errors.NotFound) return [];
    throw cause;
  }
}

function removeTree(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
