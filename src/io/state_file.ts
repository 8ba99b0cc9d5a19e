/**
 * Replaces a file of the state directory whole: readers see the former text or this one, also when
 * the process is killed on the way. Owner-only. Throws when the directory cannot be written.
 */
export function replaceFile(path: string, text: string): void {
  // Concurrent writers must not share a half-written file, and two containers on one directory may
  // give the same process id.
  const temporary = `${path}.${Deno.pid}-${Math.floor(Math.random() * 1e9)}.new`;
  try {
    Deno.writeTextFileSync(temporary, text, { mode: 0o600 });
    Deno.renameSync(temporary, path);
  } catch (cause) {
    discard(temporary);
    throw cause;
  }
}

// A full disk takes the name of a file and not what is in it.
function discard(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It never came to be; why the writing failed is what matters.
  }
}

const LEFTOVER = /\.\d+-\d+\.new$/;
// A writer holds its temporary file for milliseconds; an hour later it is dead.
const LEFTOVER_SEC = 3600;

/** Removes what killed writers left in a directory and below. Throws when it cannot be read. */
export function sweepLeftovers(dir: string, nowSec: number): void {
  for (const entry of Deno.readDirSync(dir)) {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory) sweepLeftovers(path, nowSec);
    else if (entry.isFile && LEFTOVER.test(entry.name)) removeIfOld(path, nowSec);
  }
}

function removeIfOld(path: string, nowSec: number): void {
  try {
    const modified = Deno.statSync(path).mtime?.getTime() ?? 0;
    if (nowSec - modified / 1000 > LEFTOVER_SEC) Deno.removeSync(path);
  } catch (cause) {
    // Its writer has finished meanwhile, or another sweep took it.
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}

/** Creates an owner-only directory and its parents below the state directory. */
export function ensureDir(path: string): void {
  Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** Text of a file, or null when there is none or it cannot be read. */
export function readTextOrNull(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // Absent and unreadable are the same to every caller: nothing is known from it.
    return null;
  }
}
