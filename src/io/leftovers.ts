// What writers that were killed left behind: `replaceFile` names its temporary files so.
const LEFTOVER = /\.\d+-\d+\.new$/;
// A writer holds its temporary file for milliseconds; an hour later it is dead.
const LEFTOVER_SEC = 3600;

/** Paths of what killed writers left in a directory and below. Throws when it cannot be read. */
export function findLeftovers(dir: string, nowSec: number): string[] {
  const found: string[] = [];
  for (const entry of Deno.readDirSync(dir)) {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory) found.push(...findLeftovers(path, nowSec));
    else if (entry.isFile && LEFTOVER.test(entry.name) && isOld(path, nowSec)) found.push(path);
  }
  return found;
}

/** Removes them. Throws when the directory cannot be read or written. */
export function sweepLeftovers(dir: string, nowSec: number): void {
  for (const path of findLeftovers(dir, nowSec)) {
    try {
      Deno.removeSync(path);
    } catch (cause) {
      // Another sweep took it.
      if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    }
  }
}

function isOld(path: string, nowSec: number): boolean {
  try {
    const modified = Deno.statSync(path).mtime?.getTime() ?? 0;
    return nowSec - modified / 1000 > LEFTOVER_SEC;
  } catch (cause) {
    // Its writer has finished meanwhile.
    if (cause instanceof Deno.errors.NotFound) return false;
    throw cause;
  }
}
