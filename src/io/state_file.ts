/**
 * Replaces a file of the state directory whole: readers see the former text or this one, also when
 * the process is killed on the way. Owner-only. Throws when the directory cannot be written.
 */
export function replaceFile(path: string, text: string): void {
  // The process id keeps concurrent writers from sharing a half-written file.
  const temporary = `${path}.${Deno.pid}.new`;
  Deno.writeTextFileSync(temporary, text, { mode: 0o600 });
  try {
    Deno.renameSync(temporary, path);
  } catch (cause) {
    Deno.removeSync(temporary);
    throw cause;
  }
}

const LEFTOVER = /\.\d+\.new$/;
// A writer holds its temporary file for milliseconds; an hour later it is dead.
const LEFTOVER_SEC = 3600;

/** Removes what killed writers left in a directory. */
export function sweepLeftovers(dir: string, nowSec: number): void {
  for (const entry of Deno.readDirSync(dir)) {
    if (!entry.isFile || !LEFTOVER.test(entry.name)) continue;
    const path = `${dir}/${entry.name}`;
    const modified = Deno.statSync(path).mtime?.getTime() ?? 0;
    if (nowSec - modified / 1000 > LEFTOVER_SEC) Deno.removeSync(path);
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
