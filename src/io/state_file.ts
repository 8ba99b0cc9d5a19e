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
