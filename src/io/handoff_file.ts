import type { EpochSec } from "../model/units.ts";
import { ensureDir, readTextOrNull, replaceFile } from "./state_file.ts";

/** The directory of the files that an agent is pointed to. */
export function handoffDir(stateDir: string): string {
  return `${stateDir}/handoffs`;
}

/** The file of a session's long note. `sessionId`: an identifier, see `asIdentifier()`. */
export function handoffPath(stateDir: string, sessionId: string): string {
  return `${handoffDir(stateDir)}/${sessionId}.md`;
}

/** Replaces a session's long note whole. Throws when the directory cannot be written. */
export function writeHandoffFile(stateDir: string, sessionId: string, text: string): void {
  ensureDir(handoffDir(stateDir));
  replaceFile(handoffPath(stateDir, sessionId), text);
}

/** A session's long note, or null when there is none. */
export function readHandoffFile(stateDir: string, sessionId: string): string | null {
  return readTextOrNull(handoffPath(stateDir, sessionId));
}

/**
 * Removes the handoffs and extracts that were last written before an instant. A file that another
 * sweep took meanwhile is no failure; any other is thrown once all files were tried.
 */
export function sweepHandoffs(stateDir: string, before: EpochSec): void {
  const failures: unknown[] = [];
  for (const name of fileNames(handoffDir(stateDir))) {
    try {
      removeIfOlder(`${handoffDir(stateDir)}/${name}`, before);
    } catch (cause) {
      // One stubborn file must not keep the others.
      failures.push(cause);
    }
  }
  if (failures.length > 0) throw failures[0];
}

function fileNames(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].filter(({ isFile }) => isFile).map(({ name }) => name);
  } catch (cause) {
    // No handoff was ever written.
    if (cause instanceof Deno.errors.NotFound) return [];
    throw cause;
  }
}

function removeIfOlder(path: string, before: EpochSec): void {
  try {
    const modified = Deno.lstatSync(path).mtime;
    // Without a date nothing says that it is old.
    if (modified !== null && modified.getTime() / 1000 < before) Deno.removeSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}
