// A file that belongs to the person (settings, memory, skill): read with what has to be kept, replaced
// whole. At every moment, also when the process is killed, the path holds either the former bytes or
// the new ones.

import type { FileProblem } from "../model/wiring.ts";
import { replacementOf } from "./seal.ts";

/** A file as it was read. */
export type PersonFile =
  | { readonly kind: "absent" }
  | { readonly kind: "read"; readonly bytes: Uint8Array; readonly mode: number };

/** Why something was not done; nothing has changed then. */
export interface FileFailure {
  readonly kind: "failed";
  readonly problem: FileProblem;
  /** The system's own words, where they add something. */
  readonly detail: string | null;
}

// These are a few kilobytes; what is larger is something else under that name.
const MAX_BYTES = 8 * 1024 * 1024;
const OWNER_ONLY = 0o600;
const ANY_WRITE = 0o222;
const PERMISSION_BITS = 0o7777;

/** Reads a file. */
export function readPersonFile(path: string): PersonFile | FileFailure {
  try {
    const { mode, size, isFile } = Deno.statSync(path);
    if (!isFile) return failure("failed", "it is not a file");
    if (size > MAX_BYTES) return failure("too_large");
    return {
      kind: "read",
      bytes: Deno.readFileSync(path),
      mode: (mode ?? OWNER_ONLY) & PERMISSION_BITS,
    };
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return { kind: "absent" };
    return explainFailure(cause);
  }
}

/**
 * Whether the path that the client reads still leads to the file that the seal names. A link that
 * was made, moved or removed since would have us edit a file that the client does not read.
 */
export function isSealedFile(path: string, sealed: string): boolean {
  try {
    return Deno.realPathSync(path) === sealed;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  // Absent, or a link to a file that is still to be made.
  try {
    return Deno.lstatSync(path).isSymlink && sealed !== path;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    return sealed === path;
  }
}

/** Whether a configuration directory is there. */
export function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw cause;
  }
}

/**
 * Replaces a file that was read as `former` by `bytes`, or removes it where `bytes` is
 * null. Keeps mode and owner, and refuses when somebody else wrote the file meanwhile. `commit` runs
 * when everything that can be checked has been, just before the file changes.
 */
export function replacePersonFile(
  path: string,
  former: PersonFile,
  bytes: Uint8Array | null,
  commit: () => void,
): FileFailure | null {
  const replacement = replacementOf(path);
  const give = (failed: FileFailure): FileFailure => {
    tryRemove(replacement);
    return failed;
  };
  try {
    // A run that was killed may have left its own.
    removeIfThere(replacement);
    if (former.kind === "read") {
      // Renaming over a file needs no right to write it, but its owner has said that it is not to
      // change; opening it also finds immutable files and read-only file systems.
      if ((former.mode & ANY_WRITE) === 0) return failure("read_only");
      Deno.openSync(path, { write: true }).close();
    }
    if (bytes !== null) writeReplacement(path, replacement, former, bytes);
  } catch (cause) {
    return give(cause instanceof NotOurs ? failure("not_ours") : explainFailure(cause));
  }
  if (!isUnchanged(path, former)) return give(failure("changed_meanwhile"));
  try {
    commit();
  } catch (cause) {
    tryRemove(replacement);
    throw cause;
  }
  try {
    if (bytes === null) Deno.removeSync(path);
    else Deno.renameSync(replacement, path);
  } catch (cause) {
    return give(explainFailure(cause));
  }
  syncDirectory(path);
  return null;
}

/** Creates a directory of the client's, with its parents, as the client would. */
export function ensurePersonDir(path: string): FileFailure | null {
  try {
    Deno.mkdirSync(path, { recursive: true });
    return null;
  } catch (cause) {
    return explainFailure(cause);
  }
}

/** Removes a directory where nothing is left in it. */
export function removeEmptyDir(path: string): void {
  try {
    // A link in its place is the person's own.
    if (Deno.lstatSync(path).isDirectory) Deno.removeSync(path);
  } catch {
    // Not empty, not there, or not ours to remove: it stays either way.
  }
}

class NotOurs extends Error {}

function writeReplacement(
  path: string,
  replacement: string,
  former: PersonFile,
  bytes: Uint8Array,
): void {
  // `createNew` follows no link that somebody planted under the name.
  const file = Deno.openSync(replacement, { write: true, createNew: true, mode: OWNER_ONLY });
  try {
    let at = 0;
    while (at < bytes.length) at += file.writeSync(bytes.subarray(at));
    file.syncSync();
  } finally {
    file.close();
  }
  if (former.kind === "absent" || Deno.build.os === "windows") return;
  keepOwner(path, replacement);
  Deno.chmodSync(replacement, former.mode);
}

// Run by root for somebody else, the file would become root's and the client could not write it.
function keepOwner(path: string, replacement: string): void {
  const [was, is] = [Deno.statSync(path), Deno.statSync(replacement)];
  if (was.uid === null || was.gid === null || was.uid === is.uid && was.gid === is.gid) return;
  try {
    Deno.chownSync(replacement, was.uid, was.gid);
  } catch (cause) {
    // Another group of the same person is no loss; another owner is.
    if (was.uid !== is.uid) throw new NotOurs("", { cause });
  }
}

function isUnchanged(path: string, former: PersonFile): boolean {
  const now = readPersonFile(path);
  if (now.kind !== "read" || former.kind !== "read") return now.kind === former.kind;
  return now.bytes.length === former.bytes.length &&
    now.bytes.every((byte, index) => byte === former.bytes[index]);
}

// The rename survives a loss of power only once the directory is on disk. Where the seal does not
// name it (a linked file) or the system has no such call, the file is whole all the same.
function syncDirectory(path: string): void {
  try {
    const directory = Deno.openSync(path.slice(0, path.lastIndexOf("/")) || "/", { read: true });
    try {
      directory.syncSync();
    } finally {
      directory.close();
    }
  } catch {
    // Nothing to do and nothing lost, see above.
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}

function tryRemove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // What made the change fail is what the person has to hear; a leftover is cleaned next time.
  }
}

function failure(problem: FileProblem, detail: string | null = null): FileFailure {
  return { kind: "failed", problem, detail };
}

function explainFailure(cause: unknown): FileFailure {
  if (!(cause instanceof Error)) throw cause;
  if (cause.name === "NotCapable") return failure("not_sealed");
  if (
    cause instanceof Deno.errors.PermissionDenied || /\(os error (1|13|30)\)/.test(cause.message)
  ) {
    return failure("read_only");
  }
  if (/\(os error (28|122)\)/.test(cause.message)) return failure("no_file_space");
  if (/\(os error 16\)/.test(cause.message)) return failure("mounted");
  if (cause instanceof Deno.errors.NotFound) return failure("no_directory");
  return failure("failed", cause.message);
}
